// Powers that are given and taken back, click by click in Chromium without script, on the real services.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { answerTo, goOn, personAt, record, words } from "./lib/person.mjs";
import { recordPath } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";

const kFinance = "Suffolk and North East Essex ICB Finance Committee";

let stack;
let browser;
let board;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  board = await recordPath(stack, "Bodies", { system: "QJG", words: "Board" });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const as = (user, path) => personAt(browser, stack, user, path);

async function fill(page, title) {
  await page.fill("#title", title);
  await page.selectOption("#receiver", { label: kFinance });
  await page.check("label:text-is('To a committee of the board')");
  await page.check("[name=functions][value=EXPENDITURE]");
  await page.fill("#limit", "250,000");
  await page.fill("#start", "2026-11-25");
  await page.fill("#review", "2027-11-25");
}

async function propose(page, title) {
  await page.goto(`${stack.origin}${board}/delegations/new`);
  await fill(page, title);
  await goOn(page);
  await record(page);
  return new URL(page.url()).pathname;
}

async function count() {
  const events = await stack.call("witan.oversight.v1.OversightService/ListDelegations", {
    pageSize: 1,
  });
  return Number(events.body.page.withheld?.[0]?.count ?? 0);
}

suite("a power", () => {
  test("is proposed, approved by a decision, made active and revoked by the giver's clerk", async () => {
    const page = await as("secretary", board);
    await page.click("text=Give a power");
    await goOn(page);
    assert.match(await words(page), /Nothing was recorded: 4 problems/);
    assert.match(await page.title(), /^Error:/);
    await fill(page, "Community equipment");
    await goOn(page);
    const check = await words(page);
    assert.match(check, /Where the power comes from\s+Constitution 1\.0 of NHS Suffolk/);
    assert.match(check, new RegExp(`This delegation, to ${kFinance}`));
    assert.match(check, /stays accountable/);
    await record(page);
    assert.match(await words(page), /Recorded as event[\s\S]*Proposed[\s\S]*Not active yet/);
    await page.click("text=Approve it");
    await page.selectOption("#decision", { index: 1 });
    await goOn(page);
    await record(page);
    await page.click("text=Make it active");
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Live[\s\S]*Up to £250,000 revenue, for each decision/);
    await page.click("text=Revoke it");
    assert.match(await words(page), /Where the power comes from\s+Community equipment/);
    await page.fill("#ends_on", "2026-11-25");
    await page.fill("#reason", "The budget is spent");
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Revoked[\s\S]*Delegation revoked/);
    assert.doesNotMatch(await words(page), /Revoke it|Make it active/);
  });

  test("that somebody holds already is said so before another gets it", async () => {
    const page = await as("chair", board);
    const path = await propose(page, "Medicines");
    await page.goto(`${stack.origin}${path}/approvals/new`);
    await page.selectOption("#decision", { index: 1 });
    await goOn(page);
    await record(page);
    await page.click("text=Make it active");
    await goOn(page);
    await record(page);
    await page.goto(`${stack.origin}${board}/delegations/new`);
    await fill(page, "Medicines again");
    await goOn(page);
    assert.match(await words(page), /Who holds the same already\s+EXPENDITURE: Medicines/);
  });

  test("without an end or a review is refused with the rule, and the answers stay", async () => {
    const page = await as("secretary", board);
    await page.click("text=Give a power");
    await fill(page, "For ever");
    await page.fill("#review", "");
    assert.equal(await answerTo(page, goOn), 422);
    assert.match(await words(page), /neither an end nor a date of review[\s\S]*R-31/);
    assert.equal(await page.inputValue("#title"), "For ever");
    assert.ok(await page.isChecked("[name=functions][value=EXPENDITURE]"));
  });

  test("is recorded once by a double click, the Back button and Record again", async () => {
    const page = await as("secretary", board);
    const before = await count();
    await page.goto(`${stack.origin}${board}/delegations/new`);
    await fill(page, "Once");
    await goOn(page);
    await page.dblclick("button[value=record]");
    await page.waitForURL(/\/delegations\/\d+$/);
    await page.goBack();
    await record(page);
    await page.waitForURL(/\/delegations\/\d+$/);
    assert.equal(await count(), before + 1);
  });

  test("can be changed answer by answer from the check", async () => {
    const page = await as("secretary", `${board}`);
    await page.goto(`${stack.origin}${board}/delegations/new`);
    await fill(page, "Changed");
    await goOn(page);
    await page.click("button:has-text('Change: First day')");
    assert.match(page.url(), /#start$/);
    assert.equal(await page.inputValue("#start"), "2026-11-25");
    assert.equal(await page.inputValue("#title"), "Changed");
  });
});

suite("who may not give it", () => {
  test("is offered nothing, and is told who may", async () => {
    for (const user of ["trust", "healthwatch", "other", "officer"]) {
      const page = await as(user, board);
      assert.doesNotMatch(await words(page), /Give a power/, user);
      const response = await page.goto(`${stack.origin}${board}/delegations/new`);
      assert.equal(response.status(), 403, user);
      assert.match(await words(page), /members of NHS Suffolk.*secretary under a\s+mandate/, user);
    }
  });
});
