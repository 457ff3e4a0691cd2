// A meeting from its calling to its vote, by its clerk, its chair and a member in conflict, in Chromium
// without script, on the real services.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { answerTo, goOn, personAt, record, words } from "./lib/person.mjs";
import { recordPath } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";

const kToday = new Date().toLocaleDateString("en-CA", { timeZone: "Europe/London" });

let stack;
let browser;
let board;
let meeting;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  board = await recordPath(stack, "Bodies", { system: "QJG", words: "Board" });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const as = (user, path) => personAt(browser, stack, user, path);
const labelled = (page, label) => page.getByLabel(label, { exact: true });

async function row(page, number, item, title, kind) {
  await labelled(page, `Row ${number}: title`).fill(title);
  await labelled(page, `Row ${number}: number`).fill(item);
  await labelled(page, `Row ${number}: kind`).selectOption({ label: kind });
}

/** Opens a form from the page of the meeting, and records what was filled in. */
async function step(page, link, fill = async () => {}) {
  await page.goto(stack.origin + meeting);
  await page.click(`text=${link}`);
  await fill(page);
  await goOn(page);
  await record(page);
  assert.match(await words(page), /Recorded as event/, link);
}

suite("a meeting", () => {
  test("is called with its agenda, whose mistakes are shown at their row", async () => {
    const page = await as("secretary", board);
    await page.click("text=Call a meeting");
    assert.ok(await labelled(page, "It is held in public").isChecked());
    await page.fill("#on_day", kToday);
    await page.fill("#starts_at", "10:00");
    await row(page, 1, "1", "Declarations of interest", "Declarations of interest");
    await labelled(page, "Row 2: title").fill("A new contract");
    await labelled(page, "Row 2: number").fill("1");
    assert.equal(await answerTo(page, goOn), 422);
    assert.match(await words(page), /Row 2: number: stands on the agenda twice|Row 2: kind/);
    await row(page, 2, "2", "A new contract", "Decision");
    await goOn(page);
    await page.dblclick("button[value=record]");
    await page.waitForURL(/\/meetings\/\d+$/);
    meeting = new URL(page.url()).pathname;
    assert.match(await words(page), /Scheduled[\s\S]*2\. A new contract/);
  });

  test("has its agenda changed: rows emptied are taken off, the earlier agenda stays", async () => {
    const page = await as("secretary", meeting);
    await step(page, "Change the agenda", async () => {
      await row(page, 3, "3", "Any other business", "Discussion");
      await page.fill("#reason", "Asked for by a member");
    });
    assert.match(await words(page), /3\. Any other business/);
    await step(page, "Change the agenda", async () => {
      await labelled(page, "Row 3: title").fill("");
      await labelled(page, "Row 3: number").fill("");
      await labelled(page, "Row 3: kind").selectOption("");
    });
    assert.doesNotMatch(await words(page), /3\. Any other business/);
    assert.match(await page.textContent("main"), /Any other business/);
  });

  test("is opened, and its attendance recorded: who came, who sent apologies, who for a part", async () => {
    const page = await as("secretary", meeting);
    await step(page, "Open the meeting", () => page.selectOption("#chaired_by", { index: 1 }));
    await step(page, "Record who was there", async () => {
      const rows = page.locator("select[name^=there-]");
      for (let index = 0; index < (await rows.count()); index += 1) {
        await rows.nth(index).selectOption({ label: index === 1 ? "Apologies" : "Present" });
      }
      await page.selectOption("#part", { index: 3 });
      await page.check("#part_items-2");
    });
    const shown = await words(page);
    assert.match(
      shown,
      /Present: 8[\s\S]*Present for a part: 1[\s\S]*for item 2[\s\S]*Apologies: 1/,
    );
    await step(page, "State the quorum", () => page.check("label:text-is('Yes')"));
    assert.match(await words(page), /The meeting had its quorum/);
  });

  test("learns from a member that an interest touches an item, and from the chair how it is managed", async () => {
    const member = await as("member", "/interests");
    await member.click("text=Declare an interest");
    await member.check("text=Financial");
    await member.check("text=Actual");
    await member.fill("#description", "A share in who bids for the contract");
    await member.fill("#arose_on", kToday);
    await goOn(member);
    await record(member);
    await member.goto(stack.origin + meeting);
    assert.doesNotMatch(await words(member), /Record who was there|Close the meeting/);
    await member.click("text=Say that an interest of yours touches an item");
    await member.check("text=A share in who bids");
    await member.check("label:text-is('2. A new contract')");
    await goOn(member);
    await record(member);
    assert.match(await words(member), /Interests that touch it[\s\S]*Not managed yet/);

    await member.click("table a:has-text('Interest ')");
    const interest = new URL(member.url()).pathname;
    assert.doesNotMatch(await words(member), /Say how the conflict/);
    const own = await member.goto(`${stack.origin}${interest}/management/new?conflict=1`);
    assert.equal(own.status(), 403);
    assert.match(await words(member), /Nobody manages their own conflict/);

    const chair = await as("chair", interest);
    await chair.click("text=Say how the conflict over item 2 is managed");
    await chair.check("label:text-is('Left the room')");
    assert.equal(await chair.inputValue("#decided_by"), "Chair");
    await goOn(chair);
    const check = await words(chair);
    assert.match(check, /9 voting members\s+8 voting members\s+5 voting members/);
    await record(chair);
    await chair.goto(stack.origin + meeting);
    assert.match(await words(chair), /Item 2: left the room, as decided by: Chair/);
  });

  test("votes without the member in conflict, whom the form lets take no part alone", async () => {
    const page = await as("secretary", meeting);
    await page.click("text=Record the decision on item 2");
    const out = page
      .locator("select[name^=member-]")
      .filter({ has: page.locator("option:checked[value=POSITION_TOOK_NO_PART]") });
    assert.equal(await out.count(), 1);
    assert.equal(await out.locator("option").count(), 2);
    assert.match(await words(page), /Conflict of interest: left the room/);
    assert.match(await words(page), /Apologies/);
    await page.fill("#question", "Who gets the contract?");
    await page.check("label:text-is('Approved')");
    await page.fill("#outcome", "The lowest bidder.");
    await page.fill("#rationale", "Price and quality.");
    await page.fill("#no_involvement", "None is needed");
    await goOn(page);
    assert.match(await words(page), /1 conflicts are known; nobody kept out is counted|Interests/);
    await record(page);
    assert.match(await words(page), /Took no part: 1[\s\S]*Left the room/);
  });

  test("is closed by its chair, and offers afterwards what can still be recorded", async () => {
    const page = await as("chair", meeting);
    await step(page, "Close the meeting", () => page.fill("#at", "12:00"));
    const shown = await words(page);
    assert.match(shown, /Closed/);
    assert.match(shown, /Record who was there/);
    assert.doesNotMatch(shown, /Open the meeting|Change the agenda|Cancel the meeting/);
  });

  test("is no business of others: they are offered nothing, and told who may", async () => {
    for (const user of ["trust", "region", "other", "officer"]) {
      const page = await as(user, meeting);
      assert.doesNotMatch(await words(page), /Record who was there|touches an item/, user);
      for (const path of ["attendance", "agenda", "closings", "conflicts"]) {
        const response = await page.goto(`${stack.origin}${meeting}/${path}/new`);
        assert.equal(response.status(), 403, `${user} ${path}`);
        assert.match(await words(page), /secretary under a\s+mandate/, user);
      }
    }
  });
});
