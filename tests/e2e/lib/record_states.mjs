// States of the forms that any record or meeting has; states.mjs holds the others.
import { state } from "./state.mjs";

const kOfMeeting = [
  ["agenda", /Row 3: title/],
  ["openings", /Who was in the chair/],
  ["attendance", /Who was there for some items only/],
  ["quorum", /Was there a quorum/],
  ["exclusions", /Which items/],
  ["closings", /When did it end/],
  ["cancellations", /Cancel the meeting/],
  ["conflicts", /Which item does it touch/],
];

const kAnyRecord = [
  ["corrections", /What was wrong/],
  ["retractions", /Why is it taken back/],
  ["classifications", /Who may see it from now on/],
];

/** A form about the event that opened a decision. */
async function ofOpening(first, step) {
  const path = await first("decisions", { words: "Community beds" });
  return `${path}/${step}/new?event=${path.split("/").at(-1)}`;
}

export const kRecordForms = [
  ...["papers", "minutes"].map((use) =>
    state(`/meetings/:key/${use}/upload`, "the file", {
      as: "secretary",
      at: async ({ first }) => `${await first("meetings", { from: "2026-11-01" })}/${use}/upload`,
      words: /Which file/,
    }),
  ),
  ...[
    ["papers", /Choose the file first/],
    ["minutes", /Choose the file first/],
    ["minutes-approvals", /No draft of the minutes waits/],
    ["minutes-publications", /No minutes wait/],
  ].map(([use, words]) =>
    state(`/meetings/:key/${use}/new`, "without a file", {
      as: "secretary",
      at: async ({ first }) => `${await first("meetings", { from: "2026-11-01" })}/${use}/new`,
      status: 404,
      words,
    }),
  ),
  ...kOfMeeting.map(([step, words]) =>
    state(`/meetings/:key/${step}/new`, "the form", {
      as: "secretary",
      at: async ({ first }) => `${await first("meetings", { from: "2026-11-01" })}/${step}/new`,
      words,
    }),
  ),
  state("/:kind/:key/corrections", "what was wrong", {
    as: "secretary",
    at: async ({ first }) => `${await first("decisions", { words: "Community beds" })}/corrections`,
    words: /Correct it/,
  }),
  state("/:kind/:key/corrections", "no kind", {
    as: "secretary",
    at: "/nothing/1/corrections",
    status: 404,
    words: /no page at this address/,
  }),
  ...kAnyRecord.flatMap(([step, words]) => [
    state(`/:kind/:key/${step}/new`, "the form", {
      as: "secretary",
      at: ({ first }) => ofOpening(first, step),
      words,
    }),
    state(`/:kind/:key/${step}/new`, "sent as it is", {
      as: "secretary",
      at: ({ first }) => ofOpening(first, step),
      press: ["check"],
      status: 422,
      words: /Nothing was recorded/,
    }),
  ]),
  state("/:kind/:key/confirmations/new", "nothing to confirm", {
    as: "secretary",
    at: ({ first }) => ofOpening(first, "confirmations"),
    status: 403,
    words: /confirmed once, by the organisation whose act was reported/,
  }),
];
