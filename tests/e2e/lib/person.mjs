// Somebody who is signed in, in a browser of their own, and what they do on every form.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";

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
