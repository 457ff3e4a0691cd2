import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { TermsSchema } from "../gen/witan/delegation/v1/delegation_pb.js";
import { LimitBasis } from "../gen/witan/scheme/v1/scheme_pb.js";
import { functionsIn, termAnswers, termsOf } from "./delegation_terms.js";

const kKnown = [{ value: "EXPENDITURE", text: "Spend" }];
const kTerms = create(TermsSchema, {
  functions: ["EXPENDITURE", "ESTATES"],
  placeIds: ["0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10"],
  limits: [
    { upTo: { capital: { pence: 5n } }, basis: LimitBasis.PER_100000_PEOPLE, population: 900n },
    { upTo: { revenue: { pence: 25000050n } }, basis: LimitBasis.PER_YEAR },
    { upTo: { revenue: { pence: 100n } }, basis: LimitBasis.PER_DECISION },
  ],
  start: "2026-11-25",
  review: "2027-11-25",
  subDelegationAllowed: true,
});

suite("the terms of a delegation", () => {
  test("are the same after a form that nobody changed, what it does not ask for included", () => {
    const terms = termsOf(termAnswers(kTerms, kKnown), kTerms);
    assert.deepEqual(terms.functions, ["EXPENDITURE", "ESTATES"]);
    assert.deepEqual(terms.placeIds, kTerms.placeIds);
    assert.equal(terms.start, "2026-11-25");
    assert.equal(terms.end, "");
    assert.equal(terms.subDelegationAllowed, true);
    assert.deepEqual(terms.limits, [
      { upTo: { revenue: { pence: "25000050" } }, basis: "LIMIT_BASIS_PER_YEAR" },
      {
        upTo: { capital: { pence: "5" } },
        basis: "LIMIT_BASIS_PER_100000_PEOPLE",
        population: "900",
      },
      { upTo: { revenue: { pence: "100" } }, basis: "LIMIT_BASIS_PER_DECISION", population: "0" },
    ]);
  });

  test("have no limit where none was written, which is not a limit of nothing", () => {
    assert.deepEqual(termsOf({ limit: "", limit_capital: "" }).limits, []);
  });

  test("name each function once, ticked or written", () => {
    const answers = { functions: "A\nB", other_functions: " B \n\nC" };
    assert.deepEqual(functionsIn(answers), ["A", "B", "C"]);
  });
});
