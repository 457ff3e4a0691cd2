import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { AuthorityKind, DecisionMadeSchema } from "../gen/witan/decision/v1/decision_pb.js";
import { SegmentSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { factsOf } from "./facts.js";
import type { Fact } from "./facts.js";

const kBody = "0190c3f2-7d1a-7c55-9d0a-000000000001";

const factNamed = (facts: readonly Fact[], name: string) => {
  const fact = facts.find((each) => each.name === name);
  assert.ok(fact, `no fact "${name}" among ${facts.map((each) => each.name).join(", ")}`);
  return fact;
};

suite("the facts of a message", () => {
  const made = create(DecisionMadeSchema, {
    title: "One service",
    bodyId: kBody,
    options: [{ title: "One" }, { title: "Three" }],
    authority: { kind: AuthorityKind.DELEGATION, function: "AMBULANCE_COMMISSIONING" },
    reviewOn: "2023-09-30",
  });

  test("name what an id identifies, with its page", () => {
    const names = new Map([[kBody, { text: "The board", path: "/bodies/30" }]]);
    const body = factNamed(factsOf(DecisionMadeSchema, made, names), "Body");
    assert.deepEqual(body, { name: "Body", text: "The board", path: "/bodies/30" });
  });

  test("count the items of a list in the singular", () => {
    const facts = factsOf(DecisionMadeSchema, made, new Map());
    assert.equal(factNamed(facts, "Option 1").facts?.[0]?.text, "One");
    assert.equal(factNamed(facts, "Option 2").facts?.[0]?.text, "Three");
  });

  test("write dates, codes and enum values as words", () => {
    const facts = factsOf(DecisionMadeSchema, made, new Map());
    assert.equal(factNamed(facts, "Review on").text, "30 September 2023");
    const authority = factNamed(facts, "Authority").facts ?? [];
    assert.equal(factNamed(authority, "Kind").text, "A delegation");
    assert.equal(factNamed(authority, "Function").text, "Ambulance commissioning");
  });

  test("write the dates of views, which no option marks, and lead to organisations", () => {
    const segment = create(SegmentSchema, {
      subject: { id: kBody, name: "A trust", odsCode: "RTG", number: 630n },
      reviewDue: "2023-02-24",
    });
    const facts = factsOf(SegmentSchema, segment, new Map());
    assert.equal(factNamed(facts, "Review due").text, "24 February 2023");
    const subject = { name: "Subject", text: "A trust", path: "/organisations/630" };
    assert.deepEqual(factNamed(facts, "Subject"), subject);
  });
});
