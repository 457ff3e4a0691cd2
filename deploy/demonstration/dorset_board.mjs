// The board of an integrated care board with its finance committee: a scheme, a public meeting with
// its papers, a power delegated with a limit, used within it and refused above it.

import {
  chairOf,
  decisionId,
  meetingId,
  org,
  personId,
  pounds,
  recordId,
  revenue,
  sha,
} from "./ids.mjs";

const ICB = org("ICB", "QVV");
const REGION = org("NHSE_REGION", "Y58");
const COUNCIL = org("LOCAL_AUTHORITY", "E06000059");
const PACK = "https://github.com/yob/pdf-reader/files/14743586/dorset.pdf";
const SINCE = "2022-07-01";
const MARCH = "2024-03-07";

const SEATS = [
  ["chair", "Chair of the board", "CHAIR", "INDEPENDENT"],
  ["ned1", "Non-executive member, audit", "IND_NED", "INDEPENDENT"],
  ["ned2", "Non-executive member, quality", "IND_NED", "INDEPENDENT"],
  ["ned3", "Non-executive member, finance", "IND_NED", "INDEPENDENT"],
  ["ce", "Acting Chief Executive", "CE", "ICS_BODY"],
  ["cfo", "Chief Finance Officer", "FD", "ICS_BODY"],
  ["cno", "Chief Nursing Officer", "DN", "ICS_BODY"],
  ["cmo", "Chief Medical Officer", "MD", "ICS_BODY"],
  ["trust", "Provider trust partner member", "PARTNER_TRUST", "ACUTE"],
  ["gp", "Primary care partner member", "PARTNER_PRIMARY", "PRIMARY_CARE"],
  ["la-dorset", "Local authority partner member (Dorset Council)", "PARTNER_LA", "LOCAL_AUTHORITY"],
  ["la-bcp", "Local authority partner member (BCP Council)", "PARTNER_LA", "LOCAL_AUTHORITY"],
];
// Who employs a member that the board does not; a general practice is not in the register.
const EMPLOYERS = {
  trust: org("FOUNDATION_TRUST", "RBD"),
  gp: undefined,
  "la-dorset": COUNCIL,
  "la-bcp": org("LOCAL_AUTHORITY", "E06000058"),
};
const APOLOGIES = ["trust", "la-dorset", "la-bcp", "cmo"];

const b = (seat) => `dorset-icb:${seat}`;
const employer = (seat) => (seat in EMPLOYERS ? EMPLOYERS[seat] : ICB);

export function dorsetBoard(book) {
  for (const [seat, office] of SEATS) book.person(b(seat), office, employer(seat));
  const by = establish(book);
  const finance = committee(book, by);
  first(book, by, finance);
  march(book, by);
  const delegation = delegate(book, by, finance);
  estates(book, finance, delegation);
}

function establish(book) {
  const key = "dorset-icb";
  const by = book.body(key, SINCE, {
    name: "NHS Dorset ICB Board",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [ICB],
    papersDueDays: 7,
    source: "Board pack of 7 March 2024",
    uri: PACK,
    note: "Members other than those named in the apologies are illustrative",
  });
  const quorum = { minimumMembers: 6, requiredRoles: ["MEMBER_ROLE_CHAIR"] };
  const methods = ["CONSENSUS", "VOTE", "CHAIR_ON_BEHALF", "URGENT"];
  book.constitution(key, by, REGION, "1.0", SINCE, { methods, quorum });
  book.quorum(key, by, SINCE, quorum, "Illustrative: standing orders");
  for (const [seat, , role, sector] of SEATS) {
    book.member(key, by, b(seat), SINCE, {
      role,
      sector,
      employer: employer(seat),
      appointedBy:
        seat === "chair"
          ? "NHS England with the approval of the Secretary of State"
          : "Illustrative: the chair of the board",
      mentalHealth: seat === "ned2",
    });
  }
  return by;
}

function committee(book, by) {
  const key = "dorset-finance";
  const finance = book.body(key, SINCE, {
    name: "NHS Dorset ICB Finance Committee",
    type: "OTHER_COMMITTEE",
    rights: "DELEGATED",
    organisations: [ICB],
    parent: by.body,
    public: false,
    note: "Illustrative committee",
  });
  const basis = "Illustrative: terms of reference";
  book.quorum(key, finance, SINCE, { minimumMembers: 2 }, basis);
  for (const [seat, role, sector] of [
    ["ned3", "CHAIR", "INDEPENDENT"],
    ["cfo", "ADDITIONAL", "ICS_BODY"],
    ["ned1", "ADDITIONAL", "INDEPENDENT"],
  ]) {
    book.member(key, finance, b(seat), SINCE, { role, sector, employer: ICB });
  }
  return finance;
}

// The board's first meeting adopts its scheme.
function first(book, by, finance) {
  const facts = {
    chair: personId(b("chair")),
    note: "Illustrative meeting: the source as read begins in 2024",
    agenda: [
      ["1", "Welcome, apologies and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Scheme of reservation and delegation", "DECISION"],
    ],
    attendance: SEATS.map(([seat]) => [b(seat), "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting("dorset-2022-07", by, SINCE, facts, (meeting) => {
    book.decide("dorset-scheme", SINCE, by, {
      title: "Scheme of reservation and delegation",
      question: "Should the scheme be adopted from the first day?",
      meeting,
      item: "3",
      outcome: "Adopted.",
      rationale: "Illustrative: the board must be able to act from its first day.",
      noInvolvement: "No effect on services",
      note: "Illustrative decision",
    });
  });
  book.publish("dorset-scheme", by, "2022-07-08");
  const source = "Illustrative entry: the scheme is not in the source as read";
  const reserved = (matter, code) => ({
    function: code,
    matter,
    holding: "HOLDING_RESERVED",
    holderBodyId: by.body,
    source,
  });
  book.scheme("dorset", by, {
    version: "1.0",
    from: SINCE,
    decision: "dorset-scheme",
    note: "Illustrative scheme",
    entries: [
      ["1", reserved("Approve the strategy and the yearly plan", "STRATEGY")],
      ["2", reserved("Approve changes of services", "SERVICE_CHANGE")],
      ["3", budget(finance, source)],
    ],
  });
}

const budget = (finance, source) => ({
  function: "EXPENDITURE",
  matter: "Commit expenditure within the agreed budget",
  holding: "HOLDING_DELEGATED",
  holderBodyId: finance.body,
  limit: { upTo: revenue(1000000), basis: "LIMIT_BASIS_PER_COMMITMENT" },
  condition: "Within the agreed budget only; above the limit it goes to the board",
  source,
});

function march(book, by) {
  const facts = {
    at: "10:00",
    until: "13:30",
    chair: personId(b("chair")),
    source: PACK,
    note: "Items 4 and 5 are illustrative",
    papersOn: "2024-02-29",
    papers: [
      {
        title: "Minutes of Part 1, 11 January 2024 (draft, 9 pages)",
        sha256: sha("dorset minutes"),
        version: "V1",
        item: "1.3",
        mediaType: "application/pdf",
      },
    ],
    agenda: [
      ["1.1", "Welcome, apologies and quorum", "WELCOME"],
      ["1.2", "Declarations of interest", "DECLARATIONS"],
      ["1.3", "Minutes of Part 1, 11 January 2024", "MINUTES"],
      ["1.4", "Action log of 11 January 2024", "ACTION_LOG"],
      ["2", "Board story: family hubs and early help", "PRESENTATION"],
      ["3", "Acting Chief Executive report", "INFORMATION"],
      ["4", "Illustrative: community mental health redesign", "DECISION"],
      ["5", "Illustrative: powers of the finance committee", "DECISION"],
    ],
    attendance: SEATS.map(([seat]) => [
      b(seat),
      APOLOGIES.includes(seat) ? "APOLOGIES" : "PRESENT",
    ]),
    quorum: { quorate: true },
  };
  book.meeting("dorset-2024-03", by, MARCH, facts, (meeting) => {
    redesign(book, by, meeting);
    powers(book, by, meeting);
  });
  book.publish("dorset-mh", by, "2024-03-14");
  book.publish("dorset-powers", by, "2024-03-14");
}

function redesign(book, by, meeting) {
  book.decide("dorset-mh", MARCH, chairOf(by, b("chair")), {
    title: "Community mental health redesign",
    question: "Should the redesigned service start in autumn 2024?",
    meeting,
    item: "4",
    outcome: "Approved; the evening drop-in stays open in both towns.",
    rationale: "Illustrative: people asked for evening opening, and the budget allows it.",
    value: revenue(960000),
    functions: [1, 3],
    involvement: [recordId("activity:dorset-mh")],
    impact: {
      equality: "Illustrative: evening opening helps people in work",
      quality: "Illustrative: shorter waits",
      tripleAim: "Illustrative: considered",
    },
    options: [
      { title: "Redesign with evening opening", taken: true },
      { title: "Redesign without" },
    ],
    note: "Illustrative decision",
  });
}

function powers(book, by, meeting) {
  const present = SEATS.map(([seat]) => seat).filter((seat) => !APOLOGIES.includes(seat));
  book.decide("dorset-powers", MARCH, by, {
    title: "Powers of the finance committee",
    question: "Should the finance committee decide on estates work up to £250,000?",
    meeting,
    item: "5",
    method: "VOTE",
    outcome: "Delegated for two years.",
    rationale: "Illustrative: small schemes should not wait for the board.",
    noInvolvement: "No effect on services",
    positions: present.map((seat) => book.position(b(seat), seat === "gp" ? "ABSTAINED" : "FOR")),
    note: "Illustrative decision",
  });
}

function delegate(book, by, finance) {
  const id = recordId("delegation:dorset-estates");
  book.record("delegation:dorset-estates", id, MARCH, by, {
    delegationProposed: {
      title: "Estates work up to £250,000",
      instrument: "INSTRUMENT_BOARD_COMMITTEE",
      delegatorBodyId: by.body,
      delegatorOrganisationId: ICB,
      delegateBodyId: finance.body,
      accountableOrganisationId: ICB,
      note: "Illustrative delegation",
      terms: {
        functions: ["ESTATES"],
        limits: [{ upTo: revenue(250000), basis: "LIMIT_BASIS_PER_DECISION" }],
        start: "2024-04-01",
        end: "2026-04-01",
        review: "2025-04-01",
        reportingDuty: "Every decision to the next meeting of the board",
      },
    },
  });
  book.record("delegation-approved:dorset-estates", id, MARCH, by, {
    delegationApproved: { approvingDecisionId: decisionId("dorset-powers") },
  });
  book.record("delegation-activated:dorset-estates", id, "2024-04-01", by, {
    delegationActivated: { on: "2024-04-01" },
  });
  return id;
}

// First above the limit, which is refused; then what fits it.
function estates(book, finance, delegation) {
  const on = "2024-05-16";
  const decide = (amount) => ({
    title: `Clinic refurbishment for £${amount.toLocaleString("en-GB")}`,
    question: "Should the clinic be refurbished?",
    meeting: meetingId("dorset-finance-2024-05"),
    item: "3",
    outcome: "Refurbished this summer.",
    rationale: "Illustrative: the rooms fail the standard for access.",
    authority: {
      kind: "AUTHORITY_KIND_DELEGATION",
      delegationId: delegation,
      function: "ESTATES",
    },
    value: { revenue: pounds(amount) },
    noInvolvement: "Illustrative: no change of service",
    note: "Illustrative decision",
  });
  const facts = {
    public: false,
    chair: personId(b("ned3")),
    note: "Illustrative meeting",
    attendance: ["ned3", "cfo", "ned1"].map((seat) => [b(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Clinic refurbishment", "DECISION"],
    ],
  };
  book.meeting("dorset-finance-2024-05", finance, on, facts, () => {
    const over = book.made({ body: finance.body, ...decide(300000) });
    book.refuse(
      "decision:dorset-clinic-over",
      decisionId("dorset-clinic"),
      on,
      finance,
      over,
      "R-18",
    );
    book.decide("dorset-clinic", on, finance, decide(240000));
  });
  book.publish("dorset-clinic", finance, "2024-05-23");
}
