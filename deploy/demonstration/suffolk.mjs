// A scheme whose limits came three weeks after the board: what was spent before them, within them and
// above them.

import { chairOf, decisionId, meetingId, org, personId, recordId, revenue } from "./ids.mjs";
import { beds } from "./suffolk_beds.mjs";
import { SEATS, SNEE, s } from "./suffolk_seats.mjs";

const HANDBOOK =
  "https://suffolkandnortheastessex.icb.nhs.uk/about-us/our-policies/nhs-suffolk-and-north-east-essex-integrated-care-board-governance-handbook/";
const SINCE = "2022-07-01";

export function suffolk(book) {
  for (const [seat, office, , , employer] of SEATS) book.person(s(seat), office, employer);
  const by = board(book);
  const finance = committee(book, by);
  adopt(book, by, finance, {
    key: "snee-1",
    version: "1.0",
    on: SINCE,
    note: "Governance handbook 1.0 of 22 June 2022",
  });
  spend(book, finance, { key: "snee-5-july", on: "2022-07-05", scheme: "snee-1", amount: 640000 });
  adopt(book, by, finance, {
    key: "snee-2",
    version: "2.0",
    on: "2022-07-21",
    replaces: "snee-1",
    limit: 500000,
    note: "Governance handbook 2.0 of 21 July 2022: expenditure limits added; the amount is illustrative",
  });
  spend(book, finance, {
    key: "snee-28-july",
    on: "2022-07-28",
    scheme: "snee-2",
    amount: 480000,
    over: 640000,
  });
  beds(book, by);
}

function board(book) {
  const key = "snee-board";
  const by = book.body(key, SINCE, {
    name: "NHS Suffolk and North East Essex ICB Board",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [SNEE],
    source: "Governance handbook",
    uri: HANDBOOK,
    note: "Members are illustrative",
  });
  const quorum = { minimumMembers: 5, requiredRoles: ["MEMBER_ROLE_CHAIR"] };
  book.constitution(key, by, org("NHSE_REGION", "Y61"), "1.0", SINCE, {
    methods: ["CONSENSUS", "CHAIR_ON_BEHALF", "URGENT"],
    quorum,
    uri: HANDBOOK,
  });
  book.quorum(key, by, SINCE, quorum, "Illustrative: standing orders");
  for (const [seat, , role, sector, employer] of SEATS) {
    book.member(key, by, s(seat), SINCE, {
      role,
      sector,
      employer,
      mentalHealth: seat === "trust",
      appointedBy:
        seat === "chair"
          ? "NHS England with the approval of the Secretary of State"
          : "Illustrative: the chair of the board",
    });
  }
  return by;
}

function committee(book, by) {
  const key = "snee-finance";
  const finance = book.body(key, SINCE, {
    name: "Suffolk and North East Essex ICB Finance Committee",
    type: "OTHER_COMMITTEE",
    rights: "DELEGATED",
    organisations: [SNEE],
    parent: by.body,
    public: false,
    source: "Governance handbook",
    uri: HANDBOOK,
    note: "Members are illustrative",
  });
  const basis = "Illustrative: terms of reference";
  book.quorum(key, finance, SINCE, { minimumMembers: 2 }, basis);
  for (const [seat, role, sector] of [
    ["ned1", "CHAIR", "INDEPENDENT"],
    ["fd", "ADDITIONAL", "ICS_BODY"],
    ["ce", "ADDITIONAL", "ICS_BODY"],
  ]) {
    book.member(key, finance, s(seat), SINCE, { role, sector, employer: SNEE });
  }
  return finance;
}

// The board adopts a version of the handbook's scheme.
function adopt(book, by, finance, facts) {
  const decision = `${facts.key}-adopted`;
  const meeting = {
    note: "Illustrative meeting",
    chair: personId(s("chair")),
    attendance: SEATS.map(([seat]) => [s(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome, apologies and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", `Governance handbook ${facts.version}`, "DECISION"],
    ],
  };
  book.meeting(`${facts.key}-board`, by, facts.on, meeting, (id) => {
    book.decide(decision, facts.on, chairOf(by, s("chair")), {
      title: `Governance handbook ${facts.version}`,
      question: "Should this version of the handbook with its scheme be adopted?",
      meeting: id,
      item: "3",
      outcome: "Adopted.",
      rationale: `${facts.note}. The decision is illustrative.`,
      noInvolvement: "No effect on services",
      note: "Illustrative decision",
    });
  });
  book.publish(decision, by, facts.on);
  scheme(book, by, finance, decision, facts);
}

function scheme(book, by, finance, decision, facts) {
  const reserved = (code, matter) => ({
    function: code,
    matter,
    holding: "HOLDING_RESERVED",
    holderBodyId: by.body,
    source: facts.note,
  });
  const spending = {
    function: "EXPENDITURE",
    matter: "Commit expenditure within the agreed budget",
    holding: "HOLDING_DELEGATED",
    holderBodyId: finance.body,
    source: facts.note,
  };
  if (facts.limit) {
    spending.limit = { upTo: revenue(facts.limit), basis: "LIMIT_BASIS_PER_DECISION" };
  }
  book.scheme(facts.key, by, {
    version: facts.version,
    from: facts.on,
    replaces: facts.replaces,
    decision,
    note: facts.note,
    evidence: [{ title: `Governance handbook ${facts.version}`, uri: HANDBOOK }],
    entries: [
      ["1", reserved("STRATEGY", "Approve the strategy and the yearly plan")],
      ["2", reserved("CONSTITUTION", "Propose amendments of the constitution")],
      ["3", spending],
    ],
  });
}

function spend(book, finance, { key, on, scheme, amount, over }) {
  const decide = (pounds) => ({
    title: `Community equipment for £${pounds.toLocaleString("en-GB")}`,
    question: "Should the equipment contract be extended?",
    meeting: meetingId(key),
    item: "3",
    outcome: "Extended by a year.",
    rationale: "Illustrative: the contract ends and patients depend on it.",
    value: revenue(pounds),
    authority: {
      kind: "AUTHORITY_KIND_SCHEME_ENTRY",
      schemeId: recordId(`scheme:${scheme}`),
      schemeEntry: "3",
      function: "EXPENDITURE",
    },
    noInvolvement: "Illustrative: no change of service",
    note: "Illustrative decision",
  });
  const facts = {
    public: false,
    note: "Illustrative meeting",
    chair: personId(s("ned1")),
    attendance: ["ned1", "fd", "ce"].map((seat) => [s(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Community equipment", "DECISION"],
    ],
  };
  book.meeting(key, finance, on, facts, () => {
    if (over) {
      const content = book.made({ body: finance.body, ...decide(over) });
      book.refuse(`decision:${key}-over`, decisionId(key), on, finance, content, "R-18");
    }
    book.decide(key, on, finance, decide(amount));
  });
  book.publish(key, finance, on);
}
