// Each journey by keyboard alone, in Chromium without script: from the page that offers it to the
// record, with focus that is seen at every stop.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openBrowser } from "./lib/browser.mjs";
import { Finder } from "./lib/finder.mjs";
import { fill, focused, follow, press, tab } from "./lib/keyboard.mjs";
import { personAt, words } from "./lib/person.mjs";
import { startStack } from "./lib/stack.mjs";

const kWalkIn = { words: "walk-in" };

/** Who, from which page, by which link, with which answers, and what the record then says. */
const kJourneys = [
  {
    name: "a decision of a meeting",
    user: "secretary",
    from: ({ first }) => first("meetings", { from: "2026-11-01" }),
    link: "Record the decision on item 3",
    answers: [
      ["#question", "When should the centre be open?"],
      ["[name=result]", 0],
      ["#outcome", "Open until ten."],
      ["#rationale", "People asked for it."],
      ["#no_involvement", "None"],
    ],
    says: /Open until ten/,
  },
  {
    name: "a dissent",
    user: "member",
    from: ({ first }) => first("decisions", { words: "Governance handbook 2" }),
    link: "Record a dissent",
    answers: [["#reasons", "Twelve beds are too few"]],
    says: /Twelve beds are too few/,
  },
  {
    name: "the answer to a dissent",
    user: "chair",
    from: ({ first }) => first("dissents", { system: "QJG", state: "open" }),
    link: "Answer this dissent",
    answers: [["#answer", "It will be reviewed in May"]],
    says: /It will be reviewed in May/,
  },
  {
    name: "a dissent that is maintained",
    user: "member",
    from: ({ first }) => first("dissents", { system: "QJG", state: "answered" }),
    link: "Maintain your dissent",
    answers: [],
    says: /Dissent maintained/,
  },
  {
    name: "an interest",
    user: "member",
    from: () => "/interests",
    link: "Declare an interest",
    answers: [
      ["[name=category]", 0],
      ["[name=kind]", 0],
      ["#description", "A share in a pharmacy"],
      ["#arose_on", "2026-11-23"],
    ],
    says: /Interest declared/,
  },
  {
    name: "what people said",
    user: "officer",
    from: ({ first }) => first("involvement", kWalkIn),
    link: "Record what people said",
    answers: [["#you_said", "Say earlier when it closes"]],
    says: /Say earlier when it closes/,
  },
  {
    name: "what came of it",
    user: "officer",
    from: ({ first }) => first("involvement", kWalkIn),
    link: "Answer theme T1",
    answers: [
      ["[name=answer]", 0],
      ["#we_did", "Open until ten from January"],
    ],
    says: /Open until ten from January/,
  },
  {
    name: "a partner who joins",
    user: "healthwatch",
    from: ({ first }) => first("involvement", kWalkIn),
    link: "Join as a partner",
    answers: [["#part", "Two listening events"]],
    says: /Partner joined/,
  },
  {
    name: "information that is asked for",
    user: "region",
    from: ({ first }) => first("organisations", { words: "West Suffolk NHS Foundation" }),
    link: "Ask for information",
    answers: [
      ["#topic", 1],
      ["#from", "2026-07-01"],
      ["#to", "2026-10-01"],
      ["#due", "2026-12-31"],
      ["#purpose", "Winter planning"],
      ["#basis", "Agreement"],
    ],
    says: /Winter planning|Request/,
  },
  {
    name: "the answer to it",
    user: "trust",
    from: ({ first }) => first("requests"),
    link: "Send the answer",
    answers: [["#summary", "92 in 100 within 18 weeks"]],
    says: /Return submitted/,
  },
  {
    name: "a power that is given",
    user: "secretary",
    from: ({ first }) => first("bodies", { system: "QJG", words: "Board" }),
    link: "Give a power",
    answers: [
      ["#title", "Community equipment"],
      ["#receiver", 1],
      ["[name=instrument]", 0],
      ["[name=functions]", true],
      ["#start", "2026-11-25"],
      ["#review", "2027-11-25"],
    ],
    says: /Recorded as event/,
  },
];

let stack;
let browser;
let finder;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  finder = new Finder(stack);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

suite("by keyboard alone", () => {
  for (const { name, user, from, link, answers, says } of kJourneys) {
    test(`${name} is recorded by Tab, Space, Enter and letters`, async () => {
      const page = await personAt(browser, stack, user, await from(finder.as(user)));
      await follow(page, link);
      await fill(page, answers);
      assert.equal(await press(page, "check"), 200, await words(page));
      assert.equal(await press(page, "record"), 200, await words(page));
      assert.match(await words(page), says);
      await page.context().close();
    });
  }

  test("a problem takes the focus, and its link leads to its field", async () => {
    const page = await personAt(browser, stack, "member", "/interests");
    await follow(page, "Declare an interest");
    assert.equal(await press(page, "check"), 422);
    assert.equal(await focused(page, ".nhsuk-error-summary"), true);
    await tab(page);
    const target = await page.evaluate("document.activeElement.getAttribute('href')");
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, target);
    assert.equal(await page.locator(target).count(), 1);
  });

  test("the first stop of a page leads past its head, to what it is about", async () => {
    const page = await personAt(browser, stack, "member", "/decisions");
    await tab(page);
    assert.match(await page.evaluate("document.activeElement.innerText"), /Skip to main content/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/#maincontent$/);
    await tab(page);
    const inMain = "document.activeElement.closest('main') !== null";
    assert.equal(await page.evaluate(inMain), true);
  });
});
