// Four public meetings of the governing body of Derby and Derbyshire in its last six months, with the
// attendance as minuted, and the decisions of its last spring.

import { SEATS, attendance, p } from "./derby_seats.mjs";
import {
  chairOf,
  decisionId,
  eventOf,
  meetingId,
  memberOf,
  personId,
  recordId,
  revenue,
  sha,
} from "./ids.mjs";

const opening = (first, more = []) => [
  [`GBP/2122/${first}`, "Welcome, apologies and quoracy", "WELCOME"],
  [`GBP/2122/${first + 1}`, "Questions received from members of the public", "PUBLIC_QUESTIONS"],
  [`GBP/2122/${first + 2}`, "Declarations of interest", "DECLARATIONS"],
  ...more,
];

export function interest(book, by) {
  const id = recordId("interest:derby-gp3");
  book.record("interest:derby-gp3", id, "2021-05-20", memberOf(by, p("gp3")), {
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
  });
}

export function january(book, by) {
  const facts = {
    chair: personId(p("chair")),
    agenda: opening(214, [
      ["GBP/2122/220", "Illustrative: enhanced services in general practice", "DECISION"],
      ["GBP/2122/221", "Illustrative: winter discharge schemes", "DECISION"],
    ]),
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
  };
  book.meeting("derby-2022-01", by, "2022-01-13", facts, (meeting) => {
    recusal(book, by, meeting);
    winter(book, by, meeting);
  });
  book.publish("derby-enhanced", by, "2022-01-20");
  book.publish("derby-winter", by, "2022-01-20");
}

function winter(book, by, meeting) {
  book.decide("derby-winter", "2022-01-13", chairOf(by, p("chair")), {
    title: "Winter discharge schemes",
    question: "Should the winter discharge schemes be extended to the end of March?",
    meeting,
    item: "GBP/2122/221",
    outcome: "Extended to 31 March 2022.",
    rationale: "Illustrative: beds are needed and the schemes have worked.",
    value: revenue(420000),
    noInvolvement: "Illustrative: an extension of schemes on which people were involved in 2021",
    options: [{ title: "Extend", taken: true }, { title: "End on 31 January" }],
    note: "Illustrative decision",
  });
}

// One member has a practice in the matter: the conflict is found, the member leaves the room and is
// counted neither in the quorum nor in the vote.
function recusal(book, by, meeting) {
  const gp = personId(p("gp3"));
  const record = recordId("interest:derby-gp3");
  const item = { personId: gp, meetingId: meeting, agendaItem: "GBP/2122/220" };
  book.record("conflict:derby-gp3", record, "2022-01-13", by, { conflictIdentified: item });
  book.record("managed:derby-gp3", record, "2022-01-13", by, {
    conflictManaged: {
      ...item,
      management: "MANAGEMENT_LEAVE_ROOM",
      decidedBy: "Chair, with the lay member for governance as conflicts of interest guardian",
      note: "Illustrative: left the meeting for this item and returned after it",
    },
  });
  const away = ["cno", "dph-city", "dph-county", "gp6", "lay-primary"];
  const vote = { gp3: "TOOK_NO_PART", "lay-finance": "AGAINST" };
  book.decide("derby-enhanced", "2022-01-13", chairOf(by, p("chair")), {
    title: "Enhanced services in general practice",
    question: "Should the enhanced services be commissioned for 2022/23?",
    meeting,
    item: "GBP/2122/220",
    method: "VOTE",
    outcome: "Commissioned for one year.",
    rationale: "Illustrative: continuity of services until the board of the system is established.",
    value: revenue(1850000),
    positions: SEATS.map(([seat]) => seat)
      .filter((seat) => !away.includes(seat))
      .map((seat) => book.position(p(seat), vote[seat] ?? "FOR")),
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
  });
}

const TERMS = {
  title: "Terms of reference of the corporate committees",
  question: "Should the updated terms of reference be approved?",
  meeting: meetingId("derby-2022-02"),
  item: "GBP/2122/240",
  noInvolvement: "No effect on services",
  note: "Illustrative decision",
};

export function february(book, by) {
  const on = "2022-02-03";
  const facts = {
    chair: personId(p("chair")),
    place: "Remote, in public",
    agenda: opening(234, [
      ["GBP/2122/240", "Illustrative: terms of reference of the corporate committees", "DECISION"],
      ["GBP/2122/241", "Illustrative: scheme of reservation and delegation", "DECISION"],
    ]),
    source:
      "https://joinedupcarederbyshire.co.uk/governing-body-meeting/governing-body-meeting-february-2022",
    note: "Full house: no apologies. The last two items are illustrative",
    attendance: attendance([], {}),
    quorum: { quorate: true },
  };
  book.meeting("derby-2022-02", by, on, facts, (meeting) => {
    book.decide("derby-tor", on, by, {
      ...TERMS,
      outcome: "Approved.",
      rationale: "Illustrative: yearly review.",
    });
    book.decide("derby-scheme", on, by, {
      title: "Scheme of reservation and delegation",
      question: "Should the scheme for 2022 be adopted?",
      meeting,
      item: "GBP/2122/241",
      outcome: "Adopted with four entries.",
      rationale: "Illustrative: the finance committee may act between meetings.",
      noInvolvement: "No effect on services",
      note: "Illustrative decision",
    });
  });
  book.publish("derby-tor", by, "2022-02-10");
  book.publish("derby-scheme", by, "2022-02-10");
  corrected(book, by, on);
}

// The outcome was written down wrongly and is put right: both stay to be seen.
function corrected(book, by, on) {
  const content = book.made({
    body: by.body,
    ...TERMS,
    outcome: "Approved, except those of the audit committee, which return in March.",
    rationale: "Illustrative: yearly review; the audit committee asked for more time.",
  });
  book.record("decision:derby-tor:corrected", decisionId("derby-tor"), on, by, content, {
    corrects: {
      eventId: eventOf("decision:derby-tor"),
      kind: "CORRECTION_KIND_REPLACES",
      reason: "Illustrative: the exception for the audit committee was left out",
    },
  });
}

export function march(book, by) {
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

export function april(book, by) {
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
