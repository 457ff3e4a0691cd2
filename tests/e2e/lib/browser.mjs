// Debian's Chromium, and what each page is held to there.
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

export const kWidths = [1280, 375, 320];
const kHeight = 900;
// What passes is not reported, which saves axe most of its time; there is nothing to preload.
const kAxe = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
  preload: false,
};

export function openBrowser() {
  const executablePath = process.env.WITAN_CHROMIUM ?? "/usr/bin/chromium";
  // Chromium's sandbox does not start for the superuser, which is who tests run as in containers.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/**
 * A page that notes what it asks of other hosts, and whatever the browser complains about. Script is
 * off, as a reader may have it; axe alone, which is script itself, needs a page with it on.
 */
export async function openPage(browser, origin, { javaScriptEnabled = false } = {}) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const notes = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) notes.push(`asked for ${request.url()}`);
  });
  page.on("console", (message) => notes.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => notes.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => notes.push(`failed: ${request.url()}`));
  return { page, notes };
}

/** How high the page is at 1280 and at 375 pixels, as it opens. */
export async function heights(page) {
  const found = [];
  for (const width of kWidths.slice(0, 2)) {
    await page.setViewportSize({ width, height: kHeight });
    found.push(await page.evaluate("document.documentElement.scrollHeight"));
  }
  return found;
}

/** How far the page can be pushed sideways at each width with all details open, where it can. */
export async function sidewaysScroll(page) {
  await openDetails(page);
  const found = [];
  for (const width of kWidths) {
    await page.setViewportSize({ width, height: kHeight });
    const extra = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (extra > 0) found.push(`${extra} px at ${width}`);
  }
  return found;
}

/** What axe finds at each width with all details open, as one line a finding. */
export async function accessibilityFindings(page) {
  await openDetails(page);
  // Once a page and not once a width: axe is half a megabyte of script.
  await page.evaluate(axe.source);
  const found = [];
  for (const width of kWidths) {
    await page.setViewportSize({ width, height: kHeight });
    const { violations } = await page.evaluate(`axe.run(document, ${JSON.stringify(kAxe)})`);
    for (const { id, nodes } of violations) {
      found.push(`${id} at ${width}: ${nodes.map(({ html }) => html).join(" | ")}`);
    }
  }
  return found;
}

const openDetails = (page) =>
  page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");

const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Void elements as HTML writes them, and the spaces that templates leave.
    "void-style": ["error", { style: "omit" }],
    "no-trailing-whitespace": "off",
    // Lists without markers keep their role where a style takes the markers away.
    "no-redundant-role": "off",
    "long-title": "off",
  },
});

/** What html-validate finds in a page, as one line a finding. */
export async function markupFindings(html) {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}
