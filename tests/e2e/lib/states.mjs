// Every address of the gateway in the states that it can be in, and who sees it so: the one list that
// the matrix of `states_test.mjs` runs over. An address of the router without an entry fails there.

import { kRecordForms } from "./record_states.mjs";
import { form, state } from "./state.mjs";

const kPlaces = [
  state("/", "what is near", { words: /What is decided near you/ }),
  state("/", "the past", { at: "/?effective_at=2021-06-01", words: /looking at the past/ }),
  state("/", "a date that is none", {
    at: "/?known_at=soon",
    status: 400,
    words: /known_at is “soon”/,
  }),
  state("/regions/:key", "its systems", { at: "/regions/Y61", words: /East of England/ }),
  state("/systems/:key", "with records", { at: "/systems/QJG", words: /Suffolk and North East/ }),
  state("/systems/:key", "with records", { as: "region", at: "/systems/QJG", words: /Suffolk/ }),
  state("/systems/:key", "without records", {
    at: "/systems/QRV",
    words: /No decision has been made/,
  }),
  state("/systems/:key", "none", {
    at: "/systems/QQQQ",
    status: 404,
    words: /no system with the code QQQQ/,
  }),
];

/** What waits for each role, on its first page. */
const kHomes = [
  ["secretary", /things? waits? for you/],
  ["officer", /2 themes of what people said without an answer/],
  ["member", /Declare an interest/],
  ["chair", /for you/],
  ["other", /Dorset[\s\S]* in figures/],
  ["region", /Systems[\s\S]*Suffolk and North East Essex/],
  ["national", /England in figures/],
  ["cqc", /England in figures/],
  ["trust", /Suffolk and North East Essex[\s\S]* in figures/],
  ["council", /in figures/],
  ["healthwatch", /Opening hours of the walk-in centre/],
  ["vcse", /walk-in centre/],
  ["registrar", /England in figures/],
  ["operator", /You run the service/],
].map(([as, words]) => state("/", "what waits", { as, words }));

const kLists = [
  state("/decisions", "all", { words: /Community beds/ }),
  state("/decisions", "filtered", { at: "/decisions?system=QJ2&words=beds", words: /Remove/ }),
  state("/decisions", "of a broken rule", { at: "/decisions?broken_rule=any", words: /quorum/ }),
  state("/decisions", "without rows", {
    at: "/decisions?words=nothinglikethis",
    words: /matches these filters/,
  }),
  state("/decisions", "in the past", { at: "/decisions?known_at=2020-01-01", words: /the past/ }),
  state("/decisions", "an order that is none", {
    at: "/decisions?order=up",
    status: 400,
    words: /newest or oldest/,
  }),
  state("/decisions", "a filter that is none", {
    at: "/decisions?system=%3Cb%3E",
    status: 400,
    words: /.../,
  }),
  state("/decisions", "closed to operators", { as: "operator", status: 403, words: /right|may/ }),
  state("/involvement", "all", { words: /Community mental health/ }),
  state("/meetings", "all", { words: /Dorset/ }),
  state("/meetings", "words for a list without titles", {
    at: "/meetings?words=x",
    status: 400,
    words: /no titles of their own/,
  }),
  state("/bodies", "all", { words: /Board/ }),
  state("/dissents", "all", { words: /Community beds/ }),
  state("/interests", "all", { words: /interest/ }),
  state("/interests", "all", { as: "member", words: /Declare an interest/ }),
  state("/schemes", "all", { as: "national", words: /scheme/ }),
  state("/delegations", "withheld", { words: /open to partners/ }),
  state("/delegations", "all", { as: "national", words: /delegation/ }),
  state("/actions", "all", { as: "national", words: /action/ }),
  state("/requests", "all", { as: "national", words: /Referral to treatment/ }),
  state("/concerns", "all", { as: "national", words: /concern/ }),
  state("/segments", "all", { words: /segment/ }),
  state("/recoveries", "all", { words: /recovery/ }),
  state("/regulatory-actions", "all", { words: /regulatory action/ }),
  state("/cqc-records", "all", { words: /Care Quality Commission/ }),
  state("/topics", "all", { words: /Referral to treatment/ }),
  state("/organisations", "long", { words: /Next page/ }),
  state("/organisations", "its last page", {
    at: "/organisations?order=oldest&words=Dorset",
    words: /Dorset/,
  }),
];

const kRecords = [
  state("/decisions/:key", "against dissent", {
    at: ({ first }) => first("decisions", { words: "Community beds" }),
    words: /Dissent/,
  }),
  state("/decisions/:key", "against dissent", {
    as: "member",
    at: ({ first }) => first("decisions", { words: "Community beds" }),
    words: /See your dissent/,
  }),
  state("/decisions/:key", "against a rule", {
    at: ({ first }) => first("decisions", { words: "quorum" }),
    words: /broke a rule/,
  }),
  state("/decisions/:key", "advice", {
    at: ({ first }) => first("decisions", { words: "neighbourhood groups" }),
    words: /Advice/,
  }),
  state("/decisions/:key", "in the past", {
    at: async ({ first }) => {
      const path = await first("decisions", { words: "Community beds" });
      return `${path}?effective_at=2022-10-12`;
    },
    words: /looking at the past/,
  }),
  state("/decisions/:key", "none", {
    at: "/decisions/999999",
    status: 404,
    words: /no decision 999999/,
  }),
  state("/involvement/:key", "answered", {
    at: ({ first }) => first("involvement", { words: "mental health" }),
    words: /People said/,
  }),
  state("/involvement/:key", "to be answered", {
    as: "officer",
    at: ({ first }) => first("involvement", { words: "walk-in" }),
    words: /Answer theme T1/,
  }),
  state("/meetings/:key", "of the past", {
    at: ({ first }) => first("meetings", { system: "QVV" }),
    words: /Who was there/,
  }),
  state("/meetings/:key", "to be recorded", {
    as: "secretary",
    at: ({ first }) => first("meetings", { from: "2026-11-01" }),
    words: /Record the decision on item 3/,
  }),
  state("/bodies/:key", "who sits there", {
    at: ({ first }) => first("bodies", { words: "Dorset ICB Board" }),
    words: /Who sits there/,
  }),
  state("/dissents/:key", "open", {
    at: ({ first }) => first("dissents", { system: "QF7" }),
    words: /home care until March/,
  }),
  state("/dissents/:key", "answered", {
    as: "member",
    at: ({ first }) => first("dissents", { state: "answered" }),
    words: /Maintain your dissent/,
  }),
  state("/segments/:key", "one", { at: ({ first }) => first("segments"), words: /Review due/ }),
  state("/organisations/:key", "one", {
    at: ({ first }) => first("organisations", { words: "Dorset" }),
    words: /Valid from/,
  }),
  state("/organisations/:key", "of which can be asked", {
    as: "region",
    at: ({ first }) => first("organisations", { words: "West Suffolk" }),
    words: /Ask for information/,
  }),
  state("/requests/:key", "which others can join", {
    as: "national",
    at: ({ first }) => first("requests"),
    words: /Use this answer too/,
  }),
  ...["schemes", "delegations", "actions", "concerns"].map((path) =>
    state(`/${path}/:key`, "one", {
      as: "national",
      at: ({ first }) => first(path),
      words: /event/i,
    }),
  ),
  ...["interests", "recoveries", "regulatory-actions", "cqc-records", "topics"].map((path) =>
    state(`/${path}/:key`, "one", { at: ({ first }) => first(path), words: /event/i }),
  ),
];

const kWitan = [
  state("/record", "all registers", { words: /Withheld from you/ }),
  state("/record", "all registers", { as: "cqc", words: /events/ }),
  state("/events/:key", "one", {
    at: async ({ first }) => (await first("decisions")).replace("decisions", "events"),
    words: /Hash/,
  }),
  state("/bundles", "to be asked for", { words: /Show what is in it/ }),
  state("/bundles", "of a system", { at: "/bundles?system=QJG", words: /Make the bundle/ }),
  state("/bundles", "a system that is none", {
    at: "/bundles?system=%3Cb%3E",
    status: 400,
    words: /must be a code/,
  }),
  state("/record/withheld", "by ground", { words: /Open to/ }),
  state("/record/withheld", "by ground", { as: "cqc", words: /withheld from you/ }),
  state("/record/reconcile", "the chain", { words: /Hash of the event before/ }),
  state("/record/reconcile", "digests", { as: "operator", words: /Of everything/ }),
  state("/record/reconcile", "of a system", {
    as: "operator",
    at: "/record/reconcile?system=QJG",
    words: /table by table/,
  }),
  state("/:kind/:key/compare", "with what it was", {
    at: async ({ first }) => {
      const path = await first("decisions", { words: "Community beds" });
      return `${path}/compare?effective_at=2022-09-30`;
    },
    words: /fact(s differ| differs|s are the same)/,
  }),
  state("/changes", "since a position", { at: "/changes?since=1", words: /Changes before event/ }),
  state("/changes", "to be marked", { as: "region", at: "/changes?since=1", words: /I have seen/ }),
  state("/changes", "of a system", { at: "/changes?since=1&system=QJG", words: /QJG/ }),
  state("/changes", "without rows", { at: "/changes?since=999999", words: /Nothing changed/ }),
  state("/search", "found", { at: "/search?words=board", words: /organisations/ }),
  state("/search", "nothing asked", { words: /A number opens/ }),
  state("/rules", "all", { words: /R-18/ }),
  state("/rules/:key", "one", { at: "/rules/R-18", words: /Source/ }),
  state("/about", "", { words: /for programs/ }),
  state("/help", "", { words: /See another date/ }),
  state("/privacy", "", { words: /who is the controller/ }),
  state("/accessibility", "", { words: /level AA/ }),
  state("/account", "who I am", { as: "secretary", words: /secretary/i }),
  state("/signed-out", "", { words: /You are signed out/ }),
  state("/data", "open data", { words: /JSON lines/ }),
  state("/data/:key/fields", "of a decision", {
    at: "/data/decisions/fields",
    words: /Columns of the CSV/,
  }),
  state("/data/:key/fields", "of nothing", {
    at: "/data/people/fields",
    status: 404,
    words: /no open data of “people”/,
  }),
  state("/api", "its reference", { words: /OpenAPI 3\.1/ }),
  state("/api/:key", "a service", {
    at: "/api/witan.dissent.v1.DissentService",
    words: /RecordDissent/,
  }),
  state("/api/:key", "none", { at: "/api/witan.x.v1.X", status: 404, words: /no service/i }),
  state("*", "no page", { at: "/nothing/here", status: 404, words: /no page at this address/ }),
];

const kForms = [
  ...kRecordForms,
  ...form(
    "/meetings/:key/decisions/new",
    "secretary",
    async ({ first }) => `${await first("meetings", { from: "2026-11-01" })}/decisions/new?item=3`,
    /walk-in centre/,
  ),
  ...form(
    "/decisions/:key/dissents/new",
    "member",
    async ({ first }) =>
      `${await first("decisions", { words: "Governance handbook 2" })}/dissents/new`,
    /dissent/,
  ),
  ...form(
    "/dissents/:key/answers/new",
    "chair",
    async ({ first }) => `${await first("dissents", { system: "QJG", state: "open" })}/answers/new`,
    /What does the body answer/,
  ),
  ...form(
    "/dissents/:key/maintained/new",
    "member",
    async ({ first }) => `${await first("dissents", { state: "answered" })}/maintained/new`,
    /Why do you maintain it/,
    /Witan will accept this/,
    200,
  ),
  ...form(
    "/dissents/:key/withdrawn/new",
    "member",
    async ({ first }) => `${await first("dissents", { state: "answered" })}/withdrawn/new`,
    /Why do you withdraw it/,
    /Witan will accept this/,
    200,
  ),
  ...form("/interests/new", "member", "/interests/new", /interest/),
  ...form(
    "/involvement/:key/answers/new",
    "officer",
    async ({ first }) => `${await first("involvement", { words: "walk-in" })}/answers/new?theme=T1`,
    /Open until ten/,
  ),
  ...form(
    "/involvement/:key/themes/new",
    "officer",
    async ({ first }) => `${await first("involvement", { words: "walk-in" })}/themes/new`,
    /people said/,
  ),
  ...form(
    "/involvement/:key/inputs/new",
    "officer",
    async ({ first }) => `${await first("involvement", { words: "walk-in" })}/inputs/new`,
    /took part/,
  ),
  ...form(
    "/involvement/:key/partners/new",
    "healthwatch",
    async ({ first }) => `${await first("involvement", { words: "walk-in" })}/partners/new`,
    /partner/,
  ),
  ...form(
    "/organisations/:key/requests/new",
    "region",
    async ({ first }) => `${await first("organisations", { words: "West Suffolk" })}/requests/new`,
    /Which topic|about/i,
  ),
  ...form(
    "/requests/:key/joined/new",
    "national",
    async ({ first }) => `${await first("requests")}/joined/new`,
    /Use this answer too/,
  ),
  ...form(
    "/requests/:key/returns/new",
    "trust",
    async ({ asked }) => `${await asked()}/returns/new`,
    /Send the answer/,
  ),
  ...form(
    "/bodies/:key/delegations/new",
    "secretary",
    async ({ first }) =>
      `${await first("bodies", { system: "QJG", words: "Board" })}/delegations/new`,
    /power/,
  ),
  ...["approvals", "activations", "variations", "suspensions", "revocations"].map((step) =>
    state(`/delegations/:key/${step}/new`, "the form", {
      as: "secretary",
      at: async ({ proposed }) => `${await proposed()}/${step}/new`,
      words: /Community equipment/,
    }),
  ),
  state("/delegations/:key", "proposed", {
    as: "secretary",
    at: ({ proposed }) => proposed(),
    words: /Approve it/,
  }),
  ...form(
    "/bodies/:key/meetings/new",
    "secretary",
    async ({ first }) => `${await first("bodies", { system: "QJG", words: "Board" })}/meetings/new`,
    /On which day/,
  ),
  state("/interests/:key/management/new", "nothing to manage", {
    as: "secretary",
    at: async ({ first }) => `${await first("interests")}/management/new?conflict=1`,
    status: 404,
    words: /no such conflict/,
  }),
  state("/decisions/:key/publications/new", "the form", {
    as: "secretary",
    at: async ({ first }) =>
      `${await first("decisions", { words: "Community beds" })}/publications/new`,
    words: /2 members dissented/,
  }),
  state("/decisions/:key/dissents/new", "no right", {
    as: "secretary",
    at: async ({ first }) =>
      `${await first("decisions", { words: "Community beds" })}/dissents/new`,
    status: 403,
    words: /keeper of the register/,
  }),
  state("/interests/new", "checked", {
    as: "chair",
    fill: [
      ["[name=category]", true],
      ["[name=kind]", true],
      ["#description", "Partner in a practice that the board pays"],
      ["#arose_on", "2026-11-20"],
    ],
    press: ["check"],
    words: /Check before you record it/,
  }),
  state("/interests/new", "recorded", {
    as: "chair",
    fill: [
      ["[name=category]", true],
      ["[name=kind]", true],
      ["#description", "Partner in a practice that the board pays"],
      ["#arose_on", "2026-11-20"],
    ],
    press: ["check", "record"],
    words: /Recorded as event/,
  }),
];

export const kStates = [...kPlaces, ...kHomes, ...kLists, ...kRecords, ...kWitan, ...kForms];

/** What is no page: which test holds it. Files of /data and calls of the API have tests of their own. */
export const kNoPages = new Map([
  ["/healthz", "outage_test.mjs"],
  ["/readyz", "outage_test.mjs"],
  ["/sign-in", "sign_in_test.mjs"],
  ["/sign-in/callback", "sign_in_test.mjs"],
  ["/sign-out", "sign_in_test.mjs"],
  ["/changes/seen", "homes_test.mjs"],
  ["/api/openapi.json", "api_test.mjs"],
  ["/data/:file", "data_test.mjs"],
  ["/bundles/bundle.zip", "bundles_test.mjs"],
  ["/meetings/:key/papers/:sha256", "papers_test.mjs"],
  ["/assets/icon.svg", "states_test.mjs"],
  ["/assets/witan.css", "states_test.mjs"],
]);
