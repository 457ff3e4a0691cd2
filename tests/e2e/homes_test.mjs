// The first page of each role, on the real services: what waits, and that every link of it answers.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { accessibilityFindings, markupFindings } from "./lib/browser.mjs";
import { openBrowser, openPage, sidewaysScroll } from "./lib/browser.mjs";
import { linksOf } from "./lib/crawl.mjs";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

/** The first pages differ in their rows alone: those with all parts are inspected. */
const kInspected = new Set(["secretary", "region", "operator"]);

let stack;
let browser;
let inspector;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  inspector = await openPage(browser, stack.origin, { javaScriptEnabled: true });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

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
    test(`of ${user} says what waits, leads there, and holds at each width`, async () => {
      const visitor = new Visitor(stack.origin);
      const home = await visitor.signIn(user);
      assert.equal(home.status, 200);
      await inspector.page.context().clearCookies();
      const value = visitor.cookies.get("witan-session");
      const cookie = { name: "witan-session", value, url: stack.origin };
      await inspector.page.context().addCookies([cookie]);
      await inspector.page.goto(`${stack.origin}/`);
      assert.match(await inspector.page.innerText("h1"), title);
      assert.match(await inspector.page.innerText("main"), words);
      assert.deepEqual(await sidewaysScroll(inspector.page), []);
      assert.deepEqual(await markupFindings(home.text), []);
      if (kInspected.has(user)) {
        assert.deepEqual(await accessibilityFindings(inspector.page), []);
      }
      for (const href of linksOf(home.text).own) {
        if (href.startsWith("#")) continue;
        const { status } = await visitor.open(href);
        assert.ok(status === 200 || (user === "operator" && status === 403), `${user} ${href}`);
      }
    });
  }
});
