import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { create, fromBinary, fromJson, toJsonString } from "@bufbuild/protobuf";
import type { DescMessage, Message } from "@bufbuild/protobuf";
import { DecisionMadeSchema, Result } from "../gen/witan/decision/v1/decision_pb.js";
import { EnvelopeSchema } from "../gen/witan/event/v1/envelope_pb.js";
import { PayloadSchema } from "../gen/witan/event/v1/payload_pb.js";
import { InterestDeclaredSchema } from "../gen/witan/interest/v1/interest_pb.js";
import { problemsOf } from "./answers.js";
import { contentForm } from "./content_form.js";

const kCorpus = new URL("../../../../tests/golden/corpus.tsv", import.meta.url);
const kNoNames = new Map();

interface Specimen {
  desc: DescMessage;
  content: Message;
}

/** One event of each kind, as the log holds it. */
function specimens(): Specimen[] {
  return readFileSync(kCorpus, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, , bytes = ""] = line.split("\t");
      if (!/^(?:[0-9a-f]{2})+$/.test(bytes)) return [];
      const { payload } = fromBinary(EnvelopeSchema, Buffer.from(bytes, "hex"));
      const { case: name, value } = payload?.kind ?? {};
      const field = name === undefined ? undefined : PayloadSchema.field[name];
      if (!value || field?.fieldKind !== "message") return [];
      return [{ desc: field.message, content: value }];
    });
}

const kDecision = create(DecisionMadeSchema, {
  title: "Beds",
  bodyId: "0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10",
  result: Result.APPROVED,
  outcome: "Twelve",
  options: [{ title: "Twelve", taken: true }, { title: "Ten" }],
  conditions: ["One", "Two"],
  value: { revenue: { pence: 120050n } },
});

suite("an event as a form", () => {
  test("says the same when nothing is changed, whatever kind it is", () => {
    const all = specimens();
    assert.ok(all.length > 80, `${all.length} kinds`);
    for (const { desc, content } of all) {
      if (/"(?:sealed|erased)"/.test(toJsonString(desc, content))) continue;
      const form = contentForm(desc, content, kNoNames);
      const again = fromJson(desc, form.contentOf(form.given));
      assert.equal(toJsonString(desc, again), toJsonString(desc, content), desc.typeName);
    }
  });

  test("asks for no field twice, each with words of its own", () => {
    for (const { desc, content } of specimens()) {
      const { fields } = contentForm(desc, content, kNoNames);
      assert.equal(new Set(fields.map(({ name }) => name)).size, fields.length, desc.typeName);
      assert.equal(new Set(fields.map(({ label }) => label)).size, fields.length, desc.typeName);
    }
  });

  test("changes what is written anew, and leaves ids and the rest", () => {
    const form = contentForm(DecisionMadeSchema, kDecision, kNoNames);
    const named = (label: string) => form.fields.find((field) => field.label === label)?.name ?? "";
    const content = form.contentOf({
      ...form.given,
      [named("Outcome")]: "Ten",
      [named("Option 2: summary")]: "Fewer",
      [named("Conditions")]: "One",
      [named("Value (revenue)")]: "1,300",
      [named("Result")]: "RESULT_REJECTED",
    });
    const { outcome, options, conditions, value, result, bodyId, title } = fromJson(
      DecisionMadeSchema,
      content,
    );
    assert.deepEqual([outcome, title, bodyId], ["Ten", "Beds", kDecision.bodyId]);
    assert.deepEqual(
      options.map(({ summary, taken }) => [summary, taken]),
      [
        ["", true],
        ["Fewer", false],
      ],
    );
    assert.deepEqual([...conditions], ["One"]);
    assert.equal(value?.revenue?.pence, 130000n);
    assert.equal(value.capital, undefined);
    assert.equal(result, Result.REJECTED);
  });

  test("states no value where the amount was taken out: absent is not zero", () => {
    const form = contentForm(DecisionMadeSchema, kDecision, kNoNames);
    const revenue = form.fields.find(({ label }) => label === "Value (revenue)")?.name ?? "";
    assert.equal(form.contentOf({ ...form.given, [revenue]: "" }).value, undefined);
  });

  test("gives back the amount in pounds as it was, to the penny", () => {
    const { given, fields } = contentForm(DecisionMadeSchema, kDecision, kNoNames);
    const revenue = fields.find(({ label }) => label === "Value (revenue)")?.name ?? "";
    assert.equal(given[revenue], "1200.50");
  });

  test("asks for a text anew that this reader may not see, and never sends what is closed", () => {
    const content = create(InterestDeclaredSchema, {
      description: { form: { case: "erased", value: true } },
    });
    const form = contentForm(InterestDeclaredSchema, content, kNoNames);
    const text = form.fields.find(({ label }) => label === "Description");
    assert.equal(form.given[text?.name ?? ""], "");
    assert.match(
      problemsOf(form.fields, form.given)
        .map((each) => each.text)
        .join(),
      /Description is needed/,
    );
    assert.doesNotMatch(JSON.stringify(form.contentOf(form.given)), /erased/);
  });
});
