// One decision of three systems in two regions: each sees it, each sees it once.

import { org, personId, revenue } from "./ids.mjs";

const KEY = "ambulance-joint";
const SINCE = "2022-10-01";
const ON = "2023-06-14";
// [code, who sits for it]
const SYSTEMS = [
  ["QF7", "South Yorkshire"],
  ["QOQ", "Humber and North Yorkshire"],
  ["QT1", "Nottingham and Nottinghamshire"],
];
const icb = (code) => org("ICB", code);
const member = (code) => `ambulance:${code}`;

export function ambulance(book) {
  const by = committee(book);
  const facts = {
    chair: personId(member("QF7")),
    note: "Illustrative meeting",
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Ambulance handover across borders", "DECISION"],
    ],
    attendance: SYSTEMS.map(([code]) => [member(code), "PRESENT"]),
    quorum: { quorate: true },
  };
  book.meeting("ambulance-2023-06", by, ON, facts, (meeting) => {
    book.decide("ambulance-handover", ON, by, {
      title: "Ambulance handover across borders",
      question: "Should crews hand over at the nearest hospital whichever system it is in?",
      meeting,
      item: "3",
      outcome: "Agreed from 1 July 2023.",
      rationale: "Illustrative: the nearest door is the quickest.",
      value: revenue(750000),
      authority: {
        kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE",
        function: "AMBULANCE_COMMISSIONING",
      },
      functions: [3],
      noInvolvement: "Illustrative: nothing is taken away from anybody",
      note: "Illustrative decision of three systems in two regions",
    });
  });
  book.publish("ambulance-handover", by, "2023-06-21");
}

function committee(book) {
  const by = book.body(KEY, SINCE, {
    name: "Joint Committee for Ambulance Services",
    type: "JOINT",
    rights: "DELEGATED",
    organisations: SYSTEMS.map(([code]) => icb(code)),
    note: "Illustrative body and members",
  });
  book.record(`tor:${KEY}`, by.body, SINCE, by, {
    termsOfReferenceApproved: {
      version: "1",
      decisionRights: "DECISION_RIGHTS_DELEGATED",
      functions: ["AMBULANCE_COMMISSIONING"],
      methods: ["DECISION_METHOD_CONSENSUS"],
      holdsFrom: SINCE,
    },
  });
  const quorum = {
    minimumMembers: 3,
    constituencies: SYSTEMS.map(([code]) => ({ organisationId: icb(code), minimumMembers: 1 })),
  };
  book.quorum(KEY, by, SINCE, quorum, "Illustrative: one of each system");
  for (const [code, name] of SYSTEMS) {
    book.person(member(code), `Chief Executive, ${name}`, icb(code));
    book.member(KEY, by, member(code), SINCE, {
      role: code === "QF7" ? "CHAIR" : "ADDITIONAL",
      sector: "ICS_BODY",
      employer: icb(code),
      representative: true,
      constituencies: [icb(code)],
    });
  }
  return by;
}
