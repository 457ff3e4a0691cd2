// A record then and now: the facts that differ, each with the event that changed it last.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Ground } from "../gen/witan/common/v1/common_pb.js";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { TrailEntrySchema } from "../gen/witan/oversight/v1/query_pb.js";
import type { GetRecordRequest } from "../gen/witan/oversight/v1/query_pb.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import { differencesOf } from "./compare.js";

const event = (position: bigint) => create(TrailEntrySchema, { position, label: "Noted" });
const factsOf = (facts: Record<string, string>) => new Map(Object.entries(facts));

suite("differences", () => {
  const steps = [
    { facts: factsOf({ state: "made", cost: "£1", place: "Ely" }), events: [event(8n)] },
    { facts: factsOf({ state: "published", cost: "£1", place: "Ely" }), events: [event(9n)] },
    { facts: factsOf({ state: "published", cost: "£2", place: "Ely" }), events: [event(10n)] },
    { facts: factsOf({ state: "published", cost: "£2", review: "2030" }), events: [] },
  ];
  const first = factsOf({ state: "proposed", cost: "£1", place: "Ely" });
  const found = new Map(differencesOf(first, steps).map((each) => [each.fact, each]));
  const because = (fact: string) => found.get(fact)?.because.map(({ position }) => position);

  test("name the event that changed a fact last", () => {
    assert.deepEqual(because("state"), [9n]);
    assert.deepEqual(because("cost"), [10n]);
  });

  test("say what was not there before, and what is gone", () => {
    assert.deepEqual([found.get("review")?.was, found.get("review")?.is], ["Not stated", "2030"]);
    assert.deepEqual([found.get("place")?.was, found.get("place")?.is], ["Ely", "Not stated"]);
  });

  test("are of no event where the date alone made them", () => {
    assert.deepEqual(because("place"), []);
  });

  test("leave out what came back to what it was", () => {
    const back = [...steps, { facts: first, events: [] }];
    assert.deepEqual(differencesOf(first, back), []);
  });
});

const oversight = OversightService.method;
const kMicroseconds = 1_662_638_400_000_001n;
const trail: MessageInitShape<typeof TrailEntrySchema>[] = [
  { position: 20n, label: "Action assigned", recordedAtUs: kMicroseconds - 1n },
  { position: 30n, label: "Action progressed", recordedAtUs: kMicroseconds },
  { position: 40n, label: "Action closed", recordedAtUs: kMicroseconds + 1_000_000n },
];

let gateway: TestGateway;
let isClosed = false;
before(async () => {
  gateway = await startGateway();
  gateway.services.answer(oversight.getAction, ({ request }) => {
    const { asAt } = request as GetRecordRequest;
    const known = asAt?.known.case === "knownAt" ? asAt.known.value : "";
    const count = { "2022-09-07": 1, "2022-09-08T12:00:00.000001Z": 2 }[known] ?? 3;
    const state = ["", "open", "in_progress", "closed"][count] ?? "";
    const head = { id: "a", number: 20n, kind: Aggregate.ACTION, title: "Mend <the> roof", state };
    const stub = { number: 20n, kind: Aggregate.ACTION, ground: Ground.PERSONAL, stub: true };
    return {
      item: { head: isClosed && count === 3 ? stub : head },
      asOf: { token: `token-${String(count)}`, position: BigInt(count + 1) * 10n },
      trail: trail.slice(0, count),
    };
  });
});
after(() => gateway.close());

async function show(path: string, code = 200): Promise<string> {
  const response = await gateway.get(path);
  const text = await response.text();
  assert.equal(response.status, code, text);
  return text.replace(/\s+/g, " ");
}

suite("a record, then and now", () => {
  test("shows a fact, then, now and because", async () => {
    const text = await show("/actions/20/compare?known_at=2022-09-07");
    assert.match(text, /1 fact differs/);
    assert.match(text, /State<\/span>.*>Open<\/span>.*>Closed<\/span>.*Event 40<\/a>/i);
    assert.doesNotMatch(text, /Event 30/);
    assert.match(text, /1 fact is the same.*Mend &lt;the&gt; roof/);
  });

  test("is offered on each page of a record in the past", async () => {
    const text = await show("/actions/20?known_at=2022-09-07");
    assert.match(text, /href="\/actions\/20\/compare\?known_at=2022-09-07">Compare with now</);
    assert.doesNotMatch(await show("/actions/20"), /Compare with now/);
  });

  test("says so when nothing differs", async () => {
    const text = await show("/actions/20/compare?known_at=2022-09-09");
    assert.match(text, /Nothing of it differs/);
  });

  test("leads to the record where no moment is given", async () => {
    const response = await gateway.get("/actions/20/compare");
    assert.deepEqual([response.status, response.headers.get("location")], [302, "/actions/20"]);
  });

  test("says nothing of a record that is closed by now", async () => {
    isClosed = true;
    const text = await show("/actions/20/compare?known_at=2022-09-07");
    isClosed = false;
    assert.doesNotMatch(text, /roof/);
  });

  test("is not there for what is no kind of record", async () => {
    await show("/cows/20/compare?known_at=2022-09-07", 404);
  });
});
