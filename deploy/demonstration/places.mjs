// Swindon: two committees that must both agree. North Yorkshire: a limit that is a rate. Suffolk and
// North East Essex: a scheme whose limits came three weeks after the board.

import {
  decisionId,
  meetingId,
  org,
  personId,
  pounds,
  recordId,
  requestId,
  revenue,
} from "./book.mjs";

// ---- Swindon

export function swindon(book) {
  const council = org("LOCAL_AUTHORITY", "E06000030");
  const ccg = org("CCG", "92G");
  const source = "http://ww5.swindon.gov.uk/ieIssueDetails.aspx?IId=60042&Opt=3";
  const side = (key, organisation, name, offices) => {
    const by = book.body(key, "2020-04-01", {
      name,
      type: "SUB_COMMITTEE",
      rights: "DELEGATED",
      organisations: [organisation],
      source: "Swindon Borough Council Cabinet, item 41",
      uri: source,
      note: "Sits with its counterpart as the Health and Care Board for Swindon; a decision is taken only when each side separately agrees. Date and members are illustrative",
    });
    book.record(`tor:${key}`, by.body, "2020-04-01", by, {
      termsOfReferenceApproved: {
        version: "1",
        decisionRights: "DECISION_RIGHTS_DELEGATED",
        functions: ["BETTER_CARE_FUND"],
        methods: ["DECISION_METHOD_CONSENSUS"],
        holdsFrom: "2020-04-01",
        uri: source,
      },
    });
    book.quorum(
      key,
      by,
      "2020-04-01",
      { minimumMembers: 2 },
      "Illustrative: not in the source as read",
    );
    offices.forEach((office, i) => {
      book.person(`${key}:${i}`, office, organisation);
      book.member(key, by, `${key}:${i}`, "2020-04-01", {
        role: i === 0 ? "CHAIR" : "ADDITIONAL",
        sector: organisation === council ? "LOCAL_AUTHORITY" : "CLINICAL",
        employer: organisation,
      });
    });
    return by;
  };
  const cabinet = side(
    "swindon-council",
    council,
    "Swindon Borough Council Health and Care Sub-Committee",
    ["Leader of the council", "Lead member for adults and health", "Illustrative: cabinet member"],
  );
  const health = side("swindon-ccg", ccg, "BSW CCG Swindon Sub-Committee", [
    "Illustrative: locality chair",
    "Illustrative: locality GP",
    "Illustrative: lay member",
  ]);
  const propose = (key, by) =>
    book.record(`proposed:${key}`, decisionId(key), "2020-06-18", by, {
      decisionProposed: {
        title: "Better care fund 2020/21 for Swindon",
        question: "Should the pooled plan be agreed?",
        bodyId: by.body,
        note: "Illustrative decision in common",
      },
    });
  propose("swindon-bcf-council", cabinet);
  propose("swindon-bcf-ccg", health);
  const agree = (key, other, by, bodyKey) => {
    const meeting = `${key}-meeting`;
    book.meeting(
      meeting,
      by,
      "2020-06-18",
      {
        note: "Illustrative meeting of the two sides together",
        chair: personId(`${bodyKey}:0`),
        agenda: [
          ["1", "Welcome and quorum", "WELCOME"],
          ["2", "Declarations of interest", "DECLARATIONS"],
          ["3", "Better care fund 2020/21", "DECISION"],
        ],
        attendance: [0, 1, 2].map((i) => [`${bodyKey}:${i}`, "PRESENT"]),
        quorum: { quorate: true },
      },
      (id) => {
        book.record(
          `decision:${key}`,
          decisionId(key),
          "2020-06-18",
          by,
          book.made({
            title: "Better care fund 2020/21 for Swindon",
            question: "Should the pooled plan be agreed?",
            body: by.body,
            meeting: id,
            item: "3",
            outcome: "Agreed on this side; it takes effect when the other side agrees.",
            authority: { kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE", function: "BETTER_CARE_FUND" },
            rationale: "Illustrative: spending decisions stay local when three CCGs merge.",
            inCommonWith: [decisionId(other)],
            noInvolvement: "Illustrative: no change of service",
            note: "Illustrative decision in common",
          }),
        );
      },
    );
    book.publish(key, by, "2020-06-25");
  };
  agree("swindon-bcf-council", "swindon-bcf-ccg", cabinet, "swindon-council");
  agree("swindon-bcf-ccg", "swindon-bcf-council", health, "swindon-ccg");
}

// ---- North Yorkshire

export function northYorkshire(book) {
  const ccg = org("CCG", "42D");
  const key = "north-yorkshire-gb";
  const source =
    "https://fdocuments.in/document/title-of-meeting-ny-ccg-governing-body-agenda-item-82-.html";
  const offices = [
    "Clinical Chair",
    "Accountable Officer",
    "Chief Finance Officer",
    "Lay member for governance",
    "Lay member for finance",
  ];
  const by = book.body(key, "2020-04-01", {
    name: "NHS North Yorkshire CCG Governing Body",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [ccg],
    source: "Governing body papers of 29 October 2020",
    uri: source,
    note: "Members are illustrative",
  });
  const quorum = { minimumMembers: 3 };
  book.constitution(key, by, org("NHSE_REGION", "Y63"), "1.0", "2020-04-01", {
    methods: ["CONSENSUS", "VOTE"],
    quorum,
  });
  book.quorum(key, by, "2020-04-01", quorum, "Illustrative: not in the source as read");
  offices.forEach((office, i) => {
    book.person(`${key}:${i}`, office, ccg);
    book.member(key, by, `${key}:${i}`, "2020-04-01", {
      role: ["CHAIR", "CE", "FD", "LAY", "LAY"][i],
      sector: i > 2 ? "LAY" : i === 0 ? "CLINICAL" : "ICS_BODY",
      employer: ccg,
    });
  });
  const head = book.person("north-yorkshire:medicines", "Head of Medicines Management", ccg);
  book.meeting(
    "north-yorkshire-2020-10",
    by,
    "2020-10-29",
    {
      chair: personId(`${key}:0`),
      source,
      note: "Attendance and items other than 8.2 are illustrative",
      agenda: [
        ["1", "Welcome and quorum", "WELCOME"],
        ["2", "Declarations of interest", "DECLARATIONS"],
        ["8.2", "Operational Scheme of Delegation", "DECISION"],
      ],
      attendance: offices.map((_, i) => [`${key}:${i}`, "PRESENT"]),
      quorum: { quorate: true },
    },
    (meeting) => {
      book.record(
        "decision:ny-scheme",
        decisionId("ny-scheme"),
        "2020-10-29",
        by,
        book.made({
          title: "Change to the operational scheme of delegation",
          question: "Should the changes reviewed by the finance committee be approved?",
          body: by.body,
          meeting,
          item: "8.2",
          outcome: "Illustrative: approved; the outcome is not in the source as read.",
          rationale:
            "One delegation replaces those of the three former CCGs to their area prescribing committees.",
          noInvolvement: "No effect on services",
        }),
      );
      book.publish("ny-scheme", by, "2020-11-05");
    },
  );
  medicines(book, by, ccg, head);
}

function medicines(book, by, ccg, head) {
  const id = recordId("delegation:ny-medicines");
  book.record("delegation:ny-medicines", id, "2020-10-29", by, {
    delegationProposed: {
      title: "Medicines decisions",
      instrument: "INSTRUMENT_INDIVIDUAL_DIRECTOR",
      delegatorBodyId: by.body,
      delegatorOrganisationId: ccg,
      delegatePersonId: head,
      accountableOrganisationId: ccg,
      note: "The population is illustrative, and so is the review date",
      terms: {
        functions: ["MEDICINES"],
        start: "2020-10-29",
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
  book.record("delegation-approved:ny-medicines", id, "2020-10-29", by, {
    delegationApproved: { approvingDecisionId: decisionId("ny-scheme") },
  });
  book.record("delegation-activated:ny-medicines", id, "2020-10-29", by, {
    delegationActivated: { on: "2020-10-29" },
  });
  const decide = (title, amount) =>
    book.made({
      title,
      question: "Should the medicine be made available?",
      body: by.body,
      method: "DELEGATED_INDIVIDUAL",
      outcome: "Made available.",
      rationale: "Illustrative: recommended by the area prescribing committee.",
      authority: { kind: "AUTHORITY_KIND_DELEGATION", delegationId: id, function: "MEDICINES" },
      value: { revenue: pounds(amount) },
      noInvolvement: "Illustrative: no change of service",
      note: "Illustrative decision",
    });
  const officer = { ...by, person: head, capacity: "OFFICER" };
  // 4.3 times £10,000 a year: the first two fit, the third does not.
  book.record(
    "decision:ny-medicine-1",
    decisionId("ny-medicine-1"),
    "2020-11-16",
    officer,
    decide("Medicine for rheumatology", 25000),
  );
  book.record(
    "decision:ny-medicine-2",
    decisionId("ny-medicine-2"),
    "2021-01-18",
    officer,
    decide("Medicine for diabetes", 15000),
  );
  book.refuse(
    "decision:ny-medicine-3",
    decisionId("ny-medicine-3"),
    "2021-02-15",
    officer,
    decide("Medicine for asthma", 9000),
    "R-18",
  );
}

// ---- Suffolk and North East Essex

const SNEE = org("ICB", "QJG");
const HANDBOOK =
  "https://suffolkandnortheastessex.icb.nhs.uk/about-us/our-policies/nhs-suffolk-and-north-east-essex-integrated-care-board-governance-handbook/";
const SEATS = [
  ["chair", "Chair of the board", "CHAIR", "INDEPENDENT"],
  ["ned1", "Non-executive member, audit", "IND_NED", "INDEPENDENT"],
  ["ned2", "Non-executive member, remuneration", "IND_NED", "INDEPENDENT"],
  ["ce", "Chief Executive", "CE", "ICS_BODY"],
  ["fd", "Director of Finance", "FD", "ICS_BODY"],
  ["dn", "Director of Nursing", "DN", "ICS_BODY"],
  ["md", "Medical Director", "MD", "ICS_BODY"],
  ["trust", "Trust partner member", "PARTNER_TRUST", "ACUTE"],
  ["gp", "Primary care partner member", "PARTNER_PRIMARY", "PRIMARY_CARE"],
  ["la", "Local authority partner member", "PARTNER_LA", "LOCAL_AUTHORITY"],
];
const s = (seat) => `snee:${seat}`;

export function suffolk(book) {
  const employer = (seat) =>
    ({ trust: org("FOUNDATION_TRUST", "RGR"), gp: undefined, la: undefined })[seat] ??
    (["gp", "la"].includes(seat) ? undefined : SNEE);
  for (const [seat, office] of SEATS) book.person(s(seat), office, employer(seat));
  const by = book.body("snee-board", "2022-07-01", {
    name: "NHS Suffolk and North East Essex ICB Board",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [SNEE],
    source: "Governance handbook",
    uri: HANDBOOK,
    note: "Members are illustrative",
  });
  const quorum = { minimumMembers: 5, requiredRoles: ["MEMBER_ROLE_CHAIR"] };
  book.constitution("snee-board", by, org("NHSE_REGION", "Y61"), "1.0", "2022-07-01", {
    methods: ["CONSENSUS", "CHAIR_ON_BEHALF", "URGENT"],
    quorum,
    uri: HANDBOOK,
  });
  book.quorum("snee-board", by, "2022-07-01", quorum, "Illustrative: standing orders");
  for (const [seat, , role, sector] of SEATS) {
    book.member("snee-board", by, s(seat), "2022-07-01", {
      role,
      sector,
      employer: employer(seat),
      mentalHealth: seat === "trust",
      appointedBy:
        seat === "chair"
          ? "NHS England with the approval of the Secretary of State"
          : "Illustrative: the chair of the board",
    });
  }
  const finance = book.body("snee-finance", "2022-07-01", {
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
  book.quorum(
    "snee-finance",
    finance,
    "2022-07-01",
    { minimumMembers: 2 },
    "Illustrative: terms of reference",
  );
  for (const seat of ["ned1", "fd", "ce"])
    book.member("snee-finance", finance, s(seat), "2022-07-01", {
      role: seat === "ned1" ? "CHAIR" : "ADDITIONAL",
      sector: seat === "ned1" ? "INDEPENDENT" : "ICS_BODY",
      employer: SNEE,
    });
  scheme(book, by, finance, {
    key: "snee-1",
    version: "1.0",
    from: "2022-07-01",
    source: "Governance handbook 1.0 of 22 June 2022",
  });
  spend(book, finance, "snee-5-july", "2022-07-05", "snee-1", 640000);
  scheme(book, by, finance, {
    key: "snee-2",
    version: "2.0",
    from: "2022-07-21",
    replaces: "snee-1",
    limit: 500000,
    source:
      "Governance handbook 2.0 of 21 July 2022: expenditure limits added; the amount is illustrative",
  });
  spend(book, finance, "snee-28-july", "2022-07-28", "snee-2", 480000);
  book.refuse(
    "decision:snee-over",
    decisionId("snee-over"),
    "2022-07-28",
    finance,
    spending(book, finance, "snee-28-july", "snee-2", 640000),
    "R-18",
  );
  chairDecides(book, by);
}

function scheme(book, by, finance, facts) {
  const id = recordId(`scheme:${facts.key}`);
  book.record(`scheme:${facts.key}`, id, facts.from, by, {
    schemeDrafted: {
      organisationId: SNEE,
      bodyId: by.body,
      title: "Scheme of reservation and delegation",
      version: facts.version,
      note: facts.source,
      ...(facts.replaces ? { replacesId: recordId(`scheme:${facts.replaces}`) } : {}),
    },
  });
  const entries = [
    [
      "1",
      {
        function: "STRATEGY",
        matter: "Approve the strategy and the yearly plan",
        holding: "HOLDING_RESERVED",
        holderBodyId: by.body,
      },
    ],
    [
      "2",
      {
        function: "CONSTITUTION",
        matter: "Propose amendments of the constitution",
        holding: "HOLDING_RESERVED",
        holderBodyId: by.body,
      },
    ],
    [
      "3",
      {
        function: "EXPENDITURE",
        matter: "Commit expenditure within the agreed budget",
        holding: "HOLDING_DELEGATED",
        holderBodyId: finance.body,
        ...(facts.limit
          ? { limit: { upTo: revenue(facts.limit), basis: "LIMIT_BASIS_PER_DECISION" } }
          : {}),
      },
    ],
  ];
  for (const [entry, rest] of entries) {
    book.record(`scheme-entry:${facts.key}:${entry}`, id, facts.from, by, {
      schemeEntryAdded: { entry, ...rest, source: facts.source },
    });
  }
  const made = entries.map(([entry]) => requestId(`scheme-entry:${facts.key}:${entry}`)).join(",");
  book.record(`scheme-adopted:${facts.key}`, id, facts.from, by, {
    schemeAdopted: {
      holdsFrom: facts.from,
      entryCount: entries.length,
      entriesSha256: `\${events-sha256:${made}}`,
      published: true,
    },
  });
}

const spending = (book, finance, meeting, schemeKey, amount) =>
  book.made({
    title: `Community equipment for £${amount.toLocaleString("en-GB")}`,
    question: "Should the equipment contract be extended?",
    body: finance.body,
    meeting: meetingId(meeting),
    item: "3",
    outcome: "Extended by a year.",
    rationale: "Illustrative: the contract ends and patients depend on it.",
    value: { revenue: pounds(amount) },
    authority: {
      kind: "AUTHORITY_KIND_SCHEME_ENTRY",
      schemeId: recordId(`scheme:${schemeKey}`),
      schemeEntry: "3",
      function: "EXPENDITURE",
    },
    noInvolvement: "Illustrative: no change of service",
    note: "Illustrative decision",
  });

function spend(book, finance, key, on, schemeKey, amount) {
  book.meeting(
    key,
    finance,
    on,
    {
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
    },
    () =>
      book.record(
        `decision:${key}`,
        decisionId(key),
        on,
        finance,
        spending(book, finance, key, schemeKey, amount),
      ),
  );
  book.publish(key, finance, on);
}

// No consensus after two dissents; the chair decides on the board's behalf and one side asks for a
// peer review.
function chairDecides(book, by) {
  const id = decisionId("snee-beds");
  const chair = { ...by, person: personId(s("chair")), capacity: "CHAIR" };
  const on = "2022-09-27";
  book.meeting(
    "snee-2022-09",
    by,
    on,
    {
      note: "Illustrative meeting",
      chair: personId(s("chair")),
      attendance: SEATS.map(([seat]) => [s(seat), "PRESENT"]),
      quorum: { quorate: true },
      agenda: [
        ["1", "Welcome and quorum", "WELCOME"],
        ["2", "Declarations of interest", "DECLARATIONS"],
        ["3", "Illustrative: community beds", "DECISION"],
      ],
    },
    (meeting) => {
      book.record("proposed:snee-beds", id, on, by, {
        decisionProposed: {
          title: "Community beds",
          question: "Should the two bed units be brought together?",
          bodyId: by.body,
          meetingId: meeting,
          agendaItem: "3",
          options: [{ title: "Bring together" }, { title: "Keep both" }],
          note: "Illustrative decision",
        },
      });
      for (const [seat, leaning, reasons] of [
        ["gp", "AGAINST", "Illustrative: travel for families of the coastal towns"],
        ["trust", "FOR", "Illustrative: one unit can be staffed safely, two cannot"],
      ]) {
        book.record(
          `view:snee-beds:${seat}`,
          id,
          on,
          { ...by, person: personId(s(seat)), capacity: "MEMBER" },
          {
            viewRecorded: { personId: personId(s(seat)), leaning: `POSITION_${leaning}`, reasons },
          },
        );
      }
      for (const [seat, perspective] of [
        ["gp", "primary care"],
        ["la", "local government"],
      ]) {
        book.record(
          `dissent:snee-${seat}`,
          recordId(`dissent:snee-${seat}`),
          on,
          { ...by, person: personId(s(seat)), capacity: "MEMBER" },
          {
            dissentRecorded: {
              decisionId: id,
              personId: personId(s(seat)),
              perspective,
              reasons:
                "Illustrative: the journeys are too long and the transport plan is not funded.",
              wouldSettle: "Illustrative: a funded transport plan",
              publishText: seat === "gp",
              answerDue: "2022-10-25",
            },
          },
        );
      }
      book.record("no-consensus:snee-beds", id, on, by, {
        consensusNotReached: { issue: "Illustrative: safe staffing against travel for families" },
      });
      book.record("chair-decided:snee-beds", id, on, chair, {
        chairDecided: {
          outcome: "Bring the units together from April 2023.",
          rationale: "Illustrative: two units cannot be staffed safely through the winter.",
        },
      });
      book.record(
        "decision:snee-beds",
        id,
        on,
        chair,
        book.made({
          title: "Community beds",
          question: "Should the two bed units be brought together?",
          body: by.body,
          meeting,
          item: "3",
          method: "CHAIR_ON_BEHALF",
          outcome: "Bring the units together from April 2023.",
          rationale: "Illustrative: two units cannot be staffed safely through the winter.",
          value: revenue(2100000),
          functions: [3],
          involvement: [recordId("activity:snee-beds")],
          note: "Illustrative decision",
        }),
      );
    },
  );
  const action = book.action("snee-transport", by, on, {
    title: "Illustrative: a funded transport plan",
    decision: id,
    owner: personId(s("fd")),
    due: "2022-12-20",
  });
  book.record("dissent-answered:snee-gp", recordId("dissent:snee-gp"), "2022-10-18", chair, {
    dissentAnswered: {
      answer: "Illustrative: a transport plan is drawn up before any move.",
      actionId: action,
    },
  });
  book.record("escalated:snee-beds", id, "2022-10-04", by, {
    escalatedForPeerReview: {
      issue: "Illustrative: whether one unit can serve the coastal towns",
      reviewer: "Illustrative: a neighbouring board",
    },
  });
  book.publish("snee-beds", by, "2022-10-11", 2);
  book.record("action-due:snee-transport", action, "2022-12-13", by, {
    actionDueDateChanged: {
      due: "2023-01-31",
      reason: "Illustrative: the bus operator answers in January",
    },
  });
}
