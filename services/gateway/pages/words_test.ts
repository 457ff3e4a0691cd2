import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { DecisionMethodSchema } from "../gen/witan/body/v1/body_pb.js";
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import {
  counted,
  formatCount,
  formatDate,
  formatMoney,
  formatTime,
  formatTimestamp,
  formatValue,
  listed,
  plainSentence,
} from "./format.js";
import { AddressError, Moment, parameter } from "./moment.js";
import { wordedValues, wordsOf } from "./words.js";

suite("formats", () => {
  test("dates in words; what is no date stays, nothing is not known", () => {
    assert.equal(formatDate("2022-09-08"), "8 September 2022");
    assert.equal(formatDate("2022-12-31"), "31 December 2022");
    assert.equal(formatDate(""), "Not known");
    assert.equal(formatDate("2022-13-01"), "2022-13-01");
    assert.equal(formatDate("soon"), "soon");
  });

  test("times as the NHS writes them", () => {
    const times = ["09:04", "14:30", "12:00", "00:00", "12:15", "00:05", "9:00", "x"];
    const words = ["9.04am", "2.30pm", "midday", "midnight", "12.15pm", "12.05am", "9am", "x"];
    assert.deepEqual(times.map(formatTime), words);
  });

  test("moments in London, in summer and in winter", () => {
    const at = (text: string) => formatTimestamp(BigInt(Date.parse(text)) * 1000n);
    assert.equal(at("2022-10-12T08:04:00Z"), "12 October 2022 at 9.04am");
    assert.equal(at("2022-12-12T08:04:00Z"), "12 December 2022 at 8.04am");
    assert.equal(at("2022-06-30T23:00:00Z"), "1 July 2022 at midnight");
  });

  test("counts and money without loss", () => {
    assert.equal(formatCount(418240n), "418,240");
    assert.equal(formatCount(0), "0");
    assert.equal(formatMoney({ pence: 25_000_000n }), "£250,000");
    assert.equal(formatMoney({ pence: 180_000_000n }), "£1.8 million");
    assert.equal(formatMoney({ pence: 180_000_001n }), "£1,800,000.01");
    assert.equal(formatMoney({ pence: 12_345_678_900n }), "£123,456,789");
    assert.equal(formatMoney({ pence: 5n }), "£0.05");
    assert.equal(formatValue(undefined), "Not stated");
    assert.equal(formatValue({}), "Not stated");
    const value = { revenue: { pence: 0n }, capital: { pence: 100n } };
    assert.equal(formatValue(value as never), "£0 revenue and £1 capital");
  });

  test("numbers of things and lists of words", () => {
    assert.deepEqual(
      [0, 1, 2].map((n) => counted(n, "decision")),
      ["no decisions", "1 decision", "2 decisions"],
    );
    assert.equal(listed([]), "");
    assert.equal(listed(["a"]), "a");
    assert.equal(listed(["a", "b", "c"]), "a, b and c");
  });
});

suite("a sentence of the services", () => {
  test("has its dates and long numbers of days as pages write them, and nothing else changed", () => {
    const text =
      "Delegation 1579 is live on 2024-05-16; recorded 1520 days after, over 28 is flagged.";
    assert.equal(
      plainSentence(text),
      "Delegation 1579 is live on 16 May 2024; recorded 1,520 days after, over 28 is flagged.",
    );
    assert.equal(
      plainSentence("Item GBP/2122/221 was taken in public."),
      "Item GBP/2122/221 was taken in public.",
    );
  });
});

suite("words", () => {
  test("come from the table, or from the value's own name", () => {
    assert.equal(wordsOf(DecisionMethodSchema, 1), "by consensus");
    assert.equal(wordsOf(GroundSchema, 1), "legal advice");
    assert.equal(wordsOf(GroundSchema, 0), "");
  });

  test("say so where the schema of the services is newer", () => {
    assert.equal(wordsOf(GroundSchema, 99), "value 99, which this gateway does not know");
  });

  test("are there only for values that exist", () => {
    const bytes = readFileSync(new URL("../gen/schema.binpb", import.meta.url));
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
    const values = new Set(
      [...registry]
        .filter((desc) => desc.kind === "enum")
        .flatMap((desc) => desc.values.map(({ name }) => name)),
    );
    assert.deepEqual(
      wordedValues.filter((name) => !values.has(name)),
      [],
    );
  });
});

suite("the moment of a page", () => {
  test("is now when nothing is asked", () => {
    const moment = new Moment({});
    assert.equal(moment.isNow, true);
    assert.equal(moment.link("/decisions/1"), "/decisions/1");
    assert.deepEqual(moment.asAt(), { effectiveAt: "" });
  });

  test("stays in links, beside other parameters", () => {
    const moment = new Moment({ known_at: "2022-07-01", effective_at: "2022-06-30" });
    assert.equal(moment.isNow, false);
    assert.equal(
      moment.link("/decisions", { system: "QT1", state: "" }),
      "/decisions?system=QT1&known_at=2022-07-01&effective_at=2022-06-30",
    );
    assert.deepEqual(moment.asAt(), {
      effectiveAt: "2022-06-30",
      known: { case: "knownAt", value: "2022-07-01" },
    });
  });

  test("is that of the first answer for the questions after it", () => {
    const moment = new Moment({ known_at: "2022-07-01" });
    assert.deepEqual(moment.asAt("t"), { effectiveAt: "", known: { case: "token", value: "t" } });
  });

  test("takes a time, with its zone", () => {
    const time = "2022-07-01T09:00:00+01:00";
    assert.equal(new Moment({ known_at: time }).knownAt, time);
  });

  test("refuses what is no date, naming parameter and rule", () => {
    for (const text of ["2022-02-30", "2022-13-01", "1947-12-31", "2100-01-01", "yesterday", "1"]) {
      assert.throws(() => new Moment({ effective_at: text }), {
        message: `effective_at is “${text}”, but it must be a date such as 2022-07-01.`,
      });
      assert.throws(() => new Moment({ known_at: text }), /^Error: known_at is/);
    }
    assert.throws(() => new Moment({ known_at: "2022-07-01T09:00:00" }), AddressError);
    assert.throws(() => new Moment({ effective_at: "2022-07-01T09:00:00Z" }), AddressError);
  });

  test("refuses a parameter that stands twice", () => {
    assert.throws(() => parameter({ system: ["A", "B"] }, "system"), /system stands twice/);
  });
});
