// Somebody who is signed in, in a browser of their own, and what they do on every form.
import assert from "node:assert/strict";
import { accessibilityFindings, markupFindings, openPage, sidewaysScroll } from "./browser.mjs";
import { Visitor } from "./visitor.mjs";

const kPatienceMs = 10_000;

/** A page as one user of the development provider, signed in, without script. */
export async function personAt(browser, stack, user, path = "/") {
  const { page } = await openPage(browser, stack.origin);
  page.setDefaultTimeout(kPatienceMs);
  await page.goto(`${stack.origin}${path}`);
  await page.click("text=Sign in");
  await page.click(`button[value="dev-${user}"]`);
  assert.equal(page.url(), `${stack.origin}${path}`);
  return page;
}

export const goOn = (page) => page.click("button[value=check]");
export const record = (page) => page.click("button[value=record]");
export const words = (page) => page.innerText("main");

/** The status that a form's page answers with when it is sent on. */
export async function answerTo(page, click) {
  const [response] = await Promise.all([page.waitForNavigation(), click(page)]);
  return response.status();
}

/**
 * Holds each address, as a form and as it is refused with nothing filled in, to axe, its width and
 * its markup.
 */
export async function holdForms(browser, stack, user, paths) {
  const visitor = new Visitor(stack.origin);
  await visitor.signIn(user);
  const { page } = await openPage(browser, stack.origin, { javaScriptEnabled: true });
  const value = visitor.cookies.get("witan-session");
  await page.context().addCookies([{ name: "witan-session", value, url: stack.origin }]);
  for (const path of paths) {
    const response = await page.goto(stack.origin + path);
    assert.equal(response.status(), 200, path);
    await holdPage(page, path, await response.text());
    if (!(await page.locator("button[value=check]").count())) continue;
    await goOn(page);
    await holdPage(page, `${path} sent on`, await page.content());
  }
}

export async function holdPage(page, what, html) {
  assert.deepEqual(await sidewaysScroll(page), [], what);
  assert.deepEqual(await markupFindings(html), [], what);
  assert.deepEqual(await accessibilityFindings(page), [], what);
}
