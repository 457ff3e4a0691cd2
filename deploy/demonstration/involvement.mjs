// Involvement of people and communities: real exercises as far as their pages tell, completed with
// what is marked as illustrative; counts of people only.

import { decisionId, org, recordId } from "./book.mjs";

const id = (key) => recordId(`activity:${key}`);

export function involvementBefore(book) {
  dorset(book);
  suffolk(book);
}

export function involvementAfter(book) {
  petition(book);
  merger(book);
  northWestLondon(book);
  youSaid(book, "cheshire", org("CCG", "27D"), "2021-05-04", {
    title: "Listening to you",
    uri: "https://www.westcheshireccg.nhs.uk/listening-to-you/you-said-we-did/",
    note: "Of NHS West Cheshire CCG, whose successor is named here; dates are illustrative",
    themes: [
      [
        "Involves people well but does not tell them what became of their feedback",
        "CHANGED",
        "A you-said-we-did framework; a yearly event where programmes show what changed",
      ],
      [
        "Extended hours of general practice are little known",
        "CHANGED",
        "A campaign: press, outdoor, council magazine, practices and hospital, online",
      ],
      [
        "The website is hard to navigate",
        "PARTLY",
        "A review was carried out; the rest is not in the source as read",
      ],
    ],
  });
  youSaid(book, "lincolnshire", org("CCG", "71E"), "2021-05-11", {
    title: "Patient Council",
    uri: "http://lincolnshireeastccg.nhs.uk/get-involved/engagement-on-our-approach-to-public-involvement",
    note: "Of NHS Lincolnshire East CCG, 27 February 2019, whose successor is named here; dates are illustrative",
    themes: [
      [
        "Do not miss the traveller community when equality is discussed",
        "CHANGED",
        "A Healthwatch officer joined the equality forum; officers met the travellers initiative",
      ],
    ],
  });
}

function plan(book, key, by, on, facts) {
  book.record(
    `activity:${key}`,
    id(key),
    on,
    by,
    {
      activityPlanned: {
        organisationId: by.org,
        method: "INVOLVEMENT_METHOD_ENGAGE",
        ...facts,
        audiences: facts.audiences ?? [
          {
            name: "Residents, unpaid carers and their representatives",
            carersOrRepresentatives: true,
          },
        ],
      },
    },
    facts.uri ? { source: facts.uri } : {},
  );
}

const step = (book, key, name, on, by, content) =>
  book.record(`${name}:${key}`, id(key), on, by, content);

function answer(book, key, by, on, theme, said, answered, did, more = {}) {
  step(book, key, `theme:${theme}`, on, by, { themeRecorded: { theme, youSaid: said } });
  step(book, key, `answer:${theme}`, more.on ?? on, by, {
    themeAnswered: {
      theme,
      answer: `ANSWER_${answered}`,
      weDid: did,
      ...(more.reason ? { reasonNotChanged: more.reason } : {}),
      ...(more.decision ? { decisionId: more.decision } : {}),
    },
  });
}

function finish(book, key, by, on, how) {
  step(book, key, "feedback", on, by, { feedbackGiven: { how, on } });
  step(book, key, "completed", on, by, {
    activityCompleted: {
      evaluation: "Illustrative: what was learned is kept with the plan of the next exercise",
    },
  });
}

// Changed, partly and not changed with its reason, and the way from a voice to a decision.
function dorset(book) {
  const by = { org: org("ICB", "QVV") };
  const key = "dorset-mh";
  plan(book, key, by, "2023-09-04", {
    title: "Community mental health redesign",
    purpose: "Illustrative: what should the new service look like?",
    limb: "LIMB_CHANGE_PROPOSAL",
    method: "INVOLVEMENT_METHOD_COPRODUCE",
    beforeOptionsFixed: true,
    principles: ["WP1", "WP4", "WP8"],
    accessibleFormats: ["Easy read", "British Sign Language"],
    startsOn: "2023-09-11",
    endsOn: "2023-12-01",
    note: "Illustrative activity",
    audiences: [
      {
        name: "People who use the service, their carers and representatives",
        carersOrRepresentatives: true,
      },
      {
        name: "Rough sleepers",
        excludedGroup: true,
        reachedHow: "Illustrative: through the outreach team",
      },
    ],
  });
  step(book, key, "opened", "2023-09-11", by, { activityOpened: {} });
  step(book, key, "partner", "2023-09-12", by, {
    partnerJoined: {
      partnerId: org("HEALTHWATCH", "E06000059"),
      part: "Illustrative: ran the listening events",
    },
  });
  step(book, key, "input:survey", "2023-11-20", by, {
    inputRecorded: {
      channel: "survey",
      people: "412",
      summary: "Illustrative: evening opening is asked for most",
    },
  });
  step(book, key, "input:events", "2023-11-27", by, {
    inputRecorded: {
      channel: "outreach",
      fewerThanTen: true,
      summary: "Illustrative: nobody can be reached by post",
    },
  });
}

export function dorsetAfterwards(book) {
  const by = { org: org("ICB", "QVV") };
  const key = "dorset-mh";
  const decision = decisionId("dorset-mh");
  answer(
    book,
    key,
    by,
    "2024-04-08",
    "T1",
    "Open in the evening",
    "CHANGED",
    "Illustrative: the drop-in stays open until nine in both towns",
    { decision },
  );
  answer(
    book,
    key,
    by,
    "2024-04-08",
    "T2",
    "Let people book by text message",
    "PARTLY",
    "Illustrative: text reminders now, booking next year",
  );
  answer(
    book,
    key,
    by,
    "2024-04-08",
    "T3",
    "Open a third drop-in in the north of the county",
    "NOT_CHANGED",
    "Illustrative: a bus is paid for instead",
    {
      reason: "Illustrative: a third drop-in could not be staffed at night",
    },
  );
  step(book, key, "linked", "2024-04-08", by, {
    linkedToDecision: {
      decisionId: decision,
      influence: "Illustrative: evening opening became part of what the board decided",
    },
  });
  step(book, key, "report", "2024-04-15", by, {
    reportPublished: { title: "Illustrative: what you said and what we did" },
  });
  finish(
    book,
    key,
    by,
    "2024-04-22",
    "Illustrative: a letter to everybody who left an address, posters in the drop-ins, two open evenings",
  );
}

function suffolk(book) {
  const by = { org: org("ICB", "QJG") };
  const key = "snee-beds";
  plan(book, key, by, "2022-07-11", {
    title: "Community beds",
    purpose: "Illustrative: how should rehabilitation after a hospital stay be offered?",
    limb: "LIMB_CHANGE_PROPOSAL",
    method: "INVOLVEMENT_METHOD_CONSULT",
    startsOn: "2022-07-18",
    endsOn: "2022-09-05",
    principles: ["WP2"],
    note: "Illustrative activity",
    audiences: [
      { name: "Patients, carers and their representatives", carersOrRepresentatives: true },
      {
        name: "People without a car",
        excludedGroup: true,
        reachedHow: "Illustrative: at bus stops and in day centres",
      },
    ],
  });
  step(book, key, "opened", "2022-07-18", by, { activityOpened: {} });
  step(book, key, "input:meeting", "2022-08-24", by, {
    inputRecorded: {
      channel: "public meeting",
      people: "138",
      summary: "Illustrative: journeys are the worry",
    },
  });
  step(book, key, "theme:T1", "2022-09-06", by, {
    themeRecorded: { theme: "T1", youSaid: "Illustrative: without a bus nobody can visit" },
  });
  // Closed without a reason for what was not changed: refused.
  book.refuse(
    "completed:snee-beds:early",
    id(key),
    "2022-10-03",
    by,
    { activityCompleted: {} },
    "R-58",
  );
}

function petition(book) {
  const by = { org: org("LOCAL_AUTHORITY", "E06000059") };
  const key = "dorset-petition";
  plan(book, key, by, "2017-11-13", {
    title: "Petition and statements on the Clinical Services Review",
    purpose: "Voices put to the scrutiny committee",
    limb: "LIMB_CHANGE_PROPOSAL",
    startsOn: "2017-11-13",
    note: "A petition of 8,000 signatures is cited in the minutes of 13 November 2017",
  });
  step(book, key, "input:petition", "2017-11-13", by, {
    inputRecorded: {
      channel: "petition",
      people: "8000",
      summary: "Asks for a referral to the Secretary of State",
    },
  });
  step(book, key, "theme:T1", "2017-11-13", by, {
    themeRecorded: { theme: "T1", youSaid: "Refer the proposals" },
  });
  step(book, key, "linked", "2017-11-13", by, {
    linkedToDecision: {
      decisionId: decisionId("dorset-refer"),
      influence: "The committee decided to refer; it decided otherwise in December",
    },
  });
}

function merger(book) {
  const by = { org: org("CCG", "06F") };
  const key = "blmk-merger";
  plan(book, key, by, "2020-07-20", {
    title: "Listening exercise on the merger of three CCGs",
    purpose: "What do people think of one CCG for Bedfordshire, Luton and Milton Keynes?",
    limb: "LIMB_PLANNING",
    startsOn: "2020-08-03",
    endsOn: "2020-09-14",
    accessibleFormats: ["Easy read"],
    note: "With the CCGs of Luton and Milton Keynes. No face-to-face meetings because of the pandemic. No statutory duty to consult",
    uri: undefined,
  });
  step(book, key, "input:survey", "2020-09-14", by, {
    inputRecorded: {
      channel: "online survey",
      fewerThanTen: false,
      summary: "Numbers are not in the source as read",
    },
  });
  step(book, key, "report", "2020-10-05", by, {
    reportPublished: {
      title: "Public engagement final report",
      uri: "https://docslib.org/doc/6834756/blmk-public-engagement-final-report",
    },
  });
}

function northWestLondon(book) {
  const by = { org: org("ICS", "QRV") };
  const key = "nwl-healthier-future";
  plan(book, key, by, "2012-07-02", {
    title: "Shaping a healthier future",
    purpose: "Statutory consultation on three options for hospital services",
    limb: "LIMB_CHANGE_PROPOSAL",
    method: "INVOLVEMENT_METHOD_CONSULT",
    startsOn: "2012-07-02",
    endsOn: "2012-10-09",
    note: "By the joint committee of primary care trusts of that time; registered under the system that covers the same area",
  });
  step(book, key, "input:responses", "2012-10-08", by, {
    inputRecorded: {
      channel: "consultation responses",
      people: "17000",
      summary:
        "More than 17,000 responses over 14 weeks, with a question on how the options were found",
    },
  });
  step(book, key, "report", "2012-11-28", by, {
    reportPublished: { title: "Independent analysis of the responses" },
  });
}

function youSaid(book, key, organisation, on, facts) {
  const by = { org: organisation };
  plan(book, key, by, on, {
    title: facts.title,
    purpose: "Tell people what became of what they said",
    limb: "LIMB_PLANNING",
    startsOn: on,
    note: facts.note,
  });
  facts.themes.forEach(([said, answered, did], i) =>
    answer(book, key, by, on, `T${i + 1}`, said, answered, did),
  );
  finish(book, key, by, on, `Published at ${facts.uri}`);
}
