// Records put right, taken back, published and closed, in Chromium without script, on the real services.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { answerTo, goOn, personAt, record, words } from "./lib/person.mjs";
import { decisionNumber, recordPath } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";

const kOutcome = "Bring the units together from May 2023.";

let stack;
let browser;
let beds;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  beds = `/decisions/${await decisionNumber(stack, "Community beds")}`;
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const as = (user, path) => personAt(browser, stack, user, path);
const labelled = (page, label) => page.getByLabel(label, { exact: true });

suite("a correction", () => {
  test("replaces what was wrong, and both texts stay with the reason", async () => {
    const page = await as("secretary", beds);
    await page.click("text=Correct this record");
    await page.click("a:has-text('Correct it: Decision made')");
    assert.match(await labelled(page, "Outcome").inputValue(), /April 2023/);
    assert.equal(await labelled(page, "Value (revenue)").inputValue(), "2100000");
    await labelled(page, "Outcome").fill(kOutcome);
    assert.equal(await answerTo(page, goOn), 422);
    assert.match(await words(page), /1 problem\s+Say what was wrong/);
    await page.fill("#reason", "The month was wrong");
    await goOn(page);
    assert.match(await words(page), /What changes[\s\S]*April 2023\.\s+Bring.*May 2023/);
    assert.doesNotMatch(await words(page), /What changes[\s\S]*Title[\s\S]*Your answers/);
    await record(page);
    const shown = await words(page);
    assert.match(shown, /Recorded as event[\s\S]*from May 2023\.\s+This record was corrected/);
    assert.match(shown, /Decision made \(corrected by event/);
    assert.match(shown, /Replaces an earlier event\. Reason: The month was wrong/);
    assert.match(await page.textContent("main"), /from April 2023\./);
  });

  test("is refused by the rules as of the day on which it happened, with the answers kept", async () => {
    const page = await as("secretary", `${beds}/corrections`);
    await page.click("a:has-text('Correct it: Decision made')");
    await labelled(page, "Method").selectOption({ label: "By vote" });
    await page.fill("#reason", "They voted");
    assert.equal(await answerTo(page, goOn), 422);
    assert.match(await words(page), /R-1\d/);
    assert.equal(await page.inputValue("#reason"), "They voted");
  });

  test("of an event that was corrected meanwhile is refused", async () => {
    const page = await as("secretary", `${beds}/corrections`);
    await page.click("a:has-text('Correct it: Escalated for peer review')");
    const other = await as("secretary", `${beds}/corrections`);
    await other.click("a:has-text('Correct it: Escalated for peer review')");
    for (const one of [page, other]) {
      await labelled(one, "Reviewer").fill("The board of Dorset");
      await one.fill("#reason", "Another board reviewed it");
      await goOn(one);
    }
    await record(page);
    assert.match(await words(page), /Recorded as event/);
    const status = await answerTo(other, record);
    assert.ok([403, 409].includes(status), String(status));
    assert.doesNotMatch(await words(other), /Recorded as event/);
  });

  test("takes back what did not happen, which stays readable", async () => {
    const page = await as("secretary", `${beds}/corrections`);
    await page.click("a:has-text('take it back: Consensus not reached')");
    assert.match(await words(page), /What is taken back[\s\S]*Issue/);
    await page.click("text=Corrections");
    await page.click("a:has-text('take it back: Decision published')");
    await page.fill("#reason", "It was not on the site yet");
    await goOn(page);
    await page.dblclick("button[value=record]");
    await page.waitForURL(/\/decisions\/\d+$/);
    const shown = await words(page);
    assert.match(shown, /Decision published \(corrected by event/);
    assert.match(shown, /Takes back an earlier event\. Reason: It was not on the site yet/);
    assert.equal(shown.match(/Takes back an earlier event/g).length, 1);
  });

  test("of a member's dissent is offered to nobody", async () => {
    const dissent = await recordPath(stack, "Dissents", { system: "QJG" });
    for (const user of ["secretary", "member", "registrar"]) {
      const page = await as(user, dissent);
      assert.doesNotMatch(await page.textContent("main"), /Correct it: Dissent recorded/, user);
    }
  });

  test("of what a member said is the member's own, and of the rest is not", async () => {
    const page = await as("member", `${beds}/corrections`);
    assert.match(await words(page), /View recorded/);
    assert.doesNotMatch(await words(page), /Decision made|Decision proposed/);
  });

  test("is for whose act it was: others are offered none, and refused with who may", async () => {
    const event = await opening(beds);
    for (const user of ["trust", "healthwatch", "region", "cqc", "other", "officer"]) {
      const page = await as(user, beds);
      assert.doesNotMatch(await words(page), /Correct this record|Change who may see it/, user);
      for (const path of [
        `corrections/new?event=${event}`,
        `retractions/new?event=${event}`,
        "classifications/new",
      ]) {
        const response = await page.goto(`${stack.origin}${beds}/${path}`);
        assert.equal(response.status(), 403, `${user} ${path}`);
        assert.match(await words(page), /secretary of the\s+body under a mandate/, user);
      }
    }
  });
});

suite("who may see a record", () => {
  test("is said on its page, changed with a ground, and others are told the ground", async () => {
    const number = await decisionNumber(stack, "Community equipment for £640,000");
    const path = `/decisions/${number}`;
    const page = await as("secretary", path);
    // The finance committee's clerk is the same person.
    assert.match(await words(page), /Open to everybody\./);
    await page.click("text=Change who may see it");
    await page.check("label:text-is('Named members')");
    await page.fill("#reason", "It names what one bidder asked");
    assert.equal(await answerTo(page, goOn), 422);
    assert.match(await words(page), /needed to close a record/);
    await page.selectOption("#ground", { label: "Commercial" });
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Open to named members\. Ground: commercial\./);
    const outside = await stack.get(path);
    assert.match(await outside.text(), /commercial/);
    await page.click("text=Change who may see it");
    await page.check("label:text-is('Everybody')");
    await page.fill("#reason", "The contract is signed");
    await goOn(page);
    await record(page);
    assert.match(await (await stack.get(path)).text(), /Community equipment for £640,000/);
  });

  test("is everybody once a decision is published with its dissent", async () => {
    const page = await as("secretary", beds);
    await page.click("text=Publish it");
    assert.match(await words(page), /2 members dissented/);
    await goOn(page);
    await record(page);
    assert.match(await words(page), /Published/);
    assert.doesNotMatch(await words(page), /Publish it/);
  });
});

async function opening(path) {
  return Number(path.split("/").at(-1));
}
