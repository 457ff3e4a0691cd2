// One contested matter over a year in a health scrutiny committee: referral, its reversal, an attempt
// to reverse that, a task group, deferral until a court has spoken, a report.

import { decisionId, memberOf, org, personId, recordId } from "./ids.mjs";

const COUNCIL = org("LOCAL_AUTHORITY", "E06000059");
const MODERNGOV = "https://dorset.moderngov.co.uk/ieListDocuments.aspx?CId=142&MId=1347";
const COUNCILLORS = ["chair", "mover", "governor", "relative", "member5", "member6", "member7"];
const KEY = "dorset-dhsc";
const SINCE = "2017-06-01";

const AUTHORITY = {
  kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE",
  function: "HEALTH_SCRUTINY_REFERRAL",
};
const QUESTION =
  "Should the Clinical Services Review be referred to the Secretary of State for Health?";

const c = (seat) => `${KEY}:${seat}`;

export function dorsetScrutiny(book) {
  const by = committee(book);
  referral(book, by);
  refusal(book, by);
  attempt(book, by);
  deferral(book, by);
  report(book, by);
}

function committee(book) {
  for (const seat of COUNCILLORS) {
    book.person(c(seat), `Member of the committee (${seat})`, COUNCIL);
  }
  const by = book.body(KEY, SINCE, {
    name: "Dorset Health Scrutiny Committee",
    type: "HEALTH_SCRUTINY",
    rights: "DELEGATED",
    organisations: [COUNCIL],
    source: "Dorset County Council meeting documents",
    uri: MODERNGOV,
    note: "A committee of Dorset County Council, whose place Dorset Council took in 2019; registered under the latter",
  });
  book.record(`tor:${KEY}`, by.body, SINCE, by, {
    termsOfReferenceApproved: {
      version: "1",
      decisionRights: "DECISION_RIGHTS_DELEGATED",
      functions: [AUTHORITY.function],
      methods: ["DECISION_METHOD_CONSENSUS", "DECISION_METHOD_VOTE"],
      holdsFrom: SINCE,
    },
  });
  book.quorum(KEY, by, SINCE, { minimumMembers: 3 }, "Illustrative: not in the source as read");
  for (const seat of COUNCILLORS) {
    book.member(KEY, by, c(seat), SINCE, {
      role: seat === "chair" ? "CHAIR" : "ADDITIONAL",
      sector: "LOCAL_AUTHORITY",
      employer: COUNCIL,
      appointedBy: "Dorset County Council",
    });
  }
  return by;
}

function session(book, by, key, on, facts, between) {
  const presence = (seat) => ((facts.absent ?? []).includes(seat) ? "APOLOGIES" : "PRESENT");
  const meeting = {
    chair: personId(c("chair")),
    agenda: [
      ["1", "Declarations of interest", "DECLARATIONS"],
      [facts.item, facts.title, "DECISION"],
    ],
    source: facts.source ?? MODERNGOV,
    note: facts.note,
    attendance: COUNCILLORS.map((seat) => [c(seat), presence(seat)]),
    quorum: { quorate: true },
  };
  book.meeting(key, by, on, meeting, between);
}

function referral(book, by) {
  const facts = {
    item: "39",
    title: "Clinical Services Review",
    note: "Three public questions, three statements, a petition of 8,000 signatures. Attendance is illustrative",
  };
  session(book, by, "dorset-2017-11", "2017-11-13", facts, (meeting) => {
    book.decide("dorset-refer", "2017-11-13", by, {
      title: "Referral of the Clinical Services Review",
      question: QUESTION,
      meeting,
      item: "39",
      outcome: "To refer the proposals.",
      authority: AUTHORITY,
      result: "REFERRED",
      rationale: "Implied by later minutes; the text of the decision is not in the source as read.",
      noInvolvement: "Illustrative: the petition and the statements are recorded as involvement",
      note: "Certainty: inferred",
    });
  });
  book.publish("dorset-refer", by, "2017-11-20");
}

function refusal(book, by) {
  const on = "2017-12-20";
  const facts = {
    item: "40",
    title: "Referral reconsidered",
    absent: ["governor", "member6"],
    note: "Four apologies in the source; the seats are illustrative",
    source:
      "http://moderngov.dorsetcouncil.gov.uk/CeListDocuments.aspx?CommitteeId=257&MeetingId=1300",
  };
  session(book, by, "dorset-2017-12", on, facts, (meeting) => {
    const governor = "Governor of a hospital affected; did not attend";
    declared(book, by, on, ["governor", "ACTUAL", "NF_PROFESSIONAL", governor]);
    declared(book, by, on, ["relative", "PERCEIVED", "INDIRECT", "Relative employed by the NHS"]);
    book.decide("dorset-not-refer", on, by, {
      title: "No referral of the Clinical Services Review",
      question: QUESTION,
      meeting,
      item: "40",
      outcome: "Not to refer the proposals.",
      authority: AUTHORITY,
      result: "REJECTED",
      noInvolvement: "Illustrative: none recorded",
      note: "The decision that was later asked to be reversed",
    });
  });
  book.publish("dorset-not-refer", by, "2018-01-04");
  book.record("superseded:dorset-refer", decisionId("dorset-refer"), on, by, {
    decisionSuperseded: {
      byDecisionId: decisionId("dorset-not-refer"),
      reason: "The committee decided otherwise on 20 December 2017.",
    },
  });
}

function declared(book, by, on, [seat, kind, category, text]) {
  book.record(`interest:dorset-${seat}`, recordId(`interest:dorset-${seat}`), on, by, {
    interestDeclared: {
      personId: personId(c(seat)),
      kind: `INTEREST_KIND_${kind}`,
      category: `INTEREST_CATEGORY_${category}`,
      description: { plain: text, retention: "RETENTION_INTEREST" },
      aroseOn: on,
      declaredOn: on,
      bodyIds: [by.body],
    },
  });
}

function attempt(book, by) {
  const on = "2018-03-08";
  const facts = {
    item: "6",
    title: "Motion to reverse and refer",
    note: "The joint committee did not support a referral. Attendance is illustrative",
  };
  const dissent = recordId("dissent:dorset-mover");
  session(book, by, "dorset-2018-03", on, facts, (meeting) => {
    book.record("dissent:dorset-mover", dissent, on, memberOf(by, c("mover")), {
      dissentRecorded: {
        decisionId: decisionId("dorset-not-refer"),
        personId: personId(c("mover")),
        perspective: "local communities",
        reasons:
          "The public thinks that the committee does not do its duty; what changed came from campaigning and not from scrutiny; journeys are longer in nine of ten cases for one area, and handover time is not counted.",
        alternative: "Reverse the decision of 20 December 2017 and refer.",
        publishText: true,
        answerDue: "2018-06-15",
      },
    });
    book.decide("dorset-task-group", on, by, {
      title: "Task and finish group on the evidence for a referral",
      question: "Should the decision of 20 December 2017 be reversed?",
      meeting,
      item: "6",
      outcome: "A task and finish group assesses the evidence for a referral.",
      authority: AUTHORITY,
      result: "REFERRED",
      rationale: "Stated in the minutes of June; the vote is not in the source as read.",
      noInvolvement: "The group hears local groups and Healthwatch",
    });
  });
  book.publish("dorset-task-group", by, "2018-03-15");
  book.record("dissent-answered:dorset-mover", dissent, on, by, {
    dissentAnswered: {
      answer:
        "The evidence is assessed by a task and finish group, which reports to the committee.",
    },
  });
}

const EVIDENCE = { title: "Evidence for a referral", question: QUESTION };

// Deferred until a court has spoken: a condition without a date.
function deferral(book, by) {
  const id = decisionId("dorset-evidence");
  book.record("proposed:dorset-evidence", id, "2018-03-08", by, {
    decisionProposed: {
      ...EVIDENCE,
      bodyId: by.body,
      options: [{ title: "Refer" }, { title: "Do not refer" }],
      note: "Taken up by the task and finish group",
    },
  });
  book.record("deferred:dorset-evidence", id, "2018-05-01", by, {
    decisionDeferred: {
      reason: "A judicial review of the CCG's decision overlaps the terms of the group.",
      condition:
        "Until the court has spoken. Members say that the statutory test and the court's test differ.",
    },
  });
}

function report(book, by) {
  const on = "2018-10-17";
  const facts = {
    item: "38",
    title: "Report of the task and finish group",
    note: "Attendance is illustrative",
  };
  session(book, by, "dorset-2018-10", on, facts, (meeting) => {
    book.decide("dorset-evidence", on, by, {
      ...EVIDENCE,
      meeting,
      item: "38",
      authority: AUTHORITY,
      result: "NOTED",
      outcome:
        "Illustrative: the report and its recommendation are received; the vote is not in the source as read.",
      conditions: [
        "Undertakings on ambulances are followed up",
        "Funding of £147 million is confirmed",
      ],
      noInvolvement: "Local groups and Healthwatch were heard on 22 August 2018",
    });
  });
  book.publish("dorset-evidence", by, "2018-10-24");
  const source = [{ title: "Minutes as published", uri: MODERNGOV }];
  const action = {
    title: "Follow up the undertakings on ambulance journeys",
    decision: decisionId("dorset-evidence"),
    owner: personId(c("chair")),
    due: "2018-11-29",
  };
  book.action("dorset-ambulance", by, on, action, { evidence: source });
}
