// A joint board of a CCG and a council whose quorum was met on one side only. Business went on "in
// good faith outside standing orders": it is recorded as what it was, with the rule that it broke.

import { decisionId, org, personId, recordId, sha } from "./ids.mjs";

const CCG = org("CCG", "00V");
const COUNCIL = org("LOCAL_AUTHORITY", "E08000002");
const KEY = "bury-scb";
const SINCE = "2019-10-01";

// [seat, office, constituencies]; the last of the CCG's side sits for both.
const SEATS = [
  ["chair", "Illustrative: CCG Chair, joint chair of the board", "CHAIR", "CLINICAL", [CCG]],
  ["nurse", "Registered Lay Nurse of the Governing Body", "LAY", "LAY", [CCG]],
  ["director", "Clinical Director", "CLINICAL", "PRIMARY_CARE", [CCG]],
  ["lay-ppi", "Lay Member, Patient and Public Involvement", "LAY", "LAY", [CCG]],
  [
    "both",
    "Chief Executive of the council and Accountable Officer of the CCG",
    "EXECUTIVE",
    "LOCAL_AUTHORITY",
    [CCG, COUNCIL],
  ],
  ["leader", "Illustrative: Leader of the council", "DEPUTY_CHAIR", "LOCAL_AUTHORITY", [COUNCIL]],
  [
    "corporate",
    "Cabinet Member, Corporate and Housing",
    "ADDITIONAL",
    "LOCAL_AUTHORITY",
    [COUNCIL],
  ],
  [
    "environment",
    "Cabinet Member, Environment, Climate Change and Operations",
    "ADDITIONAL",
    "LOCAL_AUTHORITY",
    [COUNCIL],
  ],
  [
    "health",
    "First Deputy Leader and Cabinet Member, Health and Wellbeing",
    "ADDITIONAL",
    "LOCAL_AUTHORITY",
    [COUNCIL],
  ],
  [
    "children",
    "Deputy Leader and Cabinet Member, Children, Young People and Skills",
    "ADDITIONAL",
    "LOCAL_AUTHORITY",
    [COUNCIL],
  ],
  ["finance", "Illustrative: Cabinet Member, Finance", "ADDITIONAL", "LOCAL_AUTHORITY", [COUNCIL]],
  [
    "communities",
    "Illustrative: Cabinet Member, Communities",
    "ADDITIONAL",
    "LOCAL_AUTHORITY",
    [COUNCIL],
  ],
];
const p = (seat) => `bury:${seat}`;
const AUTHORITY = { kind: "AUTHORITY_KIND_TERMS_OF_REFERENCE", function: "URGENT_CARE" };

export function bury(book) {
  for (const [seat, office, , , sides] of SEATS) book.person(p(seat), office, sides[0]);
  const by = book.body(KEY, SINCE, {
    name: "Bury Strategic Commissioning Board",
    type: "JOINT",
    rights: "DELEGATED",
    organisations: [CCG, COUNCIL],
    source: "Bury Council committee page",
    uri: "https://councildecisions.bury.gov.uk/ieListDocuments.aspx?CId=299&MId=2896",
    note: "Joint board of NHS Bury CCG and Bury Council",
  });
  const rule = {
    minimumMembers: 4,
    constituencies: [
      { organisationId: CCG, minimumMembers: 2 },
      { organisationId: COUNCIL, minimumMembers: 2 },
    ],
  };
  book.record("tor:bury", by.body, "2019-10-01", by, {
    termsOfReferenceApproved: {
      version: "1",
      decisionRights: "DECISION_RIGHTS_DELEGATED",
      functions: ["URGENT_CARE", "SOCIAL_CARE_FEES", "BOARD_BUSINESS"],
      methods: ["DECISION_METHOD_CONSENSUS", "DECISION_METHOD_VOTE"],
      holdsFrom: "2019-10-01",
      uri: "https://councildecisions.bury.gov.uk/ieListDocuments.aspx?CId=299&MId=2896",
    },
  });
  book.quorum(
    KEY,
    by,
    "2019-10-01",
    rule,
    "Illustrative: numbers for each side; that each side must be quorate is in the minutes",
  );
  for (const [seat, , role, sector, constituencies] of SEATS) {
    book.member(KEY, by, p(seat), SINCE, {
      role,
      sector,
      representative: true,
      constituencies,
      employer: constituencies[0],
      appointedBy: "Illustrative: the CCG or the council",
    });
  }
  april2021(book, by);
  november2021(book, by);
  march2022(book, by);
}

const all = (absent) =>
  SEATS.map(([seat]) => [p(seat), absent.includes(seat) ? "APOLOGIES" : "PRESENT"]);

function april2021(book, by) {
  const key = "bury-2021-04";
  book.meeting(
    key,
    by,
    "2021-04-12",
    {
      chair: personId(p("chair")),
      agenda: [
        ["1", "Illustrative: welcome, apologies and quoracy", "WELCOME"],
        ["2", "Illustrative: declarations of interest", "DECLARATIONS"],
        ["3", "Mental health urgent care by appointment", "DECISION"],
        ["4", "Council social care provider fees", "DECISION"],
      ],
      source: "https://councildecisions.bury.gov.uk/mgListPlanItems.aspx?PlanId=127",
      note: "Notice of both key decisions first published on 11 March 2021. Attendance is illustrative",
      attendance: all([]),
      quorum: { quorate: true },
    },
    (meeting) => {
      const decide = (name, item, title, code) => {
        book.record(
          `decision:${name}`,
          decisionId(name),
          "2021-04-12",
          by,
          book.made({
            title,
            question: "Should the recommendations be approved?",
            body: by.body,
            meeting,
            item,
            outcome: "Recommendations approved.",
            authority: { ...AUTHORITY, function: code },
            noInvolvement: "Illustrative: involvement is recorded by the council",
          }),
          {
            evidence: [
              {
                title: "Notice of key decisions",
                uri: "https://councildecisions.bury.gov.uk/mgListPlanItems.aspx?PlanId=127",
              },
            ],
          },
        );
        book.publish(name, by, "2021-04-13");
      };
      decide("bury-urgent-care", "3", "Mental health urgent care by appointment", "URGENT_CARE");
      decide("bury-fees", "4", "Council social care provider fees", "SOCIAL_CARE_FEES");
    },
  );
}

function november2021(book, by) {
  const declared = (seat, kind, category, text, on) => {
    book.record(`interest:bury-${seat}`, recordId(`interest:bury-${seat}`), on, by, {
      interestDeclared: {
        personId: personId(p(seat)),
        kind: `INTEREST_KIND_${kind}`,
        category: `INTEREST_CATEGORY_${category}`,
        description: { plain: text, retention: "RETENTION_INTEREST" },
        aroseOn: on,
        declaredOn: on,
        bodyIds: [by.body],
      },
    });
  };
  book.meeting(
    "bury-2021-11",
    by,
    "2021-11-01",
    {
      at: "16:30",
      chair: personId(p("chair")),
      agenda: [
        ["1", "Welcome, apologies and quoracy", "WELCOME"],
        ["2", "Declarations of interest", "DECLARATIONS"],
      ],
      source: "https://councildecisions.bury.gov.uk/ieListDocuments.aspx?CId=299&MId=2884",
      note: "Attendance is illustrative; that the meeting was quorate is in the minutes",
      attendance: all(["lay-ppi"]),
      quorum: { quorate: true },
    },
    () => {
      declared(
        "environment",
        "ACTUAL",
        "NF_PERSONAL",
        "Change of status: now retired",
        "2021-11-01",
      );
      declared(
        "health",
        "PERCEIVED",
        "INDIRECT",
        "Close relative works for a practice in the area",
        "2021-11-01",
      );
      declared(
        "nurse",
        "POTENTIAL",
        "NF_PROFESSIONAL",
        "Revised entry of the register submitted; content not in the source as read",
        "2021-11-01",
      );
    },
  );
}

const MARCH = "https://councildecisions.bury.gov.uk/ieListDocuments.aspx?CId=299&MId=2896";
const MARCH_APOLOGIES = [
  "nurse",
  "director",
  "lay-ppi",
  "both",
  "corporate",
  "environment",
  "health",
  "children",
];

function march2022(book, by) {
  book.meeting(
    "bury-2022-03",
    by,
    "2022-03-07",
    {
      at: "17:45",
      chair: personId(p("chair")),
      agenda: [
        ["67", "Welcome, apologies and quoracy", "WELCOME"],
        [
          "68",
          "Declarations of interest (section 14O of the NHS Act 2006; Localism Act 2011)",
          "DECLARATIONS",
        ],
        ["69", "Illustrative: business of the board", "DECISION"],
      ],
      source: MARCH,
      note: "Minutes are a draft; item 69 is illustrative",
      attendance: all(MARCH_APOLOGIES),
      quorum: {
        quorate: false,
        note: "Not met on the CCG's side, met on the council's; the board went on in good faith outside standing orders, to be notified onward",
      },
    },
    (meeting) => inGoodFaith(book, by, meeting),
  );
  book.publish("bury-good-faith", by, "2022-03-21");
}

// First as a claim of authority, which is refused; then as the fact that it was.
function inGoodFaith(book, by, meeting) {
  const content = book.made({
    title: "Business done without the CCG's quorum",
    question: "Should the board go on although the CCG's side is not quorate?",
    body: by.body,
    meeting,
    item: "69",
    result: "NOTED",
    outcome:
      "The board noted the lack of quorum and went on in good faith, outside its standing orders.",
    rationale:
      "Illustrative: the business could not wait; it is notified onward through the governance channels.",
    authority: { ...AUTHORITY, function: "BOARD_BUSINESS" },
    noInvolvement: "No effect on services",
  });
  const id = decisionId("bury-good-faith");
  const evidence = [{ title: "Draft minutes of 7 March 2022", uri: MARCH }];
  book.refuse("decision:bury-claimed", id, "2022-03-07", by, content, "R-19", { evidence });
  book.record("decision:bury-good-faith", id, "2022-03-07", by, content, {
    fact: "It happened: the minutes say that business went on in good faith outside standing orders.",
    evidence,
  });
  const action = book.action("bury-notify", by, "2022-03-07", {
    title: "Notify the governance bodies of both sides of the inquorate business",
    decision: id,
    ownerOrganisation: CCG,
    due: "2022-03-31",
  });
  book.record(
    "action-closed:bury-notify",
    action,
    "2022-03-28",
    by,
    {
      actionClosed: { summary: "Illustrative: the governing body and the cabinet were notified" },
    },
    { evidence: [{ title: "Illustrative: letter of notification", sha256: sha("bury letter") }] },
  );
}
