// A system before and after its establishment: what it may decide under a memorandum and may not claim,
// a forum that advises and decides nothing, an item taken in private, and one decision of three
// systems in two regions. The bodies, members and decisions are illustrative.

import { ambulance } from "./ambulance.mjs";
import { chairOf, decisionId, memberOf, org, personId, recordId, revenue } from "./ids.mjs";

const ICS = org("ICS", "QF7");
const ICB = org("ICB", "QF7");
const REGION = org("NHSE_REGION", "Y63");
const SHEFFIELD = org("LOCAL_AUTHORITY", "E08000019");
const TRUST = org("FOUNDATION_TRUST", "RHQ");
const NOTE = "Illustrative body and members";

// [seat, office, role, sector, employer]; a general practice is not in the register.
const SEATS = [
  ["chair", "Chair of the board", "CHAIR", "INDEPENDENT", ICB],
  ["ned1", "Non-executive member, audit", "IND_NED", "INDEPENDENT", ICB],
  ["ned2", "Non-executive member, people", "IND_NED", "INDEPENDENT", ICB],
  ["ce", "Chief Executive", "CE", "ICS_BODY", ICB],
  ["fd", "Director of Finance", "FD", "ICS_BODY", ICB],
  ["dn", "Director of Nursing", "DN", "ICS_BODY", ICB],
  ["md", "Medical Director", "MD", "ICS_BODY", ICB],
  ["trust", "Trust partner member", "PARTNER_TRUST", "ACUTE", TRUST],
  ["gp", "Primary care partner member", "PARTNER_PRIMARY", "PRIMARY_CARE", undefined],
  ["la", "Local authority partner member", "PARTNER_LA", "LOCAL_AUTHORITY", SHEFFIELD],
];
const p = (seat) => `syorks:${seat}`;

const opening = (title) => [
  ["1", "Welcome, apologies and quorum", "WELCOME"],
  ["2", "Declarations of interest", "DECLARATIONS"],
  ["3", title, "DECISION"],
];

export function southYorkshire(book) {
  for (const [seat, office, , , employer] of SEATS) book.person(p(seat), office, employer);
  before(book);
  forum(book);
  const by = establish(book);
  inPrivate(book, by);
  ambulance(book);
}

// ---- January 2022: no statutory body yet

function before(book) {
  const key = "syb-partnership";
  const since = "2021-04-01";
  const by = book.body(key, since, {
    name: "South Yorkshire and Bassetlaw Collaborative Partnership Board",
    type: "PARTNERSHIP",
    rights: "DELEGATED",
    organisations: [ICS],
    note: NOTE,
  });
  book.quorum(key, by, since, { minimumMembers: 2 }, "Illustrative: terms of the partnership");
  for (const seat of ["chair", "trust", "la", "gp"]) {
    const [, , role, sector, employer] = SEATS.find(([each]) => each === seat);
    book.member(key, by, p(seat), since, { role, sector, employer });
  }
  const on = "2022-01-20";
  const facts = {
    chair: personId(p("chair")),
    note: "Illustrative meeting",
    agenda: opening("Shared diagnostic centre"),
    attendance: ["chair", "trust", "la", "gp"].map((seat) => [p(seat), "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting("syb-2022-01", by, on, facts, (meeting) => diagnostics(book, by, on, meeting));
  book.publish("syb-diagnostics", by, "2022-01-27");
}

// First as if the board had a statute behind it (R-09, R-17), then under the partners' memorandum.
function diagnostics(book, by, on, meeting) {
  const decide = (authority) => ({
    title: "Shared diagnostic centre",
    question: "Should the partners open one diagnostic centre together?",
    meeting,
    item: "3",
    outcome: "Opened together; each partner carries its own share.",
    rationale: "Illustrative: no partner can fill a centre by itself.",
    authority,
    noInvolvement: "Illustrative: nothing closes",
    note: "Illustrative decision",
  });
  const claimed = book.made({
    body: by.body,
    ...decide({ kind: "AUTHORITY_KIND_CONSTITUTION" }),
  });
  const id = decisionId("syb-diagnostics");
  book.refuse("decision:syb-claimed", id, on, by, claimed, ["R-09", "R-17"]);
  const memorandum = {
    kind: "AUTHORITY_KIND_MEMORANDUM",
    memorandum: "Illustrative: memorandum of understanding of the partners, 2021",
  };
  book.decide("syb-diagnostics", on, by, decide(memorandum));
}

// ---- a consultative forum informs decisions

function forum(book) {
  const key = "sheffield-forum";
  const on = "2022-09-15";
  const by = book.body(key, "2022-07-01", {
    name: "Sheffield Place Forum",
    type: "CONSULTATIVE_FORUM",
    rights: "ADVISORY",
    organisations: [ICB],
    note: NOTE,
  });
  const spent = book.made({
    body: by.body,
    title: "Grants for neighbourhood groups",
    question: "Should £40,000 be given to neighbourhood groups?",
    outcome: "Given.",
    value: revenue(40000),
    authority: { kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE", function: "GRANTS" },
    noInvolvement: "Illustrative: the groups asked for it",
    note: "Illustrative decision",
  });
  book.refuse("decision:forum-grants", decisionId("forum-grants"), on, by, spent, "R-16");
  book.record("advice:forum-grants", decisionId("forum-advice"), on, by, {
    adviceRecorded: {
      title: "Grants for neighbourhood groups",
      bodyId: by.body,
      advice: "Illustrative: give £40,000 to neighbourhood groups; they reach whom we do not.",
    },
  });
}

// ---- the board from 1 July 2022

function establish(book) {
  const key = "syorks-board";
  const since = "2022-07-01";
  const by = book.body(key, since, {
    name: "NHS South Yorkshire ICB Board",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [ICB],
    note: NOTE,
  });
  const quorum = { minimumMembers: 5, requiredRoles: ["MEMBER_ROLE_CHAIR"] };
  book.constitution(key, by, REGION, "1.0", since, { methods: ["CONSENSUS", "VOTE"], quorum });
  book.quorum(key, by, since, quorum, "Illustrative: standing orders");
  for (const [seat, , role, sector, employer] of SEATS) {
    book.member(key, by, p(seat), since, {
      role,
      sector,
      employer,
      mentalHealth: seat === "md",
      appointedBy:
        seat === "chair"
          ? "NHS England with the approval of the Secretary of State"
          : "Illustrative: the chair of the board",
    });
  }
  return by;
}

// A lease under negotiation: not in private without a resolution that says why.
function inPrivate(book, by) {
  const on = "2022-11-02";
  const facts = {
    chair: personId(p("chair")),
    note: "Illustrative meeting",
    agenda: [...opening("Winter plan"), ["4", "Lease of the new offices", "DECISION", true]],
    attendance: SEATS.map(([seat]) => [p(seat), seat === "dn" ? "APOLOGIES" : "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting("syorks-2022-11", by, on, facts, (meeting) => {
    winter(book, by, on, meeting);
    lease(book, by, on, meeting);
  });
  book.publish("syorks-winter", by, "2022-11-09", 1);
  book.publish("syorks-lease", by, "2022-11-09");
}

// A member dissents after the vote and says what would settle it.
function winter(book, by, on, meeting) {
  const present = SEATS.map(([seat]) => seat).filter((seat) => seat !== "dn");
  book.decide("syorks-winter", on, chairOf(by, p("chair")), {
    title: "Winter plan",
    question: "Should the winter plan be adopted?",
    meeting,
    item: "3",
    method: "VOTE",
    outcome: "Adopted.",
    rationale: "Illustrative: the plan covers beds, staff and discharge.",
    value: revenue(3200000),
    positions: present.map((seat) => book.position(p(seat), seat === "la" ? "AGAINST" : "FOR")),
    noInvolvement: "Illustrative: people were involved in the plan of the year before",
    note: "Illustrative decision",
  });
  const dissent = "dissent:syorks-la";
  book.record(dissent, recordId(dissent), on, memberOf(by, p("la")), {
    dissentRecorded: {
      decisionId: decisionId("syorks-winter"),
      personId: personId(p("la")),
      perspective: "local government",
      reasons: "Illustrative: discharge without home care moves the queue, it does not end it.",
      wouldSettle: "Illustrative: £400,000 for home care until March",
      publishText: true,
      answerDue: "2022-11-30",
    },
  });
}

function lease(book, by, on, meeting) {
  const content = book.made({
    body: by.body,
    title: "Lease of the new offices",
    question: "Should the lease be signed?",
    meeting,
    item: "4",
    outcome: "To be signed once the rent is agreed.",
    rationale: "Illustrative: the present lease ends in spring.",
    noInvolvement: "No effect on services",
    note: "Illustrative decision",
  });
  const id = decisionId("syorks-lease");
  book.refuse("decision:syorks-lease:early", id, on, by, content, "R-56");
  book.record("excluded:syorks-2022-11", meeting, on, by, {
    publicExcluded: {
      items: ["4"],
      reason: "Illustrative: the rent is under negotiation with the owner of the building",
    },
  });
  book.record("decision:syorks-lease", id, on, by, content);
}
