// Every kind of page, and the states it can be in, in Chromium at three widths without script.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { accessibilityFindings, markupFindings } from "./lib/browser.mjs";
import { openBrowser, openPage, sidewaysScroll } from "./lib/browser.mjs";
import { decisionNumber, involvementNumber, recordPath } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";

/** What can be shown, each with the status of its answer and words that a reader must find. */
const kPages = [
  ["the first page", () => "/", 200, /What is decided near you/],
  ["a region", () => "/regions/Y61", 200, /East of England/],
  ["a system with records", () => "/systems/QJG", 200, /Suffolk and North East Essex/],
  ["a system without records", () => "/systems/QRV", 200, /No decision has been made public/],
  ["all decisions", () => "/decisions", 200, /Community beds/],
  ["decisions that are filtered", () => "/decisions?system=QJ2&words=beds", 200, /Remove/],
  ["decisions that broke a rule", () => "/decisions?broken_rule=any", 200, /quorum/],
  ["a list without rows", () => "/decisions?words=nothinglikethis", 200, /matches these filters/],
  ["a decision against dissent", (s) => decision(s, "Community beds"), 200, /Dissent/],
  ["a decision that broke a rule", (s) => decision(s, "quorum"), 200, /broke a rule/],
  ["advice", (s) => decision(s, "neighbourhood groups"), 200, /Advice/],
  ["all involvement", () => "/involvement", 200, /Community mental health/],
  ["an involvement", (s) => activity(s, "mental health"), 200, /People said/],
  ["an event", async (s) => `/events/${await decisionNumber(s, "Community beds")}`, 200, /Hash/],
  ["all meetings", () => "/meetings", 200, /Dorset/],
  ["a meeting", (s) => newest(s, "Meetings", { system: "QVV" }), 200, /Who was there/],
  ["a body", (s) => newest(s, "Bodies", { words: "Dorset ICB Board" }), 200, /Who sits there/],
  ["a dissent", (s) => newest(s, "Dissents", { system: "QF7" }), 200, /home care until March/],
  ["an oversight segment", (s) => newest(s, "Segments", { system: "QJ2" }), 200, /Review due/],
  ["an organisation", (s) => newest(s, "Organisations", { words: "Dorset" }), 200, /Valid from/],
  ["a list that nobody may see", () => "/delegations", 200, /open to partners/],
  ["a long list", () => "/organisations", 200, /Next page/],
  ["the record", () => "/record", 200, /Withheld from you/],
  ["a search", () => "/search?words=board", 200, /organisations/],
  ["a search for nothing", () => "/search", 200, /A number opens/],
  ["the rules", () => "/rules", 200, /R-18/],
  ["a rule", () => "/rules/R-18", 200, /Source/],
  ["the accessibility statement", () => "/accessibility", 200, /level AA/],
  ["about", () => "/about", 200, /for programs/],
  ["open data", () => "/data", 200, /JSON lines/],
  ["the API", () => "/api", 200, /OpenAPI 3\.1/],
  ["a service of the API", () => "/api/witan.dissent.v1.DissentService", 200, /RecordDissent/],
  ["the past", () => "/?effective_at=2021-06-01", 200, /looking at the past/],
  ["no page", () => "/nothing/here", 404, /There is no page at this address/],
  ["no record", () => "/decisions/999999", 404, /There is no decision 999999/],
  ["no system", () => "/systems/QQQQ", 404, /There is no system with the code QQQQ/],
  ["a date that is none", () => "/?known_at=soon", 400, /known_at is “soon”/],
  ["words for a list without titles", () => "/meetings?words=x", 400, /no titles of their own/],
  ["an order that is none", () => "/decisions?order=up", 400, /newest or oldest/],
  ["a format that is none", () => "/decisions?format=pdf", 400, /csv, json, atom or ics/],
  ["a filter that is none", () => "/decisions?system=%3Cb%3E", 400, /.../],
];

const decision = async (stack, words) => `/decisions/${await decisionNumber(stack, words)}`;
const newest = recordPath;
const activity = async (stack, words) => `/involvement/${await involvementNumber(stack, words)}`;

let stack;
let browser;
let visitor;
let inspector;
const inspected = new Set();
before(async () => {
  [stack, browser] = await Promise.all([startStack(), openBrowser()]);
  visitor = await openPage(browser, stack.origin);
  inspector = await openPage(browser, stack.origin, { javaScriptEnabled: true });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

suite("the checks", () => {
  test("find a page that is too wide, asks elsewhere, and is written and labelled wrong", async () => {
    const wrong =
      '<!DOCTYPE html><html><head><title></title></head><body><div style="width: 3000px">' +
      '<img src="http://127.0.0.1:9/x.png"><p><div>x</div></p></div></body></html>';
    await inspector.page.setContent(wrong);
    assert.equal((await sidewaysScroll(inspector.page)).length, 3);
    assert.match((await accessibilityFindings(inspector.page)).join(), /image-alt.*html-has-lang/s);
    assert.match((await markupFindings(wrong)).join(), /element-permitted-content|close-order/);
    assert.match(inspector.notes.splice(0).join(), /asked for http:\/\/127\.0\.0\.1:9\/x\.png/);
  });
});

suite("in the browser", () => {
  for (const [name, address, status, words] of kPages) {
    test(`${name} holds at 1280, 375 and 320 pixels`, async () => {
      const path = await address(stack);
      const response = await visitor.page.goto(stack.origin + path);
      assert.equal(response.status(), status, path);
      assert.match(await visitor.page.innerText("body"), words);
      assert.equal(await visitor.page.locator("h1").count(), 1);
      assert.deepEqual(await sidewaysScroll(visitor.page), []);
      assert.deepEqual(await markupFindings(await response.text()), []);
      assert.deepEqual(complaints(visitor.notes.splice(0), status), []);
      assertHeaders(response.headers());
      // Error pages have one template: one of each status is inspected.
      if (status !== 200 && inspected.has(status)) return;
      inspected.add(status);
      await inspector.page.goto(stack.origin + path);
      assert.deepEqual(await accessibilityFindings(inspector.page), []);
      inspector.notes.length = 0;
    });
  }
});

/** The browser itself notes an error page as such; nothing else is to be noted. */
function complaints(notes, status) {
  return notes.filter((note) => status === 200 || !note.includes(`a status of ${status}`));
}

function assertHeaders(headers) {
  const policy = headers["content-security-policy"].split(";").map((each) => each.trim());
  for (const directive of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(directive), directive);
  }
  assert.ok(!policy.some((each) => /script-src|unsafe|\*|https?:/.test(each)), policy.join());
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["x-frame-options"], "DENY");
  assert.equal(headers["referrer-policy"], "same-origin");
  assert.equal(headers["set-cookie"], undefined);
  assert.match(headers["content-type"], /^text\/html; charset=utf-8$/);
}
