// An inspection bundle: a ZIP that opens, whose files have the hashes that it names, with what this
// reader may see and nothing else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, afterEach, before, suite, test } from "node:test";
import { status } from "@grpc/grpc-js";
import { fromBufferPromise } from "yauzl";
import { Ground } from "../gen/witan/common/v1/common_pb.js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { GetRecordRequest, ListRecordsRequest } from "../gen/witan/oversight/v1/query_pb.js";
import { Failure } from "../testing/fake_services.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import * as records from "../testing/records.js";

const oversight = OversightService.method;
const empty = { page: { asOf: records.asOf, total: 0n } };
const kDecisions = 230;
const kStub = 7n;
const kZip = "/bundles/bundle.zip?system=QT1";

const headOf = (number: bigint) =>
  number === kStub
    ? { number, kind: Aggregate.DECISION, ground: Ground.PERSONAL, stub: true }
    : { number, kind: Aggregate.DECISION, title: `Matter <${String(number)}>`, state: "made" };

let gateway: TestGateway;
let total = BigInt(kDecisions);
let isFailing = false;
before(async () => {
  gateway = await startGateway();
  for (const method of Object.values(oversight)) {
    if (method.localName.startsWith("list")) {
      gateway.services.answer(method as typeof oversight.listActions, () => empty);
    }
  }
  gateway.services.answer(InvolvementQueryService.method.listActivities, () => empty);
  gateway.services.answer(oversight.listDecisions, ({ request }) => {
    const { pageSize, pageToken } = request as ListRecordsRequest;
    const first = pageToken === "" ? 0 : Number(pageToken);
    const count = Math.min(pageSize, kDecisions - first);
    const next = first + count;
    return {
      items: Array.from({ length: count }, (_, i) => ({ head: headOf(BigInt(first + i + 1)) })),
      page: {
        asOf: records.asOf,
        total,
        withheld: [{ ground: Ground.PERSONAL, count: 2n }],
        nextPageToken: next < kDecisions ? String(next) : "",
      },
    };
  });
  gateway.services.answer(oversight.getDecision, ({ request }) => {
    const { key } = request as GetRecordRequest;
    const number = key.case === "number" ? key.value : 0n;
    if (isFailing && number > 150n) return new Failure(status.UNAVAILABLE, "gone");
    const trail = [
      { position: number, label: "Decision made", hash: "ab12", previousHash: "cd34" },
    ];
    return { item: { head: headOf(number) }, asOf: records.asOf, trail };
  });
});
after(() => gateway.close());
afterEach(() => {
  total = BigInt(kDecisions);
  isFailing = false;
  gateway.services.calls.length = 0;
});

async function download(path = kZip): Promise<Buffer> {
  const response = await gateway.get(path);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/zip");
  return Buffer.from(await response.arrayBuffer());
}

async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry()) {
    const parts = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    files.set(entry.fileName, Buffer.concat(parts));
  }
  return files;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

interface Manifest {
  reader: string;
  asOf: { token: string; event: number };
  files: { path: string; bytes: number; sha256: string }[];
  registers: { register: string; withheld: { ground: string; count: number }[] }[];
}
const manifestIn = (files: Map<string, Buffer>) =>
  JSON.parse(String(files.get("manifest.json"))) as Manifest;

suite("a bundle", () => {
  test("opens, and each of its files has the hash that it names", async () => {
    const files = await unzip(await download());
    const lines = String(files.get("SHA256SUMS")).trimEnd().split("\n");
    const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    for (const [name, bytes] of files) {
      if (name !== "SHA256SUMS") assert.equal(sums.get(name), sha256(bytes), name);
    }
    assert.equal(sums.size, files.size - 1);
    for (const { path, bytes, sha256: sum } of manifestIn(files).files) {
      const file = files.get(path) ?? assert.fail(path);
      assert.deepEqual([bytes, sum], [file.length, sha256(file)]);
    }
  });

  test("holds each record of every page once, with its events", async () => {
    const files = await unzip(await download());
    const names = [...files.keys()].filter((name) => name.startsWith("records/"));
    assert.equal(names.length, kDecisions - 1);
    const record = String(files.get("records/decisions/200.json"));
    assert.match(record, /"hash": "ab12"/);
    assert.match(record, /Matter <200>/);
    assert.match(
      String(files.get("index.html")),
      /records\/decisions\/200\.json">Matter &lt;200&gt;</,
    );
  });

  test("holds no record that is closed to this reader, and says how many are", async () => {
    const files = await unzip(await download());
    assert.ok(!files.has("records/decisions/7.json"));
    const asked = gateway.services.calls.filter(({ method }) => method === "GetDecision");
    assert.ok(asked.every(({ request }) => (request as GetRecordRequest).key.value !== kStub));
    const { registers, reader } = manifestIn(files);
    assert.equal(reader, "the public");
    const decisions = registers.find(({ register }) => register === "decisions");
    assert.deepEqual(
      decisions?.withheld.map(({ count }) => count),
      [2],
    );
  });

  test("is of one moment, and the same to the byte when it is made again", async () => {
    const first = await download();
    const { asOf } = manifestIn(await unzip(first));
    assert.equal(asOf.token, "token-419112");
    for (const { request } of gateway.services.calls.slice(1)) {
      const { asAt } = request as GetRecordRequest;
      assert.deepEqual(asAt?.known, { case: "token", value: "token-419112" });
    }
    assert.ok(first.equals(await download(`${kZip}&at=token-419112`)));
  });

  test("takes only the registers that were asked for", async () => {
    const files = await unzip(await download(`${kZip}&meetings=yes`));
    assert.deepEqual(
      [...files.keys()].filter((name) => name.startsWith("records/")),
      [],
    );
  });

  test("that the services leave in its middle does not open", async () => {
    isFailing = true;
    const response = await gateway.get(kZip);
    const bytes = await response.arrayBuffer().catch(() => new ArrayBuffer(0));
    await assert.rejects(unzip(Buffer.from(bytes)));
  });

  for (const [name, path] of [
    ["of no system", "/bundles/bundle.zip"],
    ["of a system that is none", "/bundles/bundle.zip?system=%3Cb%3E"],
    ["from a day that is none", `${kZip}&from=soon`],
    ["of a register that is none", `${kZip}&cows=yes`],
  ] as const) {
    test(`${name} is refused`, async () => {
      assert.equal((await gateway.get(path)).status, 400);
    });
  }

  test("of too many records is refused, and the page says so first", async () => {
    total = 2_001n;
    assert.equal((await gateway.get(kZip)).status, 400);
    const text = await (await gateway.get("/bundles?system=QT1")).text();
    assert.match(text, /A bundle holds 2,000 records/);
    assert.doesNotMatch(text, /bundle\.zip/);
  });
});

suite("the page of a bundle", () => {
  test("says what is in it, what is withheld, and leads to it at that moment", async () => {
    const text = (await (await gateway.get("/bundles?system=QT1&decisions=yes")).text()).replace(
      /\s+/g,
      " ",
    );
    assert.match(text, /230 records/);
    assert.match(text, /2 decisions are withheld from you\. Ground: personal/);
    const [, href = ""] = /href="(\/bundles\/bundle\.zip[^"]*)"/.exec(text) ?? [];
    assert.match(href, /system=QT1&amp;decisions=yes&amp;at=token-419112$/);
  });

  test("asks which, where nothing is asked for yet", async () => {
    const text = await (await gateway.get("/bundles")).text();
    assert.match(text, /Make an inspection bundle/);
    assert.equal(gateway.services.calls.length, 0);
  });
});
