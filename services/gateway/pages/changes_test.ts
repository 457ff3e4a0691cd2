// What changed since a moment: each event once, by record, only what the services show.
import assert from "node:assert/strict";
import { after, afterEach, before, suite, test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Ground } from "../gen/witan/common/v1/common_pb.js";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { GetEventRequest, ListEventsRequest } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { TrailEntrySchema } from "../gen/witan/oversight/v1/query_pb.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import * as records from "../testing/records.js";

const oversight = OversightService.method;
const kHead = 2_000n;
const asOf = {
  token: "token-2000",
  position: kHead,
  recordedAtUs: records.asOf.recordedAtUs ?? 0n,
};

/**
 * Each record has ten events, one after the other, but each hundredth is one of the last record. Records
 * of even tens are decisions of QT1.
 */
const recordOf = (position: bigint) => (position % 100n === 0n ? kHead : position) / 10n;
const isDecision = (position: bigint) => recordOf(position) % 2n === 0n;
const kindOf = (position: bigint) =>
  isDecision(position) ? Aggregate.DECISION : Aggregate.MEETING;

function event(position: bigint): MessageInitShape<typeof TrailEntrySchema> {
  const recordId = `record-${String(recordOf(position))}`;
  const eventId = `event-${String(position)}`;
  const recordedAtUs = asOf.recordedAtUs;
  return { eventId, recordId, position, kind: kindOf(position), label: "Noted", recordedAtUs };
}

function headOf(position: bigint) {
  const number = recordOf(position) * 10n;
  return {
    number,
    kind: kindOf(position),
    title: `Matter <${String(number)}>`,
    systems: isDecision(position) ? ["QT1"] : ["QJ2"],
  };
}

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway();
  gateway.services.answer(oversight.listEvents, ({ request }) => {
    const { afterPosition, pageSize, asAt } = request as ListEventsRequest;
    if (asAt?.known.case === "knownAt") return { asOf: { ...asOf, position: 1_950n } };
    const left = afterPosition >= kHead ? 0 : Number(kHead - afterPosition);
    const count = Math.min(left, pageSize);
    const items = Array.from({ length: count }, (_, i) => event(afterPosition + BigInt(i) + 1n));
    const next = left > count ? afterPosition + BigInt(count) : 0n;
    const withheld = [{ ground: Ground.COMMERCIAL, count: 3n }];
    return { items, asOf, nextAfterPosition: next, withheld };
  });
  gateway.services.answer(oversight.getEvent, ({ request }) => {
    const { key } = request as GetEventRequest;
    return { asOf, record: headOf(key.case === "position" ? key.value : 0n) };
  });
});
after(() => gateway.close());
afterEach(() => {
  gateway.services.calls.length = 0;
});

async function show(path: string, code = 200): Promise<string> {
  const response = await gateway.get(path);
  const text = await response.text();
  assert.equal(response.status, code, text);
  return text;
}

const eventsIn = (text: string) =>
  [...text.matchAll(/<li><a href="\/events\/(\d+)"/g)].map(([, position]) => Number(position));
const nextIn = (text: string) =>
  /Pages of the list"><p><a href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");

suite("what changed", () => {
  test("stands by record, the newest first, each event with its page", async () => {
    const text = await show("/changes?since=1985");
    assert.deepEqual(eventsIn(text), [2000, 1999, 1998, 1997, 1996, 1995, 1989, 1988, 1987, 1986]);
    assert.match(text, /<a href="\/decisions\/2000">Matter &lt;2000&gt;<\/a>/);
    assert.match(text, /and 5 earlier events/);
    assert.match(text, /3 events are withheld from you\. Ground: commercial\./);
  });

  test("asks for everything at one position", async () => {
    await show("/changes?since=1985");
    const asked = gateway.services.calls.filter(({ method }) => method === "GetEvent");
    assert.equal(asked.length, 3);
    for (const { request } of asked) {
      assert.deepEqual((request as GetEventRequest).asAt?.known, {
        case: "token",
        value: "token-2000",
      });
    }
  });

  test("loses and repeats no event from page to page", async () => {
    const found = [];
    for (let path: string | undefined = "/changes?since=1300"; path;) {
      const text = await show(path);
      const rest = [...text.matchAll(/and (\d+) earlier event/g)].map(([, count]) => Number(count));
      found.push(...eventsIn(text), ...rest.flatMap((count) => Array<number>(count).fill(0)));
      path = nextIn(text);
    }
    const shown = found.filter((position) => position > 0);
    assert.equal(new Set(shown).size, shown.length);
    assert.equal(found.length, 700);
  });

  test("keeps to a kind and to a system", async () => {
    assert.doesNotMatch(await show("/changes?since=1900&kind=meetings"), /\/decisions\/\d/);
    const text = await show("/changes?since=1900&system=QT1");
    assert.match(text, /\/decisions\/1980/);
    assert.doesNotMatch(text, /\/meetings\/\d/);
  });

  test("begins where a date ends", async () => {
    const text = await show("/changes?since=2022-09-08");
    assert.match(text, /What changed since the end of 8 September 2022/);
    assert.equal(Math.min(...eventsIn(text)), 1955);
    const [asked] = gateway.services.calls.map(({ request }) => request as ListEventsRequest);
    assert.deepEqual(asked?.asAt?.known, { case: "knownAt", value: "2022-09-08" });
  });

  test("says so when nothing did", async () => {
    assert.match(await show("/changes?since=2000"), /Nothing changed since event 2,000/);
  });

  test("without a beginning leads to the last 7 days", async () => {
    const response = await gateway.get("/changes?system=QT1");
    assert.equal(response.status, 302);
    assert.match(response.headers.get("location") ?? "", /^\/changes\?system=QT1&since=20\d\d-/);
  });

  for (const [name, query] of [
    ["a kind that is none", "since=1&kind=cows"],
    ["a system that is none", "since=1&system=%3Cb%3E"],
    ["an end that is none", "since=1&until=soon"],
    ["a parameter that is none", "since=1&sistem=QT1"],
    ["a beginning given twice", "since=1&since=2"],
    ["a file without a beginning", "format=csv"],
  ] as const) {
    test(`refuses ${name}`, async () => {
      await show(`/changes?${query}`, 400);
    });
  }
});

suite("what changed as a file", () => {
  test("is had in no other format", async () => {
    await show("/changes?since=1&format=pdf", 406);
  });

  test("has each record of the screen once", async () => {
    const lines = (await show("/changes?since=1300&format=csv")).trimEnd().split("\r\n");
    assert.equal(lines.length, 1 + 71);
    const [, first = ""] = lines;
    assert.match(
      first,
      /^2000,http:\/\/127\.0\.0\.1:8080\/decisions\/2000,Decision,Matter <2000>,/,
    );
    assert.match(first, /,Noted \(event 2000\); Noted \(event 1900\); .*\(event 1400\),2000,/);
    assert.match(first, /,2022-10-12T08:04:00\.000Z,2000$/);
    const { items, isCut } = JSON.parse(await show("/changes?since=1300&format=json")) as {
      items: unknown[];
      isCut: boolean;
    };
    assert.deepEqual([items.length, isCut], [71, false]);
  });

  test("is a feed that needs no beginning", async () => {
    const text = await show("/changes?system=QT1&format=atom");
    assert.match(text, /<title>Decision: Matter &lt;2000&gt;<\/title>/);
    assert.match(text, /rel="alternate" type="text\/html" href="[^"]*\/decisions\/2000"/);
    assert.doesNotMatch(text, /Meeting:/);
  });
});

suite("a page of the past", () => {
  for (const [path, href] of [
    ["/rules?known_at=2022-09-08", "/changes?since=2022-09-08"],
    ["/rules?effective_at=2022-07-01", "/changes?since=2022-07-01"],
  ] as const) {
    test(`leads to what changed since: ${path}`, async () => {
      gateway.services.answer(oversight.listRules, () => records.rules);
      assert.ok((await show(path)).includes(`<a href="${href}">See what changed since</a>`));
    });
  }

  test("of a day to come does not", async () => {
    assert.doesNotMatch(await show("/rules?effective_at=2099-07-01"), /what changed since/);
  });
});
