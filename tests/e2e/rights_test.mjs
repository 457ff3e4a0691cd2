// Each form asked for by who may not record there: refused, with the right that is missing and who
// gives it; and by who may, but not from the past.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Finder } from "./lib/finder.mjs";
import { startStack } from "./lib/stack.mjs";
import { kStates } from "./lib/states.mjs";

const kOfTheBody = /members of NHS Suffolk.*by its secretary under a mandate/;
const kOfOversight = /is closed to you\. It is open to those who oversee/;
const kOwnAct = /corrected by whose act it was/;

/** Who is refused at the form, and what they are told. */
const kRefused = new Map([
  [
    "/meetings/:key/decisions/new",
    [["member", "cqc", "other"], /the secretary of NHS Suffolk.* under a mandate/],
  ],
  [
    "/decisions/:key/dissents/new",
    [["secretary", "region", "other"], /in person by members of the body/],
  ],
  ["/decisions/:key/publications/new", [["cqc", "trust", "officer"], kOfTheBody]],
  ["/dissents/:key/answers/new", [["officer", "cqc", "healthwatch"], kOfTheBody]],
  ["/dissents/:key/maintained/new", [["chair", "secretary"], /Only its author/]],
  ["/dissents/:key/withdrawn/new", [["chair", "secretary"], /Only its author/]],
  ["/interests/new", [["secretary", "cqc"], /in person by members of bodies/]],
  ["/involvement/:key/answers/new", [["healthwatch", "cqc", "other"], /answered by NHS Suffolk/]],
  ["/involvement/:key/themes/new", [["healthwatch", "cqc"], /A partner joins first/]],
  ["/involvement/:key/inputs/new", [["trust", "other"], /A partner joins first/]],
  ["/involvement/:key/partners/new", [["cqc", "officer", "other"], /Partners are Healthwatch/]],
  ["/organisations/:key/requests/new", [["trust", "healthwatch"], /asked for by boards, regions/]],
  ["/requests/:key/joined/new", [["trust", "healthwatch"], kOfOversight]],
  ["/requests/:key/returns/new", [["region"], /The answer is sent by West Suffolk/]],
  ["/bodies/:key/delegations/new", [["officer", "trust", "other"], kOfTheBody]],
  ...["approvals", "activations", "variations", "suspensions", "revocations"].map((step) => [
    `/delegations/:key/${step}/new`,
    [["officer", "cqc", "healthwatch"], kOfTheBody],
  ]),
  ["/bodies/:key/meetings/new", [["officer", "trust", "other"], kOfTheBody]],
  ...[
    "agenda",
    "attendance",
    "cancellations",
    "closings",
    "conflicts",
    "exclusions",
    "openings",
    "quorum",
  ].map((step) => [`/meetings/:key/${step}/new`, [["officer", "cqc", "other"], kOfTheBody]]),
  ["/:kind/:key/corrections/new", [["member", "cqc"], kOwnAct]],
  ["/:kind/:key/retractions/new", [["member", "cqc"], kOwnAct]],
  ["/:kind/:key/classifications/new", [["member", "cqc"], /said by whose record it is/]],
]);

const kForms = new Map(
  kStates
    .filter(
      ({ route, press, status }) => route.endsWith("/new") && press.length === 0 && status === 200,
    )
    .map((state) => [state.route, state]),
);

let stack;
let finder;
before(async () => {
  stack = await startStack({ signIn: true });
  finder = new Finder(stack);
});
after(() => stack?.stop());

const addressOf = ({ at, as }) => (typeof at === "function" ? at(finder.as(as)) : at);

suite("a form", () => {
  test("of every kind has somebody who is refused there", () => {
    assert.deepEqual([...kForms.keys()].toSorted(), [...kRefused.keys()].toSorted());
  });

  for (const [route, [users, sentence]] of kRefused) {
    test(`${route} tells who may not record there which right is missing`, async () => {
      const path = await addressOf(kForms.get(route));
      for (const user of users) {
        const answer = await (await finder.visitor(user)).ask(path);
        const text = await answer.text();
        assert.equal(answer.status, 403, `${user} ${path}`);
        assert.match(text, sentence, user);
        assert.doesNotMatch(text, /CLASSIFICATION_|ROLE_|<form[^>]*class="witan-form"/, user);
      }
    });
  }

  test("leads who is not signed in to the sign-in, and sees nothing of an operator", async () => {
    for (const form of kForms.values()) {
      const path = await addressOf(form);
      const visitor = await finder.visitor("");
      assert.equal((await visitor.ask(path)).status, 303, path);
      assert.equal((await (await finder.visitor("operator")).ask(path)).status, 403, path);
    }
  });
});

suite("the past", () => {
  test("offers no command, to whoever may record now", async () => {
    const kPlaces = [
      ["secretary", ({ first }) => first("meetings", { from: "2026-11-01" })],
      ["member", ({ first }) => first("decisions", { words: "Governance handbook 2" })],
      ["member", ({ first }) => first("dissents", { state: "answered" })],
      ["officer", ({ first }) => first("involvement", { words: "walk-in" })],
      ["secretary", ({ first }) => first("bodies", { system: "QJG", words: "Board" })],
      ["region", ({ first }) => first("organisations", { words: "West Suffolk NHS Foundation" })],
      ["member", () => "/interests"],
      ["secretary", () => "/"],
    ];
    for (const [user, at] of kPlaces) {
      const visitor = await finder.visitor(user);
      const path = await at(finder.as(user));
      const now = await visitor.open(path);
      assert.match(now.text, /href="[^"]*\/new/, `${user} ${path}`);
      const past = await visitor.open(`${path}?known_at=${new Date().toISOString()}`);
      assert.equal(past.status, 200, path);
      assert.match(past.text, /You are looking at the past/);
      const main = past.text.slice(past.text.indexOf("<main"));
      assert.doesNotMatch(main, /href="[^"]*\/new|method="post"/, `${user} ${path}`);
    }
  });
});
