// Inspection bundles, on the real services: by the public and by an overseer, opened with unzip and
// checked with sha256sum, as their README says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { textOf } from "./lib/crawl.mjs";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

const kOversight = "witan.oversight.v1.OversightService";
const folder = mkdtempSync(join(tmpdir(), "witan-bundles-"));

let stack;
before(async () => {
  stack = await startStack({ signIn: true });
});
after(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The bundle of a system, unpacked: the folder, its manifest and its records by path. */
async function bundleOf(visitor, name, system) {
  const page = await visitor.open(`/bundles?system=${system}`);
  const [, href] = page.text.match(/href="(\/bundles\/bundle\.zip[^"]*)"/);
  const answer = await visitor.ask(href.replaceAll("&amp;", "&"));
  assert.equal(answer.status, 200);
  const at = join(folder, name);
  writeFileSync(`${at}.zip`, Buffer.from(await answer.arrayBuffer()));
  execFileSync("python3", ["-m", "zipfile", "-e", `${at}.zip`, at]);
  const records = readdirSync(join(at, "records"), { recursive: true })
    .filter((path) => path.endsWith(".json"))
    .map((path) => [path, JSON.parse(readFileSync(join(at, "records", path), "utf8"))]);
  const manifest = JSON.parse(readFileSync(join(at, "manifest.json"), "utf8"));
  return { at, manifest, records: new Map(records), text: textOf(page.text) };
}

suite("an inspection bundle", () => {
  test("is checked as its README says, and its events are those of the services", async () => {
    const { at, records } = await bundleOf(new Visitor(stack.origin), "public", "QJG");
    const told = execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: at, encoding: "utf8" });
    assert.ok(told.split("\n").length > records.size);
    const events = [...records.values()].flatMap(({ trail }) => trail);
    assert.ok(events.length > records.size);
    for (const { position, hash } of events.slice(0, 20)) {
      const { body } = await stack.call(`${kOversight}/GetEvent`, { position });
      assert.equal(body.event.hash, hash, position);
    }
    const there = stack.witan("cli-region", [
      "--output",
      "json",
      "event",
      "--position",
      events[0].position,
    ]);
    assert.ok(there.includes(events[0].hash));
  });

  test("gives an overseer what it keeps from the public, and says to each what it withholds", async () => {
    const open = await bundleOf(new Visitor(stack.origin), "open", "QJG");
    const overseer = new Visitor(stack.origin);
    await overseer.signIn("region");
    const closed = await bundleOf(overseer, "closed", "QJG");
    const more = [...closed.records.keys()].filter((path) => !open.records.has(path));
    assert.ok(more.length > 0, "an overseer sees nothing more");
    for (const [path, { item }] of open.records) {
      // A dissent that partners may read is there for all; its words are where their author said so.
      const isDissent = path.startsWith("dissents/") && /PARTNERS$/.test(item.head.classification);
      assert.ok(isDissent || /PUBLIC$/.test(item.head.classification), path);
      const own = await stack.call(`${kOversight}/GetDissent`, { number: item.head.number });
      if (isDissent) assert.deepEqual(item.reasons, own.body.item.reasons);
    }
    const withheld = ({ manifest }) =>
      manifest.registers
        .flatMap((each) => each.withheld)
        .reduce((sum, { count }) => sum + count, 0);
    assert.ok(withheld(open) >= more.length);
    assert.equal(open.manifest.reader, "the public");
    assert.match(closed.manifest.reader, /East of England/);
  });
});
