import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { AddressError } from "../pages/moment.js";
import { fieldsIn, penceOf, problemsOf, readSent, spoken } from "./answers.js";
import type { Field } from "./journey.js";

const kFields: readonly Field[] = [
  { name: "reasons", label: "Why?", kind: "text", missing: "Say why" },
  { name: "on", label: "When?", kind: "date" },
  { name: "cost", label: "Cost", kind: "pounds" },
  { name: "kind", label: "Kind", kind: "choice", options: [{ value: "A", text: "An A" }] },
  { name: "publish", label: "Publish", kind: "tick" },
];
const kRequestId = "0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10";

suite("what was sent", () => {
  test("is the fields' answers and the reasons that rules asked for, and nothing else", () => {
    const sent = readSent(
      {
        reasons: "  one\r\ntwo ",
        "soft_R-65": "late",
        record_of_fact: "",
        acted_by: "somebody else",
        __proto__: { on: "x" },
        step: "record",
        request_id: kRequestId,
        mark: "m",
      },
      kFields,
    );
    assert.equal(sent.answers.reasons, "one\ntwo");
    assert.equal(sent.answers["soft_R-65"], "late");
    assert.equal(sent.answers.acted_by, undefined);
    assert.equal(sent.answers.on, "");
    assert.deepEqual([sent.step, sent.requestId, sent.mark], ["record", kRequestId, "m"]);
  });

  test("records nothing unless it says so, and has a request id whatever was sent", () => {
    for (const body of [undefined, {}, { step: "anything", request_id: "x" }]) {
      const sent = readSent(body, kFields);
      assert.equal(sent.step, "check");
      assert.match(sent.requestId, /^[0-9a-f-]{36}$/);
    }
  });

  test("is a line for each box that was ticked of several, however they were sent", () => {
    const options = ["A", "B", "C"].map((value) => ({ value, text: `Box ${value}` }));
    const fields: Field[] = [{ name: "which", label: "Which", kind: "several", options }];
    for (const which of [["A", "C"], "A\r\nC"]) {
      assert.equal(readSent({ which }, fields).answers.which, "A\nC");
    }
    assert.deepEqual(problemsOf(fields, { which: "A\nC" }), []);
    assert.deepEqual(problemsOf(fields, { which: "A\nD" }), [
      { href: "#which-1", text: "Which: choose among the answers" },
    ]);
    assert.equal(
      spoken({ name: "which", label: "Which", kind: "several", options }, "A\nC"),
      "Box A\nBox C",
    );
    assert.equal(
      readSent({ which: ["A", "C"] }, fieldsIn({ which: ["A", "C"] })).answers.which,
      "A\nC",
    );
  });

  test("is refused when a name stands twice or an answer is over-long", () => {
    assert.throws(() => readSent({ reasons: ["a", "b"] }, kFields), AddressError);
    assert.throws(() => readSent({ reasons: "x".repeat(10_001) }, kFields), AddressError);
  });

  test("to a form that is not known is carried on, without what is ours", () => {
    const names = fieldsIn({ reasons: "a", form: "t", step: "record", "<b>": "x", Z: "x" });
    assert.deepEqual(
      names.map(({ name }) => name),
      ["reasons"],
    );
  });
});

suite("an answer", () => {
  test("is missed where it is needed, at its field", () => {
    assert.deepEqual(problemsOf(kFields, {}), [{ href: "#reasons", text: "Say why" }]);
  });

  test("that has not the form of its field is named", () => {
    const answers = { reasons: "x", on: "soon", cost: "much", kind: "B" };
    const places = problemsOf(kFields, answers).map(({ href }) => href);
    assert.deepEqual(places, ["#on", "#cost", "#kind-1"]);
  });

  test("in pounds is exact", () => {
    for (const [text, pence] of [
      ["250,000", 25_000_000n],
      ["£1.05", 105n],
      ["0", 0n],
      ["999999999999", 99_999_999_999_900n],
    ] as const) {
      assert.equal(penceOf(text), pence, text);
    }
    for (const text of ["", "1.5", "-1", "1e6", "1,00", "12,34,567", "1234567890123"]) {
      assert.equal(penceOf(text), undefined, text);
    }
  });

  test("is shown in words before it is recorded", () => {
    const answers = { reasons: "r", on: "2026-11-19", cost: "250,000", kind: "A", publish: "" };
    const words = kFields.map((field) => spoken(field, answers[field.name as "kind"]));
    assert.deepEqual(words, ["r", "19 November 2026", "£250,000", "An A", "No"]);
  });
});
