// A CCG governing body: its seats, its constitution with the emergency changes of quorum, its scheme
// and a committee that spends within it. Its meetings stand in derby_meetings.mjs.

import { april, february, interest, january, march } from "./derby_meetings.mjs";
import { SEATS, p } from "./derby_seats.mjs";
import { decisionId, meetingId, org, personId, recordId, revenue } from "./ids.mjs";

const CCG = org("CCG", "15M");
const REGION = org("NHSE_REGION", "Y60");
const KEY = "derby-gb";
const SINCE = "2019-04-01";
const SOURCE =
  "https://docslib.org/doc/1085719/nhs-derby-and-derbyshire-clinical-commissioning-group-constitution-v3-8";

const employer = (seat) => (seat.startsWith("dph") ? undefined : CCG);

export function derby(book) {
  for (const [seat, office] of SEATS) book.person(p(seat), office, employer(seat));
  const by = book.body(KEY, SINCE, {
    name: "NHS Derby and Derbyshire CCG Governing Body",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [CCG],
    source: "Constitution of the CCG",
    uri: SOURCE,
    note: "Seats derived from attendance; whether the two public health seats vote is not stated",
  });
  constitution(book, by);
  for (const [seat, , role, sector] of SEATS) {
    book.member(KEY, by, p(seat), SINCE, {
      role,
      sector,
      employer: employer(seat),
      votes: !seat.startsWith("dph"),
      appointedBy: "Illustrative: appointed under the constitution of the CCG",
    });
  }
  interest(book, by);
  january(book, by);
  february(book, by);
  const finance = committee(book, by);
  scheme(book, by, finance);
  march(book, by);
  spending(book, finance);
  april(book, by);
  book.minutes("derby-2022-01", by, "2022-01-20", "2022-02-03", meetingId("derby-2022-02"));
  book.minutes("derby-2022-02", by, "2022-02-10", "2022-03-03", meetingId("derby-2022-03"));
  book.minutes("derby-2022-03", by, "2022-03-10", "2022-04-07", meetingId("derby-2022-04"));
}

function constitution(book, by) {
  const quorum = {
    minimumMembers: 9,
    requiredRoles: ["MEMBER_ROLE_CLINICAL", "MEMBER_ROLE_LAY"],
    deputiesCount: true,
  };
  book.constitution(KEY, by, REGION, "3.1", "2019-04-11", {
    methods: ["CONSENSUS", "VOTE", "URGENT"],
    quorum,
    deputyChairActs: true,
    uri: SOURCE,
  });
  const unknown = "Illustrative: the number is not in the source (standing orders, section 3.6)";
  const emergency =
    "Constitution 3.4: quorum changed for the duration of the emergency; illustrative number";
  book.quorum(KEY, by, "2019-04-11", quorum, unknown);
  book.quorum(KEY, by, "2020-04-16", { ...quorum, minimumMembers: 6 }, emergency, "2021-07-19");
  book.quorum(KEY, by, "2021-07-19", quorum, "Illustrative: standing orders after the emergency");
}

function committee(book, by) {
  const key = "derby-finance";
  const finance = book.body(key, "2022-02-03", {
    name: "Derby and Derbyshire CCG Finance Committee",
    type: "OTHER_COMMITTEE",
    rights: "DELEGATED",
    organisations: [CCG],
    parent: by.body,
    public: false,
    note: "Illustrative committee",
  });
  book.quorum(
    key,
    finance,
    "2022-02-03",
    { minimumMembers: 2 },
    "Illustrative: terms of reference",
  );
  for (const [seat, role, sector] of [
    ["lay-finance", "CHAIR", "LAY"],
    ["cfo", "FD", "ICS_BODY"],
    ["gp1", "CLINICAL", "PRIMARY_CARE"],
  ]) {
    book.member(key, finance, p(seat), "2022-02-03", { role, sector, employer: CCG });
  }
  return finance;
}

function scheme(book, by, finance) {
  const source = "Illustrative entry: the scheme is not in the source as read";
  const reserved = (matter, code) => ({
    function: code,
    matter,
    holding: "HOLDING_RESERVED",
    holderBodyId: by.body,
    source,
  });
  book.scheme("derby", by, {
    version: "2022",
    from: "2022-02-03",
    decision: "derby-scheme",
    note: "Illustrative scheme",
    entries: [
      ["1", reserved("Commissioning plan and budget", "STRATEGY")],
      ["2", reserved("Amendments of the constitution put to NHS England", "CONSTITUTION")],
      [
        "3",
        {
          function: "EXPENDITURE",
          matter: "Commit expenditure within the agreed budget",
          holding: "HOLDING_DELEGATED",
          holderBodyId: finance.body,
          limit: { upTo: revenue(500000), basis: "LIMIT_BASIS_PER_DECISION" },
          condition: "Within the agreed budget only; above the limit it goes to the governing body",
          source,
        },
      ],
      [
        "4",
        {
          function: "EXPENDITURE",
          matter: "Commit expenditure within the agreed budget",
          holding: "HOLDING_DELEGATED",
          holderPersonId: personId(p("cfo")),
          holderOffice: "Chief Finance Officer",
          limit: { upTo: revenue(100000), basis: "LIMIT_BASIS_PER_DECISION" },
          source,
        },
      ],
    ],
  });
}

function spending(book, finance) {
  const on = "2022-03-17";
  const decide = (amount) => ({
    title: `Diagnostics outside hospital for £${amount.toLocaleString("en-GB")}`,
    question: "Should more scans be bought from community providers until June?",
    meeting: meetingId("derby-finance-2022-03"),
    item: "3",
    outcome: "Bought for three months.",
    rationale: "Illustrative: the waiting list for scans is the longest.",
    value: revenue(amount),
    authority: {
      kind: "AUTHORITY_KIND_SCHEME_ENTRY",
      schemeId: recordId("scheme:derby"),
      schemeEntry: "3",
      function: "EXPENDITURE",
    },
    noInvolvement: "Illustrative: the same service, more of it",
    note: "Illustrative decision",
  });
  const facts = {
    public: false,
    note: "Illustrative meeting",
    chair: personId(p("lay-finance")),
    attendance: ["lay-finance", "cfo", "gp1"].map((seat) => [p(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Diagnostics outside hospital", "DECISION"],
    ],
  };
  book.meeting("derby-finance-2022-03", finance, on, facts, () => {
    const over = book.made({ body: finance.body, ...decide(640000) });
    book.refuse("decision:derby-scans-over", decisionId("derby-scans"), on, finance, over, "R-18");
    book.decide("derby-scans", on, finance, decide(380000));
  });
  book.publish("derby-scans", finance, "2022-03-24");
}
