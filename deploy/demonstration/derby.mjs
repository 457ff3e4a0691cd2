// Four public meetings of a CCG governing body in its last six months, with the attendance as
// minuted, and the decisions of its last spring.

import { decisionId, eventOf, meetingId, org, personId, recordId, revenue, sha } from "./book.mjs";

const CCG = org("CCG", "15M");
const REGION = org("NHSE_REGION", "Y60");
const KEY = "derby-gb";
const SINCE = "2019-04-01";
const SOURCE =
  "https://docslib.org/doc/1085719/nhs-derby-and-derbyshire-clinical-commissioning-group-constitution-v3-8";

// Seats as derived from those present and those who apologised: 22, six of one role.
const SEATS = [
  ["chair", "Clinical Chair", "CHAIR", "CLINICAL"],
  ...[1, 2, 3, 4, 5, 6].map((n) => [
    `gp${n}`,
    `Governing Body GP, seat ${n}`,
    "CLINICAL",
    "PRIMARY_CARE",
  ]),
  ["consultant", "Secondary Care Consultant", "CLINICAL", "ACUTE"],
  ["ceo", "Chief Executive Officer (accountable officer)", "CE", "ICS_BODY"],
  ["cfo", "Chief Finance Officer", "FD", "ICS_BODY"],
  ["cno", "Chief Nursing Officer", "DN", "ICS_BODY"],
  ["md", "Medical Director", "MD", "ICS_BODY"],
  ["strategy", "Executive Director of Corporate Strategy and Delivery", "EXECUTIVE", "ICS_BODY"],
  ["operations", "Executive Director of Commissioning Operations", "EXECUTIVE", "ICS_BODY"],
  ["lay-audit", "Lay Member for Audit", "LAY", "LAY"],
  ["lay-finance", "Lay Member for Finance", "LAY", "LAY"],
  ["lay-governance", "Lay Member for Governance", "LAY", "LAY"],
  ["lay-primary", "Lay Member for Primary Care Commissioning", "LAY", "LAY"],
  ["lay-ppi", "Lay Member for Patient and Public Involvement", "LAY", "LAY"],
  ["vice", "Lay Member for Patient and Public Involvement / Vice Chair", "DEPUTY_CHAIR", "LAY"],
  ["dph-city", "Director of Public Health, Derby City Council", "ADDITIONAL", "PUBLIC_HEALTH"],
  [
    "dph-county",
    "Director of Public Health, Derbyshire County Council",
    "ADDITIONAL",
    "PUBLIC_HEALTH",
  ],
];

const p = (seat) => `derby:${seat}`;
const opening = (first, more = []) => [
  [`GBP/2122/${first}`, "Welcome, apologies and quoracy", "WELCOME"],
  [`GBP/2122/${first + 1}`, "Questions received from members of the public", "PUBLIC_QUESTIONS"],
  [`GBP/2122/${first + 2}`, "Declarations of interest", "DECLARATIONS"],
  ...more,
];

// Everybody whom the two lists leave out was there for the whole meeting.
function attendance(apologies, part, neither = []) {
  return SEATS.filter(([seat]) => !neither.includes(seat)).map(([seat]) => {
    if (apologies.includes(seat)) return [p(seat), "APOLOGIES"];
    if (part[seat]) return [p(seat), "PART", { items: part[seat] }];
    return [p(seat), "PRESENT"];
  });
}

export function derby(book) {
  for (const [seat, office] of SEATS)
    book.person(p(seat), office, seat.startsWith("dph") ? undefined : CCG);
  const by = book.body(KEY, SINCE, {
    name: "NHS Derby and Derbyshire CCG Governing Body",
    type: "BOARD",
    rights: "RESERVED",
    organisations: [CCG],
    source: "Constitution of the CCG",
    uri: SOURCE,
    note: "Seats derived from attendance; whether the two public health seats vote is not stated",
  });
  const quorum = {
    minimumMembers: 9,
    requiredRoles: ["MEMBER_ROLE_CLINICAL", "MEMBER_ROLE_LAY"],
    deputiesCount: true,
  };
  book.constitution(KEY, by, REGION, "3.1", "2019-04-11", {
    methods: ["CONSENSUS", "VOTE", "URGENT"],
    from: "2019-04-11",
    quorum,
    deputyChairActs: true,
    uri: SOURCE,
  });
  book.quorum(
    KEY,
    by,
    "2019-04-11",
    quorum,
    "Illustrative: the number is not in the source (standing orders, section 3.6)",
  );
  book.quorum(
    KEY,
    by,
    "2020-04-16",
    { ...quorum, minimumMembers: 6 },
    "Constitution 3.4: quorum changed for the duration of the emergency; illustrative number",
    "2021-07-19",
  );
  book.quorum(KEY, by, "2021-07-19", quorum, "Illustrative: standing orders after the emergency");
  for (const [seat, , role, sector] of SEATS) {
    book.member(KEY, by, p(seat), SINCE, {
      role,
      sector,
      employer: seat.startsWith("dph") ? undefined : CCG,
      votes: !seat.startsWith("dph"),
      appointedBy: "Illustrative: appointed under the constitution of the CCG",
    });
  }
  interest(book, by);
  january(book, by);
  february(book, by);
  march(book, by);
  april(book, by);
  book.minutes("derby-2022-01", by, "2022-01-20", "2022-02-03", meetingId("derby-2022-02"));
  book.minutes("derby-2022-02", by, "2022-02-10", "2022-03-03", meetingId("derby-2022-03"));
  book.minutes("derby-2022-03", by, "2022-03-10", "2022-04-07", meetingId("derby-2022-04"));
}

function interest(book, by) {
  book.record(
    "interest:derby-gp3",
    recordId("interest:derby-gp3"),
    "2021-05-20",
    { ...by, person: personId(p("gp3")), capacity: "MEMBER" },
    {
      interestDeclared: {
        personId: personId(p("gp3")),
        kind: "INTEREST_KIND_ACTUAL",
        category: "INTEREST_CATEGORY_FINANCIAL",
        description: {
          plain: "Illustrative: partner in a practice that provides enhanced services in the area",
          retention: "RETENTION_INTEREST",
        },
        aroseOn: "2021-05-06",
        declaredOn: "2021-05-20",
        bodyIds: [by.body],
      },
    },
  );
}

function january(book, by) {
  const items = opening(214, [
    ["GBP/2122/220", "Illustrative: enhanced services in general practice", "DECISION"],
    ["GBP/2122/221", "Illustrative: winter discharge schemes", "DECISION"],
  ]);
  book.meeting(
    "derby-2022-01",
    by,
    "2022-01-13",
    {
      chair: personId(p("chair")),
      agenda: items,
      place: "Remote, in public",
      source:
        "https://joinedupcarederbyshire.co.uk/governing-body-meeting/governing-body-meeting-january-2022",
      note: "Items after the declarations are illustrative: the source as read ends there",
      papersOn: "2022-01-06",
      papers: [
        {
          title: "Illustrative: paper on winter discharge schemes",
          sha256: sha("derby winter"),
          mediaType: "application/pdf",
          item: "GBP/2122/221",
        },
      ],
      attendance: attendance(["cno", "dph-city", "dph-county", "gp6"], {
        ceo: ["GBP/2122/214", "GBP/2122/215", "GBP/2122/216", "GBP/2122/220"],
        "lay-primary": ["GBP/2122/214", "GBP/2122/215", "GBP/2122/216", "GBP/2122/221"],
      }),
      quorum: { quorate: true },
    },
    (meeting) => {
      recusal(book, by, meeting);
      book.record(
        "decision:derby-winter",
        decisionId("derby-winter"),
        "2022-01-13",
        { ...by, person: personId(p("chair")), capacity: "CHAIR" },
        book.made({
          title: "Winter discharge schemes",
          question: "Should the winter discharge schemes be extended to the end of March?",
          body: by.body,
          meeting,
          item: "GBP/2122/221",
          outcome: "Extended to 31 March 2022.",
          rationale: "Illustrative: beds are needed and the schemes have worked.",
          value: revenue(420000),
          noInvolvement:
            "Illustrative: an extension of schemes on which people were involved in 2021",
          options: [{ title: "Extend", taken: true }, { title: "End on 31 January" }],
          note: "Illustrative decision",
        }),
      );
      book.publish("derby-winter", by, "2022-01-20");
    },
  );
}

// One member has a practice in the matter: the conflict is found, the member leaves the room and is
// counted neither in the quorum nor in the vote.
function recusal(book, by, meeting) {
  const gp = personId(p("gp3"));
  const record = recordId("interest:derby-gp3");
  const decision = decisionId("derby-enhanced");
  book.record("conflict:derby-gp3", record, "2022-01-13", by, {
    conflictIdentified: { personId: gp, meetingId: meeting, agendaItem: "GBP/2122/220" },
  });
  book.record("managed:derby-gp3", record, "2022-01-13", by, {
    conflictManaged: {
      personId: gp,
      meetingId: meeting,
      agendaItem: "GBP/2122/220",
      management: "MANAGEMENT_LEAVE_ROOM",
      decidedBy: "Chair, with the lay member for governance as conflicts of interest guardian",
      note: "Illustrative: left the meeting for this item and returned after it",
    },
  });
  const votes = SEATS.map(([seat]) => seat)
    .filter((seat) => !["cno", "dph-city", "dph-county", "gp6", "lay-primary"].includes(seat))
    .map((seat) =>
      book.position(
        p(seat),
        seat === "gp3" ? "TOOK_NO_PART" : seat === "lay-finance" ? "AGAINST" : "FOR",
      ),
    );
  book.record(
    "decision:derby-enhanced",
    decision,
    "2022-01-13",
    { ...by, person: personId(p("chair")), capacity: "CHAIR" },
    book.made({
      title: "Enhanced services in general practice",
      question: "Should the enhanced services be commissioned for 2022/23?",
      body: by.body,
      meeting,
      item: "GBP/2122/220",
      method: "VOTE",
      outcome: "Commissioned for one year.",
      rationale:
        "Illustrative: continuity of services until the board of the system is established.",
      value: revenue(1850000),
      positions: votes,
      conflicts: [
        {
          personId: gp,
          interestId: record,
          management: "MANAGEMENT_LEAVE_ROOM",
          decidedBy: "Chair",
        },
      ],
      noInvolvement: "Illustrative: services continue unchanged",
      note: "Illustrative decision",
    }),
  );
  book.publish("derby-enhanced", by, "2022-01-20");
}

function february(book, by) {
  book.meeting(
    "derby-2022-02",
    by,
    "2022-02-03",
    {
      chair: personId(p("chair")),
      place: "Remote, in public",
      agenda: opening(234, [
        [
          "GBP/2122/240",
          "Illustrative: terms of reference of the corporate committees",
          "DECISION",
        ],
      ]),
      source:
        "https://joinedupcarederbyshire.co.uk/governing-body-meeting/governing-body-meeting-february-2022",
      note: "Full house: no apologies. The last item is illustrative",
      attendance: attendance([], {}),
      quorum: { quorate: true },
    },
    (meeting) => {
      book.record(
        "decision:derby-tor",
        decisionId("derby-tor"),
        "2022-02-03",
        by,
        book.made({
          title: "Terms of reference of the corporate committees",
          question: "Should the updated terms of reference be approved?",
          body: by.body,
          meeting,
          item: "GBP/2122/240",
          outcome: "Approved.",
          rationale: "Illustrative: yearly review.",
          noInvolvement: "No effect on services",
          note: "Illustrative decision",
        }),
      );
      book.publish("derby-tor", by, "2022-02-10");
    },
  );
  // The outcome was written down wrongly and is put right: both stay to be seen.
  book.record(
    "decision:derby-tor:corrected",
    decisionId("derby-tor"),
    "2022-02-03",
    by,
    book.made({
      title: "Terms of reference of the corporate committees",
      question: "Should the updated terms of reference be approved?",
      body: by.body,
      meeting: meetingId("derby-2022-02"),
      item: "GBP/2122/240",
      outcome: "Approved, except those of the audit committee, which return in March.",
      rationale: "Illustrative: yearly review; the audit committee asked for more time.",
      noInvolvement: "No effect on services",
      note: "Illustrative decision",
    }),
    {
      corrects: {
        eventId: eventOf("decision:derby-tor"),
        kind: "CORRECTION_KIND_REPLACES",
        reason: "Illustrative: the exception for the audit committee was left out",
      },
    },
  );
}

function march(book, by) {
  book.meeting("derby-2022-03", by, "2022-03-03", {
    chair: personId(p("chair")),
    place: "Remote, in public",
    agenda: opening(255, [
      [
        "GBP/2122/262",
        "Joint item with Derby City Council (subject not in the source as read)",
        "DISCUSSION",
      ],
    ]),
    source: "https://joinedupcarederbyshire.co.uk/?p=9621",
    attendance: attendance(["consultant", "dph-city", "dph-county", "md", "cno"], {
      "lay-finance": ["GBP/2122/255", "GBP/2122/256", "GBP/2122/257"],
    }),
    quorum: { quorate: true, note: "Two non-members attended item 262 only" },
  });
}

function april(book, by) {
  book.meeting("derby-2022-04", by, "2022-04-07", {
    chair: personId(p("chair")),
    place: "Remote, in public",
    agenda: [
      ["GBP/2223/001", "Welcome, apologies and quoracy", "WELCOME"],
      ["GBP/2223/002", "Questions received from members of the public", "PUBLIC_QUESTIONS"],
    ],
    source: "https://joinedupcarederbyshire.co.uk/?p=9622",
    note: "Reference numbers restart with the financial year. One Governing Body GP is neither present nor among the apologies; four designate members of the board to come attended as observers",
    attendance: attendance(
      [
        "lay-governance",
        "lay-primary",
        "lay-ppi",
        "dph-city",
        "dph-county",
        "strategy",
        "gp4",
        "gp5",
      ],
      {},
      ["gp6"],
    ),
    quorum: { quorate: true },
  });
  book.action("derby-register", by, "2022-04-07", {
    title: "Illustrative: hand the register of interests to the integrated care board",
    meeting: meetingId("derby-2022-04"),
    owner: personId(p("strategy")),
    due: "2022-06-30",
    description: "Illustrative action",
  });
  book.record(
    "action-closed:derby-register",
    recordId("action:derby-register"),
    "2022-06-24",
    by,
    {
      actionClosed: { summary: "Illustrative: handed over and receipt confirmed" },
    },
    { evidence: [{ title: "Illustrative: receipt of the integrated care board" }] },
  );
}
