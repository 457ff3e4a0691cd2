// Involvement as the pages of real bodies tell it; what they do not tell is left out, or completed
// with what is marked as illustrative.

import { Activity } from "./activity.mjs";
import { org } from "./ids.mjs";

export function listening(book) {
  petition(new Activity(book, "dorset-petition", org("LOCAL_AUTHORITY", "E06000059")));
  merger(new Activity(book, "blmk-merger", org("CCG", "06F")));
  northWestLondon(new Activity(book, "nwl-healthier-future", org("ICS", "QRV")));
  youSaid(new Activity(book, "cheshire", org("CCG", "27D")), "2021-05-04", {
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
  youSaid(new Activity(book, "lincolnshire", org("CCG", "71E")), "2021-05-11", {
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

function petition(activity) {
  const on = "2017-11-13";
  activity.plan(on, {
    title: "Petition and statements on the Clinical Services Review",
    purpose: "Voices put to the scrutiny committee",
    limb: "LIMB_CHANGE_PROPOSAL",
    startsOn: on,
    note: "A petition of 8,000 signatures is cited in the minutes of 13 November 2017",
  });
  activity.input("petition", on, {
    channel: "petition",
    people: "8000",
    summary: "Asks for a referral to the Secretary of State",
  });
  activity.theme("T1", on, "Refer the proposals");
  activity.link(
    "dorset-refer",
    on,
    "The committee decided to refer; it decided otherwise in December",
  );
}

function merger(activity) {
  const uri = "https://docslib.org/doc/6834756/blmk-public-engagement-final-report";
  const facts = {
    title: "Listening exercise on the merger of three CCGs",
    purpose: "What do people think of one CCG for Bedfordshire, Luton and Milton Keynes?",
    limb: "LIMB_PLANNING",
    startsOn: "2020-08-03",
    endsOn: "2020-09-14",
    accessibleFormats: ["Easy read"],
    note: "With the CCGs of Luton and Milton Keynes. No face-to-face meetings because of the pandemic. No statutory duty to consult. The numbers are not in the source as read",
  };
  activity.plan("2020-07-20", facts, uri);
  activity.report("2020-10-05", { title: "Public engagement final report", uri });
}

function northWestLondon(activity) {
  activity.plan("2012-07-02", {
    title: "Shaping a healthier future",
    purpose: "Statutory consultation on three options for hospital services",
    limb: "LIMB_CHANGE_PROPOSAL",
    method: "INVOLVEMENT_METHOD_CONSULT",
    startsOn: "2012-07-02",
    endsOn: "2012-10-09",
    note: "By the joint committee of primary care trusts of that time; registered under the system that covers the same area",
  });
  activity.input("responses", "2012-10-08", {
    channel: "consultation responses",
    people: "17000",
    summary:
      "More than 17,000 responses over 14 weeks, with a question on how the options were found",
  });
  activity.report("2012-11-28", { title: "Independent analysis of the responses" });
}

function youSaid(activity, on, facts) {
  activity.plan(
    on,
    {
      title: facts.title,
      purpose: "Tell people what became of what they said",
      limb: "LIMB_PLANNING",
      startsOn: on,
      note: facts.note,
    },
    facts.uri,
  );
  facts.themes.forEach(([said, answer, weDid], i) => {
    activity.theme(`T${i + 1}`, on, said);
    activity.answer(`T${i + 1}`, on, { answer, weDid });
  });
  activity.finish(on, `Published at ${facts.uri}`);
}
