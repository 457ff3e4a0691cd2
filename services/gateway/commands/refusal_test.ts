import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { RuleSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Field } from "./journey.js";
import { refusalView } from "./refusal.js";
import type { Reason, Violation } from "./send.js";

const rule = (id: string, level: string, factRecordable: boolean) =>
  create(RuleSchema, { id, level, factRecordable });
const kRules = [
  rule("R-05", "HARD", false),
  rule("R-18", "HARD", true),
  rule("R-19", "HARD", true),
  rule("R-65", "SOFT", true),
];
const kFields: readonly Field[] = [
  { name: "cost", label: "Cost", kind: "pounds", fills: "content.value" },
];
const broken = (...ids: string[]): Reason[] =>
  ids.map((id) => ({
    rule: id,
    code: id.replace("-", "_"),
    sentence: `${id} broke.`,
    source: "S",
  }));

function view(reasons: Reason[], violations: Violation[] = []) {
  const refused = { kind: "refused", status: 422, sentence: "No.", reasons, violations } as const;
  return refusalView(refused, kFields, kRules);
}

suite("a refusal", () => {
  test("shows every rule that refused, with its source", () => {
    const { problems, questions } = view(broken("R-18", "R-19"));
    assert.deepEqual(
      problems.map(({ href }) => href),
      ["#rule-R-18", "#rule-R-19"],
    );
    assert.deepEqual(
      questions.map(({ rule: id, source }) => [id, source]),
      [
        ["R-18", "S"],
        ["R-19", "S"],
      ],
    );
  });

  test("asks once why it happened all the same, where each rule allows the fact", () => {
    const asks = (...ids: string[]) => view(broken(...ids)).questions.map((each) => each.asks);
    assert.deepEqual(asks("R-18", "R-19"), ["", "record_of_fact"]);
    assert.deepEqual(asks("R-18", "R-05"), ["", ""]);
    assert.deepEqual(asks("R-65"), ["soft_R-65"]);
    assert.deepEqual(asks("R-18", "R-65"), ["record_of_fact", "soft_R-65"]);
    assert.deepEqual(asks("R-99"), [""]);
  });

  test("leads to the field that is wrong, or says what is wrong where no field is", () => {
    const reasons = [{ rule: "", code: "INVALID_FIELD", sentence: "Fields.", source: "" }];
    const { problems } = view(reasons, [
      { field: "content.value.revenue", description: "is too much" },
      { field: "header.record_id", description: "is wrong" },
    ]);
    assert.deepEqual(problems, [
      { href: "#cost", text: "Cost: is too much" },
      { href: "#form", text: "This cannot be recorded: is wrong" },
    ]);
  });

  test("says in words for people that somebody else was first", () => {
    const reasons = [{ rule: "", code: "VERSION_CONFLICT", sentence: "Version 6.", source: "" }];
    assert.match(view(reasons).problems[0]?.text ?? "", /^Somebody else recorded something here/);
  });

  test("says its sentence where it has nothing else", () => {
    assert.deepEqual(view([]).problems, [{ href: "#form", text: "No." }]);
    const reasons = [{ rule: "", code: "NO_MANDATE", sentence: "No mandate.", source: "" }];
    assert.deepEqual(view(reasons).problems, [{ href: "#form", text: "No mandate." }]);
  });
});
