// A page worked by keyboard alone: Tab, Space, Enter, arrows and letters, with focus that is seen.
import assert from "node:assert/strict";

const kMostTabs = 150;
const kMostLost = 5;
// A radio button shows its focus by what its label draws, a date in parts that the browser draws.
const kShowsFocus = `(() => {
  const at = document.activeElement;
  if (at.type === "date") return true;
  const label = at.labels?.[0];
  const styles = [getComputedStyle(at), ...(label ? [getComputedStyle(label, "::before")] : [])];
  return styles.some((each) => each.boxShadow !== "none" || each.outlineStyle !== "none");
})()`;
const kAt = "document.activeElement.outerHTML.slice(0, 200)";

export const focused = (page, selector) =>
  page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);

/** Presses Tab until `holds` of what has the focus; whatever has it on the way must show it. */
async function tabUntil(page, what, holds) {
  for (let presses = 0; presses < kMostTabs; presses += 1) {
    await tab(page);
    if (!(await page.evaluate(kShowsFocus))) {
      assert.fail(`focus is not seen at ${await page.evaluate(kAt)}`);
    }
    if (await holds()) return;
  }
  assert.fail(`${what} is not reached by Tab`);
}

/** To the next stop; after the last one the browser itself has the focus, and then the first. */
export async function tab(page) {
  for (let presses = 0; presses < kMostLost; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate("document.activeElement !== document.body")) return;
  }
  assert.fail("nothing on the page takes the focus");
}

export const tabTo = (page, selector) => tabUntil(page, selector, () => focused(page, selector));

/** Follows the link that begins with these words. */
export async function follow(page, words) {
  const script = `document.activeElement.matches("a") && document.activeElement.innerText.startsWith(${JSON.stringify(words)})`;
  await tabUntil(page, `the link “${words}”`, () => page.evaluate(script));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

export async function press(page, step) {
  await tabTo(page, `button[value=${step}]`);
  const [response] = await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return response.status();
}

/**
 * Fills fields in the order in which they stand: a text is typed, a number chooses so many options
 * further down, true ticks. A day is filled in at once: how it is typed is the browser's own.
 */
export async function fill(page, answers) {
  for (const [selector, answer] of answers) {
    await tabTo(page, selector);
    if (answer === true) await page.keyboard.press("Space");
    else if (typeof answer === "number") await choose(page, answer);
    else if (/^\d{4}-\d\d-\d\d$/.test(answer)) await page.fill(selector, answer);
    else await page.keyboard.type(answer);
  }
}

async function choose(page, down) {
  // The first of several that are seen at once is chosen by Space, of a list by the arrow.
  if (down === 0) await page.keyboard.press("Space");
  for (let presses = 0; presses < down; presses += 1) await page.keyboard.press("ArrowDown");
}
