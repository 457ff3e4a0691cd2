// No consensus after two dissents: the chair may not decide before that is said, then does so on the
// board's behalf, and one side asks for a peer review. The whole matter is illustrative.

import { chairOf, decisionId, memberOf, personId, recordId, revenue } from "./ids.mjs";
import { SEATS, s } from "./suffolk_seats.mjs";

const ON = "2022-09-27";
const ID = decisionId("snee-beds");
const MATTER = {
  title: "Community beds",
  question: "Should the two bed units be brought together?",
};
const OUTCOME = {
  outcome: "Bring the units together from April 2023.",
  rationale: "Illustrative: two units cannot be staffed safely through the winter.",
};

export function beds(book, by) {
  const facts = {
    note: "Illustrative meeting",
    chair: personId(s("chair")),
    attendance: SEATS.map(([seat]) => [s(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Illustrative: community beds", "DECISION"],
    ],
  };
  book.meeting("snee-2022-09", by, ON, facts, (meeting) => {
    propose(book, by, meeting);
    views(book, by);
    chairDecides(book, by, meeting);
  });
  afterwards(book, by);
}

function propose(book, by, meeting) {
  book.record("proposed:snee-beds", ID, ON, by, {
    decisionProposed: {
      ...MATTER,
      bodyId: by.body,
      meetingId: meeting,
      agendaItem: "3",
      options: [{ title: "Bring together" }, { title: "Keep both" }],
      note: "Illustrative decision",
    },
  });
}

function views(book, by) {
  for (const [seat, leaning, reasons] of [
    ["gp", "AGAINST", "Illustrative: travel for families of the coastal towns"],
    ["trust", "FOR", "Illustrative: one unit can be staffed safely, two cannot"],
  ]) {
    book.record(`view:snee-beds:${seat}`, ID, ON, memberOf(by, s(seat)), {
      viewRecorded: { personId: personId(s(seat)), leaning: `POSITION_${leaning}`, reasons },
    });
  }
  for (const [seat, perspective] of [
    ["gp", "primary care"],
    ["la", "local government"],
  ]) {
    const dissent = recordId(`dissent:snee-${seat}`);
    book.record(`dissent:snee-${seat}`, dissent, ON, memberOf(by, s(seat)), {
      dissentRecorded: {
        decisionId: ID,
        personId: personId(s(seat)),
        perspective,
        reasons: "Illustrative: the journeys are too long and the transport plan is not funded.",
        wouldSettle: "Illustrative: a funded transport plan",
        publishText: seat === "gp",
        answerDue: "2022-10-25",
      },
    });
  }
}

function chairDecides(book, by, meeting) {
  const chair = chairOf(by, s("chair"));
  const decision = {
    ...MATTER,
    ...OUTCOME,
    meeting,
    item: "3",
    method: "CHAIR_ON_BEHALF",
    value: revenue(2100000),
    functions: [3],
    involvement: [recordId("activity:snee-beds")],
    note: "Illustrative decision",
  };
  const early = book.made({ body: by.body, ...decision });
  book.refuse("decision:snee-beds:early", ID, ON, chair, early, "R-11");
  book.record("no-consensus:snee-beds", ID, ON, by, {
    consensusNotReached: { issue: "Illustrative: safe staffing against travel for families" },
  });
  book.record("chair-decided:snee-beds", ID, ON, chair, { chairDecided: OUTCOME });
  book.decide("snee-beds", ON, chair, decision);
}

function afterwards(book, by) {
  const action = book.action("snee-transport", by, ON, {
    title: "Illustrative: a funded transport plan",
    decision: ID,
    owner: personId(s("fd")),
    due: "2022-12-20",
  });
  book.record("escalated:snee-beds", ID, "2022-10-04", by, {
    escalatedForPeerReview: {
      issue: "Illustrative: whether one unit can serve the coastal towns",
      reviewer: "Illustrative: a neighbouring board",
    },
  });
  // A publication says how many dissented.
  book.refuse(
    "published:snee-beds:uncounted",
    ID,
    "2022-10-11",
    by,
    { decisionPublished: {} },
    "R-14",
  );
  book.publish("snee-beds", by, "2022-10-11", 2);
  const chair = chairOf(by, s("chair"));
  book.record("dissent-answered:snee-gp", recordId("dissent:snee-gp"), "2022-10-18", chair, {
    dissentAnswered: {
      answer: "Illustrative: a transport plan is drawn up before any move.",
      actionId: action,
    },
  });
  book.record("action-due:snee-transport", action, "2022-12-13", by, {
    actionDueDateChanged: {
      due: "2023-01-31",
      reason: "Illustrative: the bus operator answers in January",
    },
  });
}
