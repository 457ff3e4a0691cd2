// The site as a whole: every link leads somewhere, nothing is written for machines, nothing is script.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { crawl, linksOf, textOf } from "./lib/crawl.mjs";
import { startStack } from "./lib/stack.mjs";

const kMonths =
  "January|February|March|April|May|June|July|August|September|October|November|December";

let stack;
let site;
before(async () => {
  stack = await startStack();
  site = await crawl(stack);
});
after(() => stack?.stop());

suite("the site", () => {
  test("has no link that leads nowhere, to a page or to a place in it", () => {
    assert.deepEqual(site.wrong, []);
    assert.ok(site.pages.size > 400, String(site.pages.size));
  });

  test("holds no script, and only sources stand elsewhere", () => {
    for (const { path, html } of site.pages.values()) {
      assert.doesNotMatch(html, /<script|<iframe|\son[a-z]+=|\sstyle=/, path);
      for (const href of linksOf(html).elsewhere) assert.match(href, /^https?:\/\//, path);
    }
  });

  test("writes for people: no ids, no dates in machine form, no names of the schema", () => {
    const machine = [
      [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "an id"],
      [/\b(?:19|20)\d\d-\d\d-\d\d\b/, "a date"],
      [/\b[A-Z]{3,}_[A-Z_]{2,}\b/, "a name of the schema"],
      [/\b(?:undefined|NaN|null)\b|\[object/, "a value that is none"],
      [/which this gateway does not know/, "a value without words"],
      [new RegExp(`\\b0\\d (?:${kMonths})`), "a day with a nought"],
      [/\b1 (?:decisions|members|systems|records|events|people)\b/, "a wrong plural"],
    ];
    const found = [];
    for (const { path, html } of site.pages.values()) {
      const text = textOf(html.replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, ""));
      for (const [pattern, what] of machine) {
        const match = text.match(pattern);
        if (match) found.push(`${path} shows ${what}: ${text.substr(match.index - 50, 120)}`);
      }
    }
    assert.deepEqual(found, []);
  });
});
