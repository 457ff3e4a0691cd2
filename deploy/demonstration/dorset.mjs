// One contested matter over a year in a health scrutiny committee, and the board of the integrated
// care board six years later.

import { decisionId, meetingId, org, personId, pounds, recordId, revenue, sha } from "./book.mjs";

const COUNCIL = org("LOCAL_AUTHORITY", "E06000059");
const BOARD_ORG = org("ICB", "QVV");
const REGION = org("NHSE_REGION", "Y58");
const MODERNGOV = "https://dorset.moderngov.co.uk/ieListDocuments.aspx?CId=142&MId=1347";

export function dorset(book) {
  scrutiny(book);
  board(book);
}

// ---- the referral chain, 2017 to 2018

const COUNCILLORS = ["chair", "mover", "governor", "relative", "member5", "member6", "member7"];
const c = (seat) => `dorset-dhsc:${seat}`;

function scrutiny(book) {
  for (const seat of COUNCILLORS)
    book.person(c(seat), `Member of the committee (${seat})`, COUNCIL);
  const by = book.body("dorset-dhsc", "2017-06-01", {
    name: "Dorset Health Scrutiny Committee",
    type: "HEALTH_SCRUTINY",
    rights: "DELEGATED",
    organisations: [COUNCIL],
    source: "Dorset County Council meeting documents",
    uri: MODERNGOV,
    note: "A committee of Dorset County Council, whose place Dorset Council took in 2019; registered under the latter",
  });
  book.record("tor:dorset-dhsc", by.body, "2017-06-01", by, {
    termsOfReferenceApproved: {
      version: "1",
      decisionRights: "DECISION_RIGHTS_DELEGATED",
      functions: ["HEALTH_SCRUTINY_REFERRAL"],
      methods: ["DECISION_METHOD_CONSENSUS", "DECISION_METHOD_VOTE"],
      holdsFrom: "2017-06-01",
    },
  });
  book.quorum(
    "dorset-dhsc",
    by,
    "2017-06-01",
    { minimumMembers: 3 },
    "Illustrative: not in the source as read",
  );
  for (const seat of COUNCILLORS) {
    book.member("dorset-dhsc", by, c(seat), "2017-06-01", {
      role: seat === "chair" ? "CHAIR" : "ADDITIONAL",
      sector: "LOCAL_AUTHORITY",
      employer: COUNCIL,
      representative: false,
      appointedBy: "Dorset County Council",
    });
  }
  referral(book, by);
  refusal(book, by);
  attempt(book, by);
  report(book, by);
}

const AUTHORITY = {
  kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE",
  function: "HEALTH_SCRUTINY_REFERRAL",
};
const QUESTION =
  "Should the Clinical Services Review be referred to the Secretary of State for Health?";

function session(book, by, key, on, facts, between) {
  book.meeting(
    key,
    by,
    on,
    {
      chair: personId(c("chair")),
      agenda: [
        ["1", "Declarations of interest", "DECLARATIONS"],
        [facts.item, facts.title, "DECISION"],
      ],
      source: facts.source,
      note: facts.note,
      attendance: COUNCILLORS.map((seat) => [
        c(seat),
        (facts.absent ?? []).includes(seat) ? "APOLOGIES" : "PRESENT",
      ]),
      quorum: { quorate: true },
    },
    between,
  );
}

function referral(book, by) {
  session(
    book,
    by,
    "dorset-2017-11",
    "2017-11-13",
    {
      item: "39",
      title: "Clinical Services Review",
      source: MODERNGOV,
      note: "Three public questions, three statements, a petition of 8,000 signatures. Attendance is illustrative",
    },
    (meeting) => {
      book.record(
        "decision:dorset-refer",
        decisionId("dorset-refer"),
        "2017-11-13",
        by,
        book.made({
          title: "Referral of the Clinical Services Review",
          question: QUESTION,
          body: by.body,
          meeting,
          item: "39",
          outcome: "To refer the proposals.",
          authority: AUTHORITY,
          result: "REFERRED",
          rationale:
            "Implied by later minutes; the text of the decision is not in the source as read.",
          noInvolvement:
            "Illustrative: the petition and the statements are recorded as involvement",
          note: "Certainty: inferred",
        }),
      );
    },
  );
}

function refusal(book, by) {
  session(
    book,
    by,
    "dorset-2017-12",
    "2017-12-20",
    {
      item: "40",
      title: "Referral reconsidered",
      absent: ["governor", "member6"],
      note: "Four apologies in the source; the seats are illustrative",
      source:
        "http://moderngov.dorsetcouncil.gov.uk/CeListDocuments.aspx?CommitteeId=257&MeetingId=1300",
    },
    (meeting) => {
      for (const [seat, kind, text] of [
        ["governor", "ACTUAL", "Governor of a hospital affected; did not attend"],
        ["relative", "PERCEIVED", "Relative employed by the NHS"],
      ]) {
        book.record(
          `interest:dorset-${seat}`,
          recordId(`interest:dorset-${seat}`),
          "2017-12-20",
          by,
          {
            interestDeclared: {
              personId: personId(c(seat)),
              kind: `INTEREST_KIND_${kind}`,
              category:
                seat === "relative"
                  ? "INTEREST_CATEGORY_INDIRECT"
                  : "INTEREST_CATEGORY_NF_PROFESSIONAL",
              description: { plain: text, retention: "RETENTION_INTEREST" },
              aroseOn: "2017-12-20",
              declaredOn: "2017-12-20",
              bodyIds: [by.body],
            },
          },
        );
      }
      book.record(
        "decision:dorset-not-refer",
        decisionId("dorset-not-refer"),
        "2017-12-20",
        by,
        book.made({
          title: "No referral of the Clinical Services Review",
          question: QUESTION,
          body: by.body,
          meeting,
          item: "40",
          outcome: "Not to refer the proposals.",
          authority: AUTHORITY,
          result: "REJECTED",
          noInvolvement: "Illustrative: none recorded",
          note: "The decision that was later asked to be reversed",
        }),
      );
    },
  );
  book.record("superseded:dorset-refer", decisionId("dorset-refer"), "2017-12-20", by, {
    decisionSuperseded: {
      byDecisionId: decisionId("dorset-not-refer"),
      reason: "The committee decided otherwise on 20 December 2017.",
    },
  });
}

function attempt(book, by) {
  session(
    book,
    by,
    "dorset-2018-03",
    "2018-03-08",
    {
      item: "6",
      title: "Motion to reverse and refer",
      source: MODERNGOV,
      note: "The joint committee did not support a referral. Attendance is illustrative",
    },
    (meeting) => {
      book.record(
        "dissent:dorset-mover",
        recordId("dissent:dorset-mover"),
        "2018-03-08",
        { ...by, person: personId(c("mover")), capacity: "MEMBER" },
        {
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
        },
      );
      book.record(
        "decision:dorset-task-group",
        decisionId("dorset-task-group"),
        "2018-03-08",
        by,
        book.made({
          title: "Task and finish group on the evidence for a referral",
          question: "Should the decision of 20 December 2017 be reversed?",
          body: by.body,
          meeting,
          item: "6",
          outcome: "A task and finish group assesses the evidence for a referral.",
          authority: AUTHORITY,
          result: "REFERRED",
          rationale: "Stated in the minutes of June; the vote is not in the source as read.",
          noInvolvement: "The group hears local groups and Healthwatch",
        }),
      );
    },
  );
  book.record("dissent-answered:dorset-mover", recordId("dissent:dorset-mover"), "2018-03-08", by, {
    dissentAnswered: {
      answer:
        "The evidence is assessed by a task and finish group, which reports to the committee.",
    },
  });
}

// Deferred until a court has spoken: a condition without a date.
function report(book, by) {
  const id = decisionId("dorset-evidence");
  book.record("proposed:dorset-evidence", id, "2018-03-08", by, {
    decisionProposed: {
      title: "Evidence for a referral",
      question: QUESTION,
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
  session(
    book,
    by,
    "dorset-2018-10",
    "2018-10-17",
    {
      item: "38",
      title: "Report of the task and finish group",
      source: MODERNGOV,
      note: "Attendance is illustrative",
    },
    (meeting) => {
      book.record(
        "decision:dorset-evidence",
        id,
        "2018-10-17",
        by,
        book.made({
          title: "Evidence for a referral",
          question: QUESTION,
          body: by.body,
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
        }),
      );
    },
  );
  book.action("dorset-ambulance", by, "2018-10-17", {
    title: "Follow up the undertakings on ambulance journeys",
    decision: id,
    owner: personId(c("chair")),
    due: "2018-11-29",
  });
}

// ---- the integrated care board, 2022 to 2024

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
const EMPLOYERS = {
  trust: org("FOUNDATION_TRUST", "RBD"),
  "la-dorset": COUNCIL,
  "la-bcp": org("LOCAL_AUTHORITY", "E06000058"),
};
const b = (seat) => `dorset-icb:${seat}`;
const PACK = "https://github.com/yob/pdf-reader/files/14743586/dorset.pdf";

function board(book) {
  for (const [seat, office] of SEATS)
    book.person(b(seat), office, EMPLOYERS[seat] ?? (seat === "gp" ? undefined : BOARD_ORG));
  const by = book.body("dorset-icb", "2022-07-01", {
    name: "NHS Dorset ICB Board",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [BOARD_ORG],
    papersDueDays: 7,
    source: "Board pack of 7 March 2024",
    uri: PACK,
    note: "Members other than those named in the apologies are illustrative",
  });
  const quorum = { minimumMembers: 6, requiredRoles: ["MEMBER_ROLE_CHAIR"], deputiesCount: false };
  book.constitution("dorset-icb", by, REGION, "1.0", "2022-07-01", {
    methods: ["CONSENSUS", "VOTE", "CHAIR_ON_BEHALF", "URGENT"],
    quorum,
  });
  book.quorum("dorset-icb", by, "2022-07-01", quorum, "Illustrative: standing orders");
  for (const [seat, , role, sector] of SEATS) {
    book.member("dorset-icb", by, b(seat), "2022-07-01", {
      role,
      sector,
      employer: EMPLOYERS[seat] ?? (seat === "gp" ? undefined : BOARD_ORG),
      appointedBy:
        seat === "chair"
          ? "NHS England with the approval of the Secretary of State"
          : "Illustrative: the chair of the board",
      mentalHealth: seat === "ned2",
    });
  }
  const finance = book.body("dorset-finance", "2022-07-01", {
    name: "NHS Dorset ICB Finance Committee",
    type: "OTHER_COMMITTEE",
    rights: "DELEGATED",
    organisations: [BOARD_ORG],
    parent: by.body,
    public: false,
    note: "Illustrative committee",
  });
  book.quorum(
    "dorset-finance",
    finance,
    "2022-07-01",
    { minimumMembers: 2 },
    "Illustrative: terms of reference",
  );
  for (const seat of ["ned3", "cfo", "ned1"]) {
    book.member("dorset-finance", finance, b(seat), "2022-07-01", {
      role: seat === "ned3" ? "CHAIR" : "ADDITIONAL",
      sector: seat === "cfo" ? "ICS_BODY" : "INDEPENDENT",
      employer: BOARD_ORG,
    });
  }
  meeting2024(book, by);
  delegation(book, by, finance);
}

function meeting2024(book, by) {
  const absent = ["trust", "la-dorset", "la-bcp", "cmo"];
  book.meeting(
    "dorset-2024-03",
    by,
    "2024-03-07",
    {
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
      attendance: SEATS.map(([seat]) => [b(seat), absent.includes(seat) ? "APOLOGIES" : "PRESENT"]),
      quorum: { quorate: true },
    },
    (meeting) => {
      book.record(
        "decision:dorset-mh",
        decisionId("dorset-mh"),
        "2024-03-07",
        { ...by, person: personId(b("chair")), capacity: "CHAIR" },
        book.made({
          title: "Community mental health redesign",
          question: "Should the redesigned service start in autumn 2024?",
          body: by.body,
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
        }),
      );
      book.record(
        "decision:dorset-powers",
        decisionId("dorset-powers"),
        "2024-03-07",
        by,
        book.made({
          title: "Powers of the finance committee",
          question: "Should the finance committee decide on estates work up to £250,000?",
          body: by.body,
          meeting,
          item: "5",
          method: "VOTE",
          outcome: "Delegated for two years.",
          rationale: "Illustrative: small schemes should not wait for the board.",
          noInvolvement: "No effect on services",
          positions: ["chair", "ned1", "ned2", "ned3", "ce", "cfo", "cno", "gp"].map((seat) =>
            book.position(b(seat), seat === "gp" ? "ABSTAINED" : "FOR"),
          ),
          note: "Illustrative decision",
        }),
      );
    },
  );
  book.publish("dorset-mh", by, "2024-03-14");
  book.publish("dorset-powers", by, "2024-03-14");
}

// A power given, used within its limit, and asked for more than it gives (kept with the refusals).
function delegation(book, by, finance) {
  const id = recordId("delegation:dorset-estates");
  book.record("delegation:dorset-estates", id, "2024-03-07", by, {
    delegationProposed: {
      title: "Estates work up to £250,000",
      instrument: "INSTRUMENT_BOARD_COMMITTEE",
      delegatorBodyId: by.body,
      delegatorOrganisationId: BOARD_ORG,
      delegateBodyId: finance.body,
      accountableOrganisationId: BOARD_ORG,
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
  book.record("delegation-approved:dorset-estates", id, "2024-03-07", by, {
    delegationApproved: { approvingDecisionId: decisionId("dorset-powers") },
  });
  book.record("delegation-activated:dorset-estates", id, "2024-04-01", by, {
    delegationActivated: { on: "2024-04-01" },
  });
  const attendance = ["ned3", "cfo", "ned1"].map((seat) => [b(seat), "PRESENT"]);
  const decide = (amount) =>
    book.made({
      title: `Clinic refurbishment for £${amount.toLocaleString("en-GB")}`,
      question: "Should the clinic be refurbished?",
      body: finance.body,
      meeting: meetingId("dorset-finance-2024-05"),
      item: "3",
      outcome: "Refurbished this summer.",
      rationale: "Illustrative: the rooms fail the standard for access.",
      authority: { kind: "AUTHORITY_KIND_DELEGATION", delegationId: id, function: "ESTATES" },
      value: { revenue: pounds(amount) },
      noInvolvement: "Illustrative: no change of service",
      note: "Illustrative decision",
    });
  book.meeting(
    "dorset-finance-2024-05",
    finance,
    "2024-05-16",
    {
      public: false,
      chair: personId(b("ned3")),
      note: "Illustrative meeting",
      attendance,
      quorum: { quorate: true },
      agenda: [
        ["1", "Welcome and quorum", "WELCOME"],
        ["2", "Declarations of interest", "DECLARATIONS"],
        ["3", "Clinic refurbishment", "DECISION"],
      ],
    },
    () => {
      book.record(
        "decision:dorset-clinic",
        decisionId("dorset-clinic"),
        "2024-05-16",
        finance,
        decide(240000),
      );
    },
  );
  book.publish("dorset-clinic", finance, "2024-05-23");
  book.refuse(
    "decision:dorset-clinic-over",
    decisionId("dorset-clinic-over"),
    "2024-05-16",
    finance,
    decide(300000),
    "R-18",
  );
}
