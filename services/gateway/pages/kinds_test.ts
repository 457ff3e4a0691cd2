import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { AggregateSchema } from "../gen/witan/options/v1/options_pb.js";
import { kinds } from "./kinds.js";
import { recordPath } from "./names.js";

suite("the kinds of record", () => {
  test("have pages at the addresses that names lead to", () => {
    for (const { aggregate, path } of kinds) {
      assert.equal(recordPath(aggregate, 7n), `/${path}/7`);
    }
  });

  test("are all but those whose titles are names of people", () => {
    const shown = new Set<number>(kinds.map(({ aggregate }) => aggregate));
    const left = AggregateSchema.values.filter(({ number }) => !shown.has(number));
    const names = left.map(({ name }) => name);
    assert.deepEqual(names, ["AGGREGATE_UNSPECIFIED", "AGGREGATE_PERSON", "AGGREGATE_MANDATE"]);
  });

  test("have columns with names of their own, the record first", () => {
    for (const { columns, path } of kinds) {
      const fields = columns.map(({ field }) => field);
      assert.equal(fields[0], "title", path);
      assert.equal(new Set(fields).size, fields.length, path);
      assert.ok(!fields.includes("number") && !fields.includes("address"), path);
    }
  });
});
