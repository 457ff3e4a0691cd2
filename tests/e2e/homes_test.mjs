// The first page of each role, on the real services: what waits, and that every link of it answers.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { linksOf, textOf } from "./lib/crawl.mjs";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

let stack;
before(async () => {
  stack = await startStack({ signIn: true });
});
after(() => stack?.stop());

suite("the first page", () => {
  for (const [user, title, words] of [
    ["secretary", /things? waits? for you/, /Record the decision on item 3/],
    ["member", /for you/, /Declare an interest/],
    ["officer", /for you/, /2 themes of what people said without an answer/],
    ["region", /for you/, /Systems[\s\S]*Suffolk and North East Essex/],
    ["national", /for you/, /England in figures/],
    ["cqc", /for you/, /England in figures/],
    ["trust", /for you/, /Suffolk and North East Essex[\s\S]* in figures/],
    ["council", /for you/, /in figures/],
    ["healthwatch", /things? waits? for you/, /Opening hours of the walk-in centre/],
    ["vcse", /things? waits? for you/, /walk-in centre/],
    ["other", /for you/, /Dorset[\s\S]* in figures/],
    ["registrar", /for you/, /England in figures/],
    ["operator", /You run the service/, /sees no records/],
  ]) {
    test(`of ${user} says what waits, and leads there`, async () => {
      const visitor = new Visitor(stack.origin);
      const home = await visitor.signIn(user);
      assert.equal(home.status, 200);
      assert.match(home.text.match(/<h1[\s\S]*<\/h1>/)[0], title);
      assert.match(textOf(home.text), words);
      for (const href of linksOf(home.text).own) {
        if (href.startsWith("#")) continue;
        const { status } = await visitor.open(href);
        assert.ok(status === 200 || (user === "operator" && status === 403), `${user} ${href}`);
      }
    });
  }
});

suite("what changed since somebody looked", () => {
  const linkIn = (text) => text.match(/href="(\/changes[^"]*)">([^<]*what changed[^<]*)/).slice(1);

  test("begins where they said that they had seen it", async () => {
    const visitor = new Visitor(stack.origin);
    const [href, words] = linkIn((await visitor.signIn("region")).text);
    assert.match(words, /in the last 7 days/);
    const { text } = await visitor.open(href.replaceAll("&amp;", "&"));
    const fields = {
      form: Visitor.field(text, "form"),
      position: Visitor.field(text, "position"),
    };
    assert.equal((await visitor.post("/changes/seen", { ...fields, form: "x" })).status, 403);
    assert.equal((await visitor.post("/changes/seen", fields)).status, 303);
    const [after, since] = linkIn((await visitor.open("/")).text);
    assert.match(since, /since you last looked, \d/);
    const { text: rest } = await visitor.open(after.replaceAll("&amp;", "&"));
    assert.match(textOf(rest), /Nothing changed since event [\d,]+/);
  });

  test("is nobody's who is not signed in", async () => {
    const visitor = new Visitor(stack.origin);
    assert.equal((await visitor.post("/changes/seen", { position: "1" })).status, 403);
  });
});
