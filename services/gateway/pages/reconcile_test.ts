// Whether everybody reads the same, and what is withheld: as the public sees both.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { Ground } from "../gen/witan/common/v1/common_pb.js";
import { Classification } from "../gen/witan/options/v1/options_pb.js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { ListEventsRequest } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { ListRecordsRequest } from "../gen/witan/oversight/v1/query_pb.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import * as records from "../testing/records.js";
import { sumOf } from "./reconcile.js";

const oversight = OversightService.method;
const hex = (text: string) => text.padEnd(64, "0");

suite("a sum of digests", () => {
  test("carries from the least significant byte, which stands first", () => {
    assert.equal(sumOf([hex("ff01"), hex("02")]), hex("0102"));
  });

  test("drops what is carried beyond 256 bits", () => {
    assert.equal(sumOf(["ff".repeat(32), hex("01")]), hex(""));
  });

  test("of nothing is nothing", () => {
    assert.equal(sumOf([]), hex(""));
  });
});

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway();
  const withheld = [
    { ground: Ground.COMMERCIAL, count: 2n, classification: Classification.RESTRICTED },
  ];
  const empty = { page: { asOf: records.asOf, total: 0n } };
  for (const method of Object.values(oversight)) {
    if (method.localName.startsWith("list") && !/Events|Rules/.test(method.localName)) {
      gateway.services.answer(method as typeof oversight.listActions, () => empty);
    }
  }
  gateway.services.answer(InvolvementQueryService.method.listActivities, () => empty);
  gateway.services.answer(oversight.listMeetings, () => ({
    page: { asOf: records.asOf, withheld },
  }));
  gateway.services.answer(oversight.listEvents, ({ request }) => {
    const { afterPosition } = request as ListEventsRequest;
    const isFar = afterPosition < 419_000n;
    const event = { position: 415_000n, hash: "ab12", previousHash: "cd34" };
    return { asOf: records.asOf, items: isFar ? [event] : [] };
  });
});
after(() => gateway.close());

async function show(path: string): Promise<string> {
  const response = await gateway.get(path);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text.replace(/\s+/g, " ");
}

suite("the chain", () => {
  test("is shown at the newest event that this reader may see", async () => {
    const text = await show("/record/reconcile");
    assert.match(text, /href="\/events\/415000">415,000</);
    assert.match(text, /ab12.*cd34/);
  });

  test("asks for no digest in the public's name", async () => {
    await show("/record/reconcile");
    assert.ok(!gateway.services.calls.some(({ method }) => method === "GetDigest"));
  });
});

suite("what is withheld", () => {
  test("stands by ground, with the register, the count and who may see it", async () => {
    const text = await show("/record/withheld");
    assert.match(text, /2 records.*Commercial.*href="\/meetings">Meetings<.*>2<.*Named members/);
  });

  test("is counted at one position", async () => {
    gateway.services.calls.length = 0;
    await show("/record/withheld");
    const lists = gateway.services.calls.map(({ request }) => request as ListRecordsRequest);
    const tokens = lists.filter(({ asAt }) => asAt?.known.case === "token");
    assert.equal(tokens.length, lists.length - 1);
  });
});
