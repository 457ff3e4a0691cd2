// What the pages say, held against the services and against each other.
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { textOf } from "./lib/crawl.mjs";
import { decisionNumber } from "./lib/records.mjs";
import { kRoot, startStack } from "./lib/stack.mjs";

const kOversight = "witan.oversight.v1.OversightService";

let stack;
/** A moment in the middle of the demonstration, just before a decision is published. */
let halfway;
before(async () => {
  stack = await startStack({
    between: async () => {
      await pause(5);
      halfway = new Date().toISOString();
      await pause(5);
    },
  });
});
after(() => stack?.stop());

const page = async (path) => {
  const answer = await stack.get(path);
  assert.equal(answer.status, 200, path);
  return answer.text();
};

suite("one fact, one number", () => {
  test("each count of the first page is that of the list that it leads to", async () => {
    const html = await page("/");
    const tiles = [...html.matchAll(/href="([^"]+)"><span class="witan-tiles__count">([\d,]+)</g)];
    assert.ok(tiles.length >= 4);
    for (const [, href, count] of tiles) assert.equal(await totalOf(href), count, href);
  });

  test("and so is that of each system", async () => {
    const html = await page("/");
    const counted = [...html.matchAll(/\/systems\/(\w+)">[^<]*<\/a> <span[^>]*>(\d+) decision/g)];
    assert.ok(counted.length >= 5);
    for (const [, code, count] of counted) {
      assert.equal(await totalOf(`/decisions?system=${code}`), count, code);
    }
  });
});

/** The number in the caption of a list; "0" where it says that there is nothing. */
async function totalOf(href) {
  const caption = (await page(href.replaceAll("&amp;", "&"))).match(/<caption[^>]*>([\d,]+) /);
  return caption?.[1] ?? "0";
}

suite("a decision", () => {
  test("says first what was decided, by whom, by what power, who disagreed, what followed", async () => {
    const number = await decisionNumber(stack, "Community beds");
    const html = await page(`/decisions/${number}`);
    const text = textOf(html);
    const order = [
      "Bring the units together from April 2023.",
      "Decided by",
      "by the chair, after no consensus",
      "By what power",
      "Dissent",
      "2 members: 1 answered, 1 not answered by 25 October 2022",
      "Stood aside",
      "Evidence",
      "People's voices",
      "What changed since",
      "Escalated for peer review, 4 October 2022",
      "Checked when it was made",
    ];
    const places = order.map((words) => text.indexOf(words));
    assert.ok(!places.includes(-1), order[places.indexOf(-1)]);
    assert.deepEqual(
      places.toSorted((a, b) => a - b),
      places,
    );
    const lines = html.slice(html.indexOf("witan-proven"), html.indexOf('id="checks"'));
    assert.ok([...lines.matchAll(/href="\/events\/\d+"/g)].length >= 8);
  });

  test("counts what it does not show", async () => {
    const number = await decisionNumber(stack, "Community beds");
    assert.match(textOf(await page(`/decisions/${number}`)), /1 linked record is not public/);
    assert.match(textOf(await page("/")), /records are not public, but open to partners/);
  });
});

suite("the rules", () => {
  test("that a finding is headed by are all rules of the services", async () => {
    const words = join(kRoot, "services", "gateway", "dist", "pages", "words.js");
    const { topicRules } = await import(pathToFileURL(words));
    const { body } = await stack.call(`${kOversight}/ListRules`);
    const known = new Set(body.items.map(({ id }) => id));
    assert.ok(topicRules.length > 10);
    assert.deepEqual(
      topicRules.filter((rule) => !known.has(rule)),
      [],
    );
  });
});

suite("the page of another moment", () => {
  test("shows the state that was known then, and says that it is the past", async () => {
    const now = await statesAt("");
    const then = await statesAt(halfway);
    const changed = [...then].find(([number, state]) => now.get(number) !== state);
    assert.ok(changed, "no decision changed after the moment");
    const [number, state] = changed;
    const past = await page(`/decisions/${number}?known_at=${halfway}`);
    assert.match(past, /You are looking at the past/);
    assert.match(textOf(past), new RegExp(state, "i"));
    const eventsIn = (html) => [...html.matchAll(/What event ([\d,]+) says/g)].length;
    assert.ok(eventsIn(past) < eventsIn(await page(`/decisions/${number}`)));
  });

  test("compares a decision with now: what differs, and the event that changed it", async () => {
    const now = await statesAt("");
    const then = await statesAt(halfway);
    const [number, state] = [...then].find(([each, was]) => now.get(each) !== was);
    const past = await page(`/decisions/${number}?known_at=${halfway}`);
    const [, href] = past.match(/href="([^"]+)">Compare with now</);
    const text = textOf(await page(href.replaceAll("&amp;", "&")));
    assert.match(text, new RegExp(`State Then ${state} Now ${now.get(number)} Because Event`, "i"));
  });

  test("keeps its moment in every link", async () => {
    const html = await page(`/?known_at=${halfway}`);
    const links = [...html.matchAll(/href="(\/(?:decisions|systems|involvement)[^"]*)"/g)];
    assert.ok(links.length > 40);
    for (const [, href] of links) assert.match(href, /known_at=/);
  });

  test("does not show what was recorded later", async () => {
    const now = await statesAt("");
    const then = await statesAt(halfway);
    const later = [...now.keys()].find((number) => !then.has(number));
    const answer = await stack.get(`/decisions/${later}?known_at=${halfway}`);
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /to be shown at this moment/);
  });
});

/** The decisions that were known at a moment: number to state. */
async function statesAt(knownAt) {
  const asAt = knownAt === "" ? {} : { knownAt };
  const { body } = await stack.call(`${kOversight}/ListDecisions`, { asAt, pageSize: 500 });
  return new Map((body.items ?? []).map(({ head }) => [head.number, head.state]));
}
