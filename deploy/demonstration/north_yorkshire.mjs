// A limit that is a rate: so much a year for each 100,000 people. What was used before counts.

import { decisionId, org, personId, pounds, recordId, revenue } from "./ids.mjs";

const CCG = org("CCG", "42D");
const REGION = org("NHSE_REGION", "Y63");
const KEY = "north-yorkshire-gb";
const SINCE = "2020-04-01";
const ON = "2020-10-29";
const SOURCE =
  "https://fdocuments.in/document/title-of-meeting-ny-ccg-governing-body-agenda-item-82-.html";
// [office, role, sector]
const SEATS = [
  ["Clinical Chair", "CHAIR", "CLINICAL"],
  ["Accountable Officer", "CE", "ICS_BODY"],
  ["Chief Finance Officer", "FD", "ICS_BODY"],
  ["Lay member for governance", "LAY", "LAY"],
  ["Lay member for finance", "LAY", "LAY"],
];
const p = (seat) => `${KEY}:${seat}`;

export function northYorkshire(book) {
  const by = governingBody(book);
  const head = book.person("north-yorkshire:medicines", "Head of Medicines Management", CCG);
  meeting(book, by);
  const delegation = delegate(book, by, head);
  medicines(book, { ...by, person: head, capacity: "OFFICER" }, delegation);
}

function governingBody(book) {
  const by = book.body(KEY, SINCE, {
    name: "NHS North Yorkshire CCG Governing Body",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [CCG],
    source: "Governing body papers of 29 October 2020",
    uri: SOURCE,
    note: "Members are illustrative",
  });
  const quorum = { minimumMembers: 3 };
  book.constitution(KEY, by, REGION, "1.0", SINCE, { methods: ["CONSENSUS", "VOTE"], quorum });
  book.quorum(KEY, by, SINCE, quorum, "Illustrative: not in the source as read");
  SEATS.forEach(([office, role, sector], seat) => {
    book.person(p(seat), office, CCG);
    book.member(KEY, by, p(seat), SINCE, { role, sector, employer: CCG });
  });
  return by;
}

function meeting(book, by) {
  const facts = {
    chair: personId(p(0)),
    source: SOURCE,
    note: "Attendance and items other than 8.2 are illustrative",
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["8.2", "Operational Scheme of Delegation", "DECISION"],
    ],
    attendance: SEATS.map((_, seat) => [p(seat), "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting("north-yorkshire-2020-10", by, ON, facts, (id) => {
    book.decide("ny-scheme", ON, by, {
      title: "Change to the operational scheme of delegation",
      question: "Should the changes reviewed by the finance committee be approved?",
      meeting: id,
      item: "8.2",
      outcome: "Illustrative: approved; the outcome is not in the source as read.",
      rationale:
        "One delegation replaces those of the three former CCGs to their area prescribing committees.",
      noInvolvement: "No effect on services",
    });
  });
  book.publish("ny-scheme", by, "2020-11-05");
}

function delegate(book, by, head) {
  const id = recordId("delegation:ny-medicines");
  book.record("delegation:ny-medicines", id, ON, by, {
    delegationProposed: {
      title: "Medicines decisions",
      instrument: "INSTRUMENT_INDIVIDUAL_DIRECTOR",
      delegatorBodyId: by.body,
      delegatorOrganisationId: CCG,
      delegatePersonId: head,
      accountableOrganisationId: CCG,
      note: "The population is illustrative, and so is the review date",
      terms: {
        functions: ["MEDICINES"],
        start: ON,
        review: "2021-10-29",
        reportingDuty:
          "Every decision to the Finance, Performance, Contracting and Commissioning Committee",
        limits: [
          {
            upTo: revenue(10000),
            basis: "LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE",
            population: "430000",
          },
        ],
        conditions: "Overall within the prescribing budget; above the limit refer to the committee",
      },
    },
  });
  book.record("delegation-approved:ny-medicines", id, ON, by, {
    delegationApproved: { approvingDecisionId: decisionId("ny-scheme") },
  });
  book.record("delegation-activated:ny-medicines", id, ON, by, {
    delegationActivated: { on: ON },
  });
  return id;
}

// 4.3 times £10,000 a year: the first two fit, the third does not.
function medicines(book, officer, delegation) {
  const decide = (title, amount) => ({
    title,
    question: "Should the medicine be made available?",
    method: "DELEGATED_INDIVIDUAL",
    outcome: "Made available.",
    rationale: "Illustrative: recommended by the area prescribing committee.",
    authority: {
      kind: "AUTHORITY_KIND_DELEGATION",
      delegationId: delegation,
      function: "MEDICINES",
    },
    value: { revenue: pounds(amount) },
    noInvolvement: "Illustrative: no change of service",
    note: "Illustrative decision",
  });
  const first = decide("Medicine for rheumatology", 25000);
  const second = decide("Medicine for diabetes", 15000);
  const third = book.made({ body: officer.body, ...decide("Medicine for asthma", 9000) });
  const refused = decisionId("ny-medicine-3");
  book.decide("ny-medicine-1", "2020-11-16", officer, first);
  book.decide("ny-medicine-2", "2021-01-18", officer, second);
  book.refuse("decision:ny-medicine-3", refused, "2021-02-15", officer, third, "R-18");
}
