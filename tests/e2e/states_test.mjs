// Every address of the gateway in every state, as whoever it is for, in Chromium at three widths. Script
// is on, so that whatever the policy forbids is reported; the journeys run without.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { accessibilityFindings, heights, markupFindings } from "./lib/browser.mjs";
import { openBrowser, openPage, sidewaysScroll } from "./lib/browser.mjs";
import { gzippedBytes, kStyleBytes, overBudget } from "./lib/budgets.mjs";
import { Finder } from "./lib/finder.mjs";
import { routes } from "./lib/router.mjs";
import { startStack } from "./lib/stack.mjs";
import { kNoPages, kStates } from "./lib/states.mjs";

let stack;
let browser;
let page;
let notes;
let finder;
before(async () => {
  [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
  ({ page, notes } = await openPage(browser, stack.origin, { javaScriptEnabled: true }));
  finder = new Finder(stack);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

suite("the checks", () => {
  test("find a page that is too wide, asks elsewhere, is written, labelled and scripted wrong", async () => {
    const wrong =
      '<!DOCTYPE html><html><head><title></title></head><body><div style="width: 3000px">' +
      '<img src="http://127.0.0.1:9/x.png"><p><div>x</div></p></div></body></html>';
    await page.setContent(wrong);
    assert.equal((await sidewaysScroll(page)).length, 3);
    assert.match((await accessibilityFindings(page)).join(), /image-alt.*html-has-lang/s);
    assert.match((await markupFindings(wrong)).join(), /element-permitted-content|close-order/);
    assert.match(notes.splice(0).join(), /asked for http:\/\/127\.0\.0\.1:9\/x\.png/);
    await page.goto(`${stack.origin}/about`);
    await page.evaluate("document.body.append(document.createElement('script').textContent = 'x')");
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))",
    );
    assert.match(notes.splice(0).join(), /Content Security Policy/);
    assert.equal(overBudget("/decisions/:key", "", [4_501, 7_500]).length, 1);
  });

  test("run over every address that the router has", async () => {
    const all = await routes();
    assert.ok(all.length > 60, String(all.length));
    const listed = new Set([...kStates.map(({ route }) => route), ...kNoPages.keys()]);
    assert.deepEqual(
      all.filter((route) => route !== "*" && !listed.has(route)),
      [],
      "no entry in lib/states.mjs",
    );
    assert.deepEqual(
      [...listed].filter((route) => route !== "*" && !all.includes(route)),
      [],
      "no address of the router",
    );
  });
});

suite("in the browser", () => {
  for (const each of kStates) {
    test(each.name, async () => {
      const { text, status, headers } = await show(each);
      assert.equal(status, each.status, text);
      assert.match(await page.innerText("body"), each.words);
      assert.equal(await page.locator("h1").count(), 1);
      assert.deepEqual(overBudget(each.route, text, await heights(page)), []);
      assert.deepEqual(await sidewaysScroll(page), []);
      assert.deepEqual(await markupFindings(text), []);
      assertHeaders(headers, each.as);
      assert.deepEqual(await accessibilityFindings(page), []);
      assert.deepEqual(complaints(notes.splice(0)), []);
    });
  }
});

/** Opens a state as who sees it so; its last answer. */
async function show({ as, at, fill, press }) {
  notes.length = 0;
  await page.context().clearCookies();
  await page.context().addCookies(await finder.cookies(as));
  const path = typeof at === "function" ? await at(finder.as(as)) : at;
  let response = await page.goto(stack.origin + path);
  for (const [selector, value] of fill) {
    if (value === true) await page.check(selector);
    else await page.fill(selector, value);
  }
  for (const step of press) {
    const [next] = await Promise.all([
      page.waitForNavigation(),
      page.click(`button[value=${step}]`),
    ]);
    response = next;
  }
  return { text: await response.text(), status: response.status(), headers: response.headers() };
}

/** The browser itself notes an error page as such; nothing else is to be noted. */
function complaints(all) {
  return all.filter((note) => !/the server responded with a status of \d+/.test(note));
}

function assertHeaders(headers, as) {
  const policy = headers["content-security-policy"].split(";").map((each) => each.trim());
  for (const directive of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(directive), directive);
  }
  const others = policy.filter((each) => !each.startsWith("form-action"));
  assert.ok(!others.some((each) => /script-src|unsafe|\*|https?:/.test(each)), policy.join());
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["x-frame-options"], "DENY");
  assert.equal(headers["referrer-policy"], "same-origin");
  if (as === "") assert.equal(headers["set-cookie"], undefined);
  assert.match(headers["content-type"], /^text\/html; charset=utf-8$/);
}

suite("what a page asks for", () => {
  test("is itself and the style sheet at first, and itself alone after", async () => {
    const context = await browser.newContext();
    const fresh = await context.newPage();
    const network = await context.newCDPSession(fresh);
    let asked = 0;
    network.on("Network.responseReceived", ({ response }) => {
      // The icon comes whenever the browser finds time.
      if (!response.fromDiskCache && !response.url.endsWith("/icon.svg")) asked += 1;
    });
    network.on("Network.requestServedFromCache", () => (asked -= 1));
    await network.send("Network.enable");
    for (const [path, most] of [
      ["/decisions", 2],
      ["/about", 1],
      [await finder.as("").first("decisions"), 1],
    ]) {
      asked = 0;
      await fresh.goto(stack.origin + path);
      assert.ok(asked <= most, `${path} asks for ${asked}`);
    }
    await context.close();
  });

  test("is light: the style sheet and the icon are compressed and kept", async () => {
    const html = await (await stack.get("/")).text();
    const [, path] = /<link rel="stylesheet" href="([^"]+)"/.exec(html);
    const style = await stack.get(path, { "accept-encoding": "gzip" });
    assert.match(style.headers.get("cache-control"), /immutable/);
    assert.equal(style.headers.get("content-encoding"), "gzip");
    assert.ok(gzippedBytes(await style.text()) <= kStyleBytes);
    const icon = await stack.get("/assets/icon.svg");
    assert.match(icon.headers.get("content-type"), /^image\/svg\+xml/);
  });
});
