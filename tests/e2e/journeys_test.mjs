// The journeys of those who record, click by click in Chromium without script, on the real services.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { openBrowser, openPage } from "./lib/browser.mjs";
import { decisionNumber, involvementNumber } from "./lib/records.mjs";
import { startStack } from "./lib/stack.mjs";

const kOversight = "witan.oversight.v1.OversightService";

const kPatienceMs = 10_000;
let stack;
let browser;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A page in a browser of its own, signed in as one user. */
async function as(user, path = "/") {
  const { page, notes } = await openPage(browser, stack.origin);
  page.setDefaultTimeout(kPatienceMs);
  await page.goto(`${stack.origin}${path}`);
  await page.click("text=Sign in");
  await page.click(`button[value="dev-${user}"]`);
  assert.equal(page.url(), `${stack.origin}${path}`);
  return { page, notes };
}

const continued = (page) => page.click("button[value=check]");
const recorded = (page) => page.click("button[value=record]");
const heading = (page) => page.innerText("h1");
const text = (page) => page.innerText("main");

suite("a member", () => {
  test("records a dissent in person, which the chair answers and the member maintains", async () => {
    const number = await decisionNumber(stack, "Governance handbook 2");
    const { page } = await as("member", `/decisions/${number}`);
    await page.click("text=Record a dissent");
    await continued(page);
    assert.match(await text(page), /Nothing was recorded: 1 problem/);
    assert.match(await page.title(), /^Error:/);
    await page.fill("#reasons", "Twelve beds are too few <script>alert(1)</script>");
    await page.fill("#would_settle", "A review after six months");
    await continued(page);
    assert.match(await heading(page), /Check before you record it/);
    await page.click("text=Change my answers");
    assert.match(await page.inputValue("#reasons"), /Twelve beds/);
    await continued(page);
    await recorded(page);
    assert.match(page.url(), /\/dissents\/\d+$/);
    assert.match(await text(page), /Recorded as event/);
    assert.match(await text(page), /<script>alert\(1\)<\/script>/);
    const dissent = new URL(page.url()).pathname;

    const chair = await as("chair", dissent);
    await chair.page.click("text=Answer this dissent");
    await chair.page.fill("#answer", "It will be reviewed in May");
    await continued(chair.page);
    await recorded(chair.page);
    assert.match(await text(chair.page), /It will be reviewed in May/);

    await page.goto(stack.origin + dissent);
    await page.click("text=Maintain your dissent");
    await continued(page);
    await recorded(page);
    assert.match(await text(page), /Dissent maintained/);
  });

  test("declares an interest, which then stands in the register", async () => {
    const { page } = await as("member", "/interests");
    await page.click("text=Declare an interest");
    await page.check("text=Financial");
    await page.check("text=Actual");
    await page.fill("#description", "Partner in a practice that the board pays");
    await page.fill("#arose_on", "2026-11-20");
    await continued(page);
    await recorded(page);
    assert.match(page.url(), /\/interests\/\d+$/);
    assert.match(await text(page), /Interest declared/);
  });
});

suite("a secretary", () => {
  test("records what a meeting decided, and a double click records it once", async () => {
    const { page } = await as("secretary", await novemberMeeting());
    await page.click("text=Record the decision on item 3");
    await page.fill("#question", "When should the centre be open?");
    await page.check("label:text-is('Approved')");
    await page.fill("#outcome", "Open until ten in the evening from January.");
    await page.fill("#rationale", "People asked for it.");
    await page.fill("#no_involvement", "None");
    await continued(page);
    assert.match(await heading(page), /Check before you record it/);
    assert.match(await text(page), /Quorum|Authority/);
    const before = await count();
    await page.dblclick("button[value=record]");
    await page.waitForURL(/\/decisions\/\d+$/);
    assert.match(await text(page), /Recorded as event/);
    await page.goBack();
    await recorded(page);
    await page.waitForURL(/\/decisions\/\d+$/);
    assert.equal(await count(), before + 1);
  });

  test("is refused what the body may not decide, with the rule, its source and a question", async () => {
    const { page } = await as("secretary", await novemberMeeting());
    const { pathname } = new URL(page.url());
    await page.goto(`${stack.origin}${pathname}/decisions/new?item=2`);
    await page.fill("#question", "What is recorded?");
    await page.check("label:text-is('Approved')");
    await page.fill("#outcome", "Something.");
    await page.fill("#rationale", "Because.");
    await continued(page);
    assert.match(await text(page), /R-52/);
    assert.match(await text(page), /What happened\?/);
    await page.fill("[name=record_of_fact]", "The item was taken before the declarations");
    await continued(page);
    await recorded(page);
    assert.match(await text(page), /It happened, and broke a rule/);
  });

  test("of no body is told which right is missing, and who gives it", async () => {
    const number = await decisionNumber(stack, "Community beds");
    const { page } = await as("secretary", "/");
    const response = await page.goto(`${stack.origin}/decisions/${number}/dissents/new`);
    assert.equal(response.status(), 403);
    assert.match(await text(page), /members of the body that decided/);
    assert.match(await text(page), /keeper of the register/);
  });
});

suite("involvement", () => {
  test("is answered by who asked; what changed nothing says why", async () => {
    const number = await involvementNumber(stack, "walk-in");
    const { page } = await as("officer", `/involvement/${number}`);
    await page.click("text=Answer theme T1");
    assert.match(await text(page), /Open until ten/);
    await page.check("text=Nothing changed");
    await page.fill("#we_did", "The hours stay as they are");
    await continued(page);
    assert.match(await text(page), /R-58/);
    await page.fill("#why_not", "Nobody can be found to work then");
    await continued(page);
    await recorded(page);
    assert.match(await text(page), /Nobody can be found to work then/);
  });

  test("that somebody else recorded meanwhile says so, and keeps the answers", async () => {
    const number = await involvementNumber(stack, "walk-in");
    const path = `/involvement/${number}/answers/new?theme=T2`;
    const first = await as("officer", "/");
    await first.page.goto(stack.origin + path);
    await first.page.check("text=It changed what was done");
    await first.page.fill("#we_did", "Open on Sundays from March");
    const second = await as("secretary", `/involvement/${number}`);
    await second.page.click("text=Record what people said");
    await second.page.fill("#you_said", "Say earlier when it closes");
    await continued(second.page);
    await recorded(second.page);
    const [response] = await Promise.all([first.page.waitForNavigation(), continued(first.page)]);
    assert.equal(response.status(), 409);
    assert.match(await text(first.page), /Somebody else recorded something here/);
    assert.equal(await first.page.inputValue("#we_did"), "Open on Sundays from March");
    await continued(first.page);
    await recorded(first.page);
    assert.match(await text(first.page), /Open on Sundays from March/);
  });

  test("is joined by Healthwatch, whose themes the board can answer and not change", async () => {
    const number = await involvementNumber(stack, "walk-in");
    const { page } = await as("healthwatch", `/involvement/${number}`);
    await page.click("text=Join as a partner");
    await page.fill("#part", "Two listening events");
    await continued(page);
    await recorded(page);
    await page.click("text=Record what people said");
    await page.fill("#you_said", "Buses do not run when the centre closes");
    await continued(page);
    await recorded(page);
    assert.match(await text(page), /Buses do not run/);
    assert.doesNotMatch(await text(page), /Answer theme/);
  });
});

suite("information", () => {
  test("is asked for once: who asks again is led to the first, joins it, and is answered", async () => {
    const { body } = await stack.call(`${kOversight}/GetOrganisation`, { odsCode: "RGR" });
    const trust = `/organisations/${body.item.head.number}`;
    const region = await as("region", trust);
    await ask(region.page);
    await recorded(region.page);
    assert.match(region.page.url(), /\/requests\/\d+$/);
    const request = new URL(region.page.url()).pathname;

    const cqc = await as("national", trust);
    await ask(cqc.page);
    assert.match(await text(cqc.page), /Nothing was recorded/);
    assert.match(await text(cqc.page), /R-46/);
    assert.doesNotMatch(await text(cqc.page), /[0-9a-f]{8}-[0-9a-f]{4}/);
    await cqc.page.goto(stack.origin + request);
    await cqc.page.click("text=Use this answer too");
    await cqc.page.fill("#purpose", "The national report");
    await cqc.page.fill("#basis", "Agreement");
    await continued(cqc.page);
    await recorded(cqc.page);
    assert.match(await text(cqc.page), /Requester joined/);

    const officer = await as("trust", "/");
    await officer.page.click("text=Information asked of you");
    await officer.page.click("text=Send the answer");
    await officer.page.fill("#summary", "92 in 100 within 18 weeks");
    await continued(officer.page);
    await recorded(officer.page);
    assert.match(await text(officer.page), /Return submitted/);
    assert.match(await officer.page.content(), /92 in 100/);
  });

  async function ask(page) {
    await page.click("text=Ask for information");
    await page.selectOption("#topic", { index: 1 });
    await page.fill("#from", "2026-07-01");
    await page.fill("#to", "2026-10-01");
    await page.fill("#due", "2026-12-31");
    await page.fill("#purpose", "Winter planning");
    await page.fill("#basis", "Agreement");
    await continued(page);
  }
});

suite("what was typed", () => {
  test("is kept when the session ends in the middle, for the same person alone", async () => {
    const number = await decisionNumber(stack, "Governance handbook 2");
    const path = `/decisions/${number}/dissents/new`;
    const { page } = await as("chair", "/");
    await page.goto(stack.origin + path);
    await page.fill("#reasons", "Kept over a new sign-in");
    await page.context().clearCookies({ name: "witan-session" });
    // The provider still knows the person, and asks nothing.
    await continued(page);
    assert.equal(page.url(), stack.origin + path);
    assert.equal(await page.inputValue("#reasons"), "Kept over a new sign-in");
    assert.match(await text(page), /Your answers were kept/);
    const other = await as("member", "/");
    const response = await other.page.goto(stack.origin + path);
    assert.equal(response.status(), 200);
    assert.equal(await other.page.inputValue("#reasons"), "");
  });

  test("is not shown to somebody else who signs in at the same browser", async () => {
    const number = await decisionNumber(stack, "Governance handbook 2");
    const path = `/decisions/${number}/dissents/new`;
    const { page } = await as("chair", "/");
    await page.goto(stack.origin + path);
    await page.fill("#reasons", "For the chair alone");
    await page.context().clearCookies();
    await continued(page);
    await page.click('button[value="dev-member"]');
    assert.doesNotMatch(await page.content(), /For the chair alone/);
  });

  test("is not lost when the services are away, and is recorded once when they are back", async () => {
    const { page } = await as("chair", "/interests");
    await page.click("text=Declare an interest");
    await page.check("text=Financial");
    await page.check("text=Actual");
    await page.fill("#description", "Shares in a laundry");
    await page.fill("#arose_on", "2026-11-21");
    await continued(page);
    await stack.stopServices();
    const [response] = await Promise.all([page.waitForNavigation(), recorded(page)]);
    assert.equal(response.status(), 503);
    assert.match(await text(page), /cannot be recorded twice/);
    await stack.startServices();
    // Until the gateway has found them again it says so once more, and one presses again.
    for (let press = 0; press < 10; ++press) {
      await recorded(page);
      if (!/It is not known whether/.test(await text(page))) break;
    }
    assert.match(await text(page), /Recorded as event/);
  });
});

async function count() {
  const { body } = await stack.call(`${kOversight}/ListDecisions`, { pageSize: 1 });
  return Number(body.page.total);
}

async function novemberMeeting() {
  const { body } = await stack.call(`${kOversight}/ListMeetings`, {
    filter: { system: "QJG", from: "2026-11-01" },
  });
  return `/meetings/${body.items[0].head.number}`;
}
