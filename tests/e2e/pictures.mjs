// Makes the pictures of services/gateway/pictures anew, from the real services with the demonstration:
//
//   node tests/e2e/pictures.mjs [FOLDER]
//
// Each is the upper part of a page at 1280 pixels, at half its size.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser } from "./lib/browser.mjs";
import { Finder } from "./lib/finder.mjs";
import { goOn } from "./lib/person.mjs";
import { kRoot, startStack } from "./lib/stack.mjs";

const kWidth = 1280;
const kMostHeight = 1_500;
const kScale = 0.5;

const kBeds = { words: "Community beds" };
const novemberItem = async ({ first }, item) =>
  `${await first("meetings", { from: "2026-11-01" })}/decisions/new?item=${item}`;

async function decide(page) {
  await page.fill("#question", "When should the centre be open?");
  await page.check("label:text-is('Approved')");
  await page.fill("#outcome", "Open until ten in the evening from January.");
  await page.fill("#rationale", "People asked for it.");
  await page.fill("#no_involvement", "None");
  await goOn(page);
}

/** Name of the file, who looks, the address, and what is done there first. */
const kPictures = [
  ["home-public", "", () => "/"],
  ["home-region", "region", () => "/"],
  ["home-secretary", "secretary", () => "/"],
  ["system", "region", () => "/systems/QJG"],
  ["decision", "region", ({ first }) => first("decisions", kBeds)],
  [
    "decision-past",
    "region",
    async ({ first }) => `${await first("decisions", kBeds)}?effective_at=2022-10-12`,
  ],
  ["decisions", "", () => "/decisions"],
  ["meeting", "", ({ first }) => first("meetings", { system: "QVV" })],
  ["involvement", "", ({ first }) => first("involvement", { words: "mental health" })],
  [
    "event",
    "",
    async ({ first }) => (await first("decisions", kBeds)).replace("decisions", "events"),
  ],
  ["check", "secretary", (find) => novemberItem(find, 3), decide],
  ["refused", "secretary", (find) => novemberItem(find, 2), decide],
];

const folder = process.argv[2] ?? join(kRoot, "services", "gateway", "pictures");
mkdirSync(folder, { recursive: true });
const [stack, browser] = await Promise.all([startStack({ signIn: true }), openBrowser()]);
try {
  const finder = new Finder(stack);
  for (const [name, user, at, act] of kPictures) {
    const context = await browser.newContext({
      viewport: { width: kWidth, height: 900 },
      deviceScaleFactor: kScale,
      javaScriptEnabled: false,
    });
    await context.addCookies(await finder.cookies(user));
    const page = await context.newPage();
    await page.goto(stack.origin + (await at(finder.as(user))));
    await act?.(page);
    const height = await page.evaluate("document.documentElement.scrollHeight");
    await page.screenshot({
      path: join(folder, `${name}.png`),
      fullPage: true,
      clip: { x: 0, y: 0, width: kWidth, height: Math.min(height, kMostHeight) },
    });
    await context.close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
