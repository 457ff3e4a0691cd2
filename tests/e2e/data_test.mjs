// The open data: everything that is public, whole, at one moment, and nothing that is not.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { startStack } from "./lib/stack.mjs";

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

async function text(path, type) {
  const answer = await stack.get(path);
  assert.equal(answer.status, 200, path);
  assert.match(answer.headers.get("content-type"), type);
  return answer.text();
}

const lines = (file) =>
  file
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const list = async (path) => JSON.parse(await text(`/${path}?format=json`, /json/));

suite("a download of a kind", () => {
  test("holds each public record once over several pages, at one moment", async () => {
    const { total, asOf } = await list("organisations");
    const records = lines(await text("/data/organisations.jsonl", /^application\/jsonl/));
    assert.ok(total > 500);
    assert.equal(records.length, total);
    assert.equal(new Set(records.map(({ address }) => address)).size, total);
    assert.ok(records.every(({ asOfEvent }) => asOfEvent === asOf.event));
  });

  test("holds as CSV the rows of the list's own CSV", async () => {
    const rows = (await text("/data/decisions.csv", /^text\/csv/)).trimEnd().split("\r\n");
    const screen = (await text("/decisions?format=csv", /^text\/csv/)).trimEnd().split("\r\n");
    assert.equal(rows[0], screen[0]);
    assert.deepEqual(rows.toSorted(), screen.toSorted());
  });

  test("holds nothing of records that are withheld", async () => {
    const { withheld } = await list("delegations");
    assert.ok(withheld > 0);
    assert.deepEqual(lines(await text("/data/delegations.jsonl", /jsonl/)), []);
  });

  test("is described by its schema", async () => {
    const schema = JSON.parse(await text("/data/decisions.schema.json", /schema\+json/));
    assert.equal(schema.$ref, "#/components/schemas/witan.oversight.v1.Decision");
    const { properties } = schema.components.schemas["witan.oversight.v1.Decision"];
    for (const { record } of lines(await text("/data/decisions.jsonl", /jsonl/))) {
      for (const name of Object.keys(record)) assert.ok(name in properties, name);
    }
  });

  test("is linked from the page of open data, and answers", async () => {
    const html = await text("/data", /html/);
    const links = [...html.matchAll(/href="(\/data\/[^"]+)"/g)].map(([, href]) => href);
    assert.ok(links.length > 50, String(links.length));
    for (const href of links) {
      await text(href, href.endsWith("/fields") ? /html/ : /json|csv/);
    }
  });

  for (const name of ["people.jsonl", "mandates.csv", "decisions.xml", "decisions", "popolo.csv"]) {
    test(`is not there as ${name}`, async () => {
      assert.equal((await stack.get(`/data/${name}`)).status, 404);
    });
  }
});

suite("the download in the manner of Popolo", () => {
  test("joins bodies, members, motions and votes by ids that are in it", async () => {
    const popolo = JSON.parse(await text("/data/popolo.json", /^application\/json/));
    const ids = (name) => new Set(popolo[name].map(({ id }) => id));
    const bodies = ids("organizations");
    assert.equal(bodies.size, (await list("bodies")).total);
    assert.ok(popolo.memberships.length > 0 && popolo.vote_events.length > 0);
    const people = ids("persons");
    for (const { person_id: person, organization_id: body } of popolo.memberships) {
      assert.ok(people.has(person) && bodies.has(body));
    }
    const motions = ids("motions");
    for (const { motion_id: motion } of popolo.vote_events) assert.ok(motions.has(motion));
    const decisions = (await list("decisions")).items;
    assert.ok(motions.size > 0 && motions.size <= decisions.length);
  });
});
