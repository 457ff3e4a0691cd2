// Papers and minutes: sent, recorded with their meeting, read as what they are by whoever may, in
import { Blob } from "node:buffer";
// Chromium without script, on the real services.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, suite, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { goOn, personAt, record, words } from "./lib/person.mjs";
import { recordPath } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

const kPaper = Buffer.from("%PDF-1.7\nOpening hours, options\n%%EOF\n");
const kMinutes = Buffer.from("%PDF-1.7\nMinutes of the meeting\n%%EOF\n");
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");

let stack;
let browser;
let meeting;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  meeting = await recordPath(stack, "Meetings", { system: "QJG", from: "2026-11-01" });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const as = (user, path) => personAt(browser, stack, user, path);

async function send(page, link, name, buffer, mimeType = "application/pdf") {
  await page.goto(stack.origin + meeting);
  await page.click(`text=${link}`);
  await page.setInputFiles("#file", { name, mimeType, buffer });
  await page.click("text=Send the file");
}

suite("a paper", () => {
  test("is sent, recorded for an item, and read by everybody as a download and nothing else", async () => {
    const page = await as("secretary", meeting);
    await send(page, "Publish a paper", "../Paper <b> C.pdf", kPaper);
    assert.equal(await page.inputValue("#title"), "Paper <b> C");
    assert.match(await words(page), new RegExp(sha(kPaper).slice(0, 12)));
    await page.selectOption("#item", { index: 3 });
    await goOn(page);
    await page.dblclick("button[value=record]");
    await page.waitForURL(/\/meetings\/\d+$/);
    assert.match(await words(page), /Recorded as event[\s\S]*Paper <b> C/);
    const href = await page.getAttribute("table a:has-text('Paper <b> C')", "href");
    assert.equal(href, `${meeting}/papers/${sha(kPaper)}`);
    const answer = await stack.get(href);
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), kPaper);
    assert.equal(answer.headers.get("content-type"), "application/pdf");
    assert.match(
      answer.headers.get("content-disposition"),
      /^attachment; filename="Paper _b_ C\.pdf"; /,
    );
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(answer.headers.get("content-security-policy"), /default-src 'none'; sandbox/);
  });

  test("of a wrong kind is refused with the kinds that are kept, and nothing is recorded", async () => {
    const page = await as("secretary", meeting);
    const html = Buffer.from("<!DOCTYPE html><script>alert(1)</script>");
    await send(page, "Publish a paper", "paper.pdf", html);
    assert.match(await words(page), /The file was not kept\s+The file is none of the kinds/);
    assert.match(await page.title(), /^Error:/);
    await page.click("text=Send the file");
    assert.match(await words(page), /Choose the file/);
  });

  test("that somebody else sent, or nobody, cannot be recorded", async () => {
    const page = await as("chair", meeting);
    for (const ticket of [
      "",
      sha(kPaper),
      `${sha(kPaper)}.${"A".repeat(43)}`,
      "../../etc/passwd",
    ]) {
      const at = `${stack.origin}${meeting}/papers/new?file=${encodeURIComponent(ticket)}`;
      assert.equal((await page.goto(at)).status(), 404, ticket);
    }
  });

  test("is not found at addresses that lead elsewhere, or under another meeting", async () => {
    const other = await recordPath(stack, "Meetings", { system: "QVV" });
    for (const path of [
      `${meeting}/papers/..%2f..%2fsessions.db`,
      `${meeting}/papers/${"a".repeat(64)}`,
      `${other}/papers/${sha(kPaper)}`,
      `/meetings/999999/papers/${sha(kPaper)}`,
    ]) {
      assert.equal((await stack.get(path)).status, 404, path);
    }
  });

  test("is taken from nobody who may not: signed out, another role, another site", async () => {
    for (const user of ["trust", "other", "region"]) {
      const page = await as(user, meeting);
      assert.doesNotMatch(await words(page), /Publish a paper/, user);
      const response = await page.goto(`${stack.origin}${meeting}/papers/upload`);
      assert.equal(response.status(), 403, user);
    }
    const form = new globalThis.FormData();
    form.set("file", new Blob([kPaper]), "a.pdf");
    const visitor = new Visitor(stack.origin);
    const post = (headers = {}) =>
      visitor.ask(`${meeting}/papers/upload`, { method: "POST", body: form, headers });
    assert.equal((await post()).status, 303);
    await visitor.signIn("secretary");
    assert.equal((await post()).status, 403);
    assert.equal((await post({ "sec-fetch-site": "cross-site" })).status, 403);
  });
});

suite("minutes", () => {
  test("are drafted, approved and published; until then they are for the body alone", async () => {
    const path = `${meeting}/papers/${sha(kMinutes)}`;
    const page = await as("secretary", meeting);
    await send(page, "Draft the minutes", "minutes.pdf", kMinutes);
    assert.equal(await page.inputValue("#draft"), "1");
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Minutes, draft 1/);
    const chair = await as("chair", meeting);
    assert.equal(await chair.getAttribute("text=Minutes, draft 1", "href"), path);
    assert.equal((await stack.get(path)).status, 403);
    assert.doesNotMatch(await (await stack.get(meeting)).text(), /Minutes, draft 1/);
    const trust = await as("trust", meeting);
    assert.equal((await trust.goto(stack.origin + path)).status(), 403);

    await page.click("text=Approve the minutes");
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Minutes approved/i);
    await page.click("text=Publish the minutes");
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Minutes published/i);
    const answer = await stack.get(path);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-disposition"), /Minutes of 19 November 2026\.pdf/);
    assert.match(await (await stack.get(meeting)).text(), new RegExp(`href="${path}">Minutes<`));
  });
});
