// Two committees that must both agree: one question, two decisions by two bodies, each with its own
// quorum, which take effect together.

import { decisionId, org, personId } from "./ids.mjs";

const SOURCE = "http://ww5.swindon.gov.uk/ieIssueDetails.aspx?IId=60042&Opt=3";
const SINCE = "2020-04-01";
const ON = "2020-06-18";
const TITLE = "Better care fund 2020/21 for Swindon";
const QUESTION = "Should the pooled plan be agreed?";

const SIDES = [
  {
    key: "swindon-council",
    organisation: org("LOCAL_AUTHORITY", "E06000030"),
    name: "Swindon Borough Council Health and Care Sub-Committee",
    sector: "LOCAL_AUTHORITY",
    offices: [
      "Leader of the council",
      "Lead member for adults and health",
      "Illustrative: cabinet member",
    ],
  },
  {
    key: "swindon-ccg",
    organisation: org("CCG", "92G"),
    name: "BSW CCG Swindon Sub-Committee",
    sector: "CLINICAL",
    offices: [
      "Illustrative: locality chair",
      "Illustrative: locality GP",
      "Illustrative: lay member",
    ],
  },
];

export function swindon(book) {
  const [council, health] = SIDES.map((side) => ({ side, by: committee(book, side) }));
  for (const { side, by } of [council, health]) propose(book, side, by);
  agree(book, council, health);
  agree(book, health, council);
}

const decisionKey = (side) => side.key.replace("swindon-", "swindon-bcf-");

function committee(book, side) {
  const { key } = side;
  const by = book.body(key, SINCE, {
    name: side.name,
    type: "SUB_COMMITTEE",
    rights: "DELEGATED",
    organisations: [side.organisation],
    source: "Swindon Borough Council Cabinet, item 41",
    uri: SOURCE,
    note: "Sits with its counterpart as the Health and Care Board for Swindon; a decision is taken only when each side separately agrees. Date and members are illustrative",
  });
  book.record(`tor:${key}`, by.body, SINCE, by, {
    termsOfReferenceApproved: {
      version: "1",
      decisionRights: "DECISION_RIGHTS_DELEGATED",
      functions: ["BETTER_CARE_FUND"],
      methods: ["DECISION_METHOD_CONSENSUS"],
      holdsFrom: SINCE,
      uri: SOURCE,
    },
  });
  book.quorum(key, by, SINCE, { minimumMembers: 2 }, "Illustrative: not in the source as read");
  side.offices.forEach((office, i) => {
    book.person(`${key}:${i}`, office, side.organisation);
    book.member(key, by, `${key}:${i}`, SINCE, {
      role: i === 0 ? "CHAIR" : "ADDITIONAL",
      sector: side.sector,
      employer: side.organisation,
    });
  });
  return by;
}

function propose(book, side, by) {
  const key = decisionKey(side);
  book.record(`proposed:${key}`, decisionId(key), ON, by, {
    decisionProposed: {
      title: TITLE,
      question: QUESTION,
      bodyId: by.body,
      note: "Illustrative decision in common",
    },
  });
}

function agree(book, { side, by }, other) {
  const key = decisionKey(side);
  const facts = {
    note: "Illustrative meeting of the two sides together",
    chair: personId(`${side.key}:0`),
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Better care fund 2020/21", "DECISION"],
    ],
    attendance: side.offices.map((_, i) => [`${side.key}:${i}`, "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting(`${key}-meeting`, by, ON, facts, (meeting) => {
    book.decide(key, ON, by, {
      title: TITLE,
      question: QUESTION,
      meeting,
      item: "3",
      outcome: "Agreed on this side; it takes effect when the other side agrees.",
      authority: { kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE", function: "BETTER_CARE_FUND" },
      rationale: "Illustrative: spending decisions stay local when three CCGs merge.",
      inCommonWith: [decisionId(decisionKey(other.side))],
      noInvolvement: "Illustrative: no change of service",
      note: "Illustrative decision in common",
    });
  });
  book.publish(key, by, "2020-06-25");
}
