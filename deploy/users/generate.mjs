// Prints, as import lines for `witan import`, what the users of the development provider need in the
// record: the mandates of the secretary, and work that waits for each of them. The demonstration must
// have been imported before.
//
//   node deploy/users/generate.mjs > users.jsonl

import { REGISTRAR } from "../facts.mjs";
import { Activity } from "../demonstration/activity.mjs";
import { Book } from "../demonstration/book.mjs";
import { ILLUSTRATIVE, bodyId, personId, recordId } from "../demonstration/ids.mjs";
import { SEATS, SNEE, s } from "../demonstration/suffolk_seats.mjs";
import { VCSE } from "./users.mjs";

const SINCE = "2022-07-01";
const book = new Book();
mandates();
voluntarySector();
meeting("users-november", "2026-11-19");
involvement();
process.stdout.write(`${book.lines.map((line) => JSON.stringify(line)).join("\n")}\n`);

function mandates() {
  for (const key of ["snee-board", "snee-finance"]) {
    book.record(
      `users:mandate:${key}`,
      recordId(`users:mandate:${key}`),
      SINCE,
      { org: REGISTRAR },
      {
        mandateGiven: {
          bodyId: bodyId(key),
          subject: "dev-secretary",
          from: SINCE,
          givenBy: "Illustrative: the chair of the body",
        },
      },
    );
  }
}

function voluntarySector() {
  book.record(
    "users:vcse",
    VCSE,
    SINCE,
    { org: REGISTRAR },
    {
      organisationRegistered: {
        kind: "ORGANISATION_KIND_VCSE",
        name: "Illustrative voluntary sector alliance for Suffolk",
        codes: [{ scheme: "CODE_SCHEME_LOCAL", code: "VCSE-SUFFOLK" }],
        validFrom: SINCE,
        placements: [{ withinId: SNEE, from: SINCE }],
        source: ILLUSTRATIVE,
      },
    },
  );
}

// A meeting of the board that has taken place; what it decided on item 3 is not recorded yet.
function meeting(key, on) {
  const by = { org: SNEE, body: bodyId("snee-board") };
  book.meeting(key, by, on, {
    at: "10:00",
    until: "12:00",
    note: "Illustrative meeting",
    chair: personId(s("chair")),
    attendance: SEATS.map(([seat]) => [s(seat), "PRESENT"]),
    quorum: { quorate: true },
    agenda: [
      ["1", "Welcome, apologies and quorum", "WELCOME"],
      ["2", "Declarations of interest", "DECLARATIONS"],
      ["3", "Opening hours of the walk-in centre", "DECISION"],
    ],
  });
}

// An involvement whose themes wait for an answer.
function involvement() {
  const activity = new Activity(book, "users-walk-in", SNEE);
  activity.plan("2026-09-01", {
    title: "Opening hours of the walk-in centre",
    purpose: "Illustrative: when should the centre be open?",
    limb: "LIMB_CHANGE_PROPOSAL",
    method: "INVOLVEMENT_METHOD_ENGAGE",
    startsOn: "2026-09-07",
    endsOn: "2026-11-02",
    note: "Illustrative activity",
    audiences: [
      {
        name: "People of Ipswich, their carers and representatives",
        carersOrRepresentatives: true,
      },
    ],
  });
  activity.step("opened", "2026-09-07", { activityOpened: {} });
  activity.input("survey", "2026-10-30", {
    channel: "survey",
    people: "240",
    summary: "Illustrative: most ask for evenings and Sundays",
  });
  activity.theme("T1", "2026-11-02", "Open until ten in the evening");
  activity.theme("T2", "2026-11-02", "Open on Sundays");
}
