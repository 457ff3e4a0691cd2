// Two involvement activities that lead to decisions of the boards, from the first plan to the answer
// for everybody who spoke; all of it illustrative. What stands before the decision and what after it
// are apart, since the decision cites the activity.

import { Activity } from "./activity.mjs";
import { decisionId, org } from "./ids.mjs";

const redesign = (book) => new Activity(book, "dorset-mh", org("ICB", "QVV"));
const beds = (book) => new Activity(book, "snee-beds", org("ICB", "QJG"));

export function involvementBefore(book) {
  planRedesign(redesign(book));
  planBeds(beds(book));
}

export function involvementAfter(book) {
  answerRedesign(redesign(book));
  answerBeds(beds(book));
}

function planRedesign(activity) {
  activity.plan("2023-09-04", {
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
  activity.step("opened", "2023-09-11", { activityOpened: {} });
  activity.step("partner", "2023-09-12", {
    partnerJoined: {
      partnerId: org("HEALTHWATCH", "E06000059"),
      part: "Illustrative: ran the listening events",
    },
  });
  activity.input("survey", "2023-11-20", {
    channel: "survey",
    people: "412",
    summary: "Illustrative: evening opening is asked for most",
  });
  // So few that the number would say who they were.
  const outreach = {
    channel: "outreach",
    summary: "Illustrative: nobody can be reached by post",
  };
  const counted = { inputRecorded: { ...outreach, people: "4" } };
  activity.refuse("input:counted", "2023-11-27", counted, "R-62");
  activity.input("events", "2023-11-27", { ...outreach, fewerThanTen: true });
}

// Changed, partly and not changed with its reason, and the way from a voice to a decision.
function answerRedesign(activity) {
  const on = "2024-04-08";
  activity.theme("T1", on, "Open in the evening");
  activity.answer("T1", on, {
    answer: "CHANGED",
    weDid: "Illustrative: the drop-in stays open until nine in both towns",
    decisionId: decisionId("dorset-mh"),
  });
  activity.theme("T2", on, "Let people book by text message");
  activity.answer("T2", on, {
    answer: "PARTLY",
    weDid: "Illustrative: text reminders now, booking next year",
  });
  activity.theme("T3", on, "Open a third drop-in in the north of the county");
  const bus = { answer: "NOT_CHANGED", weDid: "Illustrative: a bus is paid for instead" };
  const unexplained = { themeAnswered: { theme: "T3", ...bus, answer: "ANSWER_NOT_CHANGED" } };
  activity.refuse("answer:T3:unexplained", on, unexplained, "R-58");
  activity.answer("T3", on, {
    ...bus,
    reasonNotChanged: "Illustrative: a third drop-in could not be staffed at night",
  });
  activity.link(
    "dorset-mh",
    on,
    "Illustrative: evening opening became part of what the board decided",
  );
  activity.report("2024-04-15", { title: "Illustrative: what you said and what we did" });
  activity.finish(
    "2024-04-22",
    "Illustrative: a letter to everybody who left an address, posters in the drop-ins, two open evenings",
  );
}

function planBeds(activity) {
  activity.plan("2022-07-11", {
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
  activity.step("opened", "2022-07-18", { activityOpened: {} });
  activity.input("meeting", "2022-08-24", {
    channel: "public meeting",
    people: "138",
    summary: "Illustrative: journeys are the worry",
  });
  activity.theme("T1", "2022-09-06", "Illustrative: without a bus nobody can visit");
}

// Left open: what became of the theme is known only when the transport plan is.
function answerBeds(activity) {
  activity.link(
    "snee-beds",
    "2022-10-03",
    "Illustrative: the worry about journeys led to the transport plan",
  );
  activity.refuse("completed:early", "2022-10-03", { activityCompleted: {} }, "R-58");
}
