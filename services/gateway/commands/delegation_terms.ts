// The terms of a delegation as a form asks for them: which functions, up to what, until when.
import type { JsonObject } from "@bufbuild/protobuf";
import type { Terms } from "../gen/witan/delegation/v1/delegation_pb.js";
import type { Limit } from "../gen/witan/scheme/v1/scheme_pb.js";
import { LimitBasis, LimitBasisSchema } from "../gen/witan/scheme/v1/scheme_pb.js";
import type { Money } from "../gen/witan/common/v1/common_pb.js";
import type { Answers } from "../signin/store.js";
import { linesOf, penceOf, poundsOf } from "./answers.js";
import { optionsOf } from "./fields.js";
import type { Field, Option } from "./journey.js";

const kBases = [LimitBasis.PER_DECISION, LimitBasis.PER_COMMITMENT, LimitBasis.PER_YEAR];

export function termFields(functions: readonly Option[]): Field[] {
  const known: Field = {
    name: "functions",
    group: "What is given",
    label: "Which functions?",
    hint: "Those that the giver’s schemes and delegations name",
    kind: "several",
    options: functions,
    fills: "content.terms.functions",
  };
  const others: Field = {
    name: "other_functions",
    ...(functions.length === 0 && { group: "What is given" }),
    label: functions.length === 0 ? "Which functions?" : "Other functions",
    hint: "Their codes, one on each line",
    kind: "text",
    fills: "content.terms.functions",
  };
  return [...(functions.length === 0 ? [] : [known]), others, ...kLimits, ...kHolds];
}

const kLimits: readonly Field[] = [
  {
    name: "limit",
    label: "Up to how much revenue, in pounds?",
    hint: "Empty: no limit in money",
    kind: "pounds",
    fills: "content.terms.limits",
  },
  {
    name: "limit_capital",
    label: "Up to how much capital, in pounds?",
    kind: "pounds",
    fills: "content.terms.limits",
  },
  {
    name: "basis",
    label: "What does the limit count?",
    kind: "pick",
    options: optionsOf(LimitBasisSchema, kBases),
  },
];

const kHolds: readonly Field[] = [
  {
    name: "start",
    group: "How long, and on what terms",
    label: "First day",
    kind: "date",
    missing: "First day: write the day",
    fills: "content.terms.start",
  },
  {
    name: "end",
    label: "First day without it",
    hint: "It ends or is reviewed: give one of the two days",
    kind: "date",
    fills: "content.terms.end",
  },
  { name: "review", label: "To be reviewed on", kind: "date", fills: "content.terms.review" },
  { name: "hand_on", label: "It may be handed on (sub-delegation)", kind: "tick" },
  {
    name: "reporting",
    label: "What must be reported, and to whom?",
    kind: "text",
    fills: "content.terms.reporting_duty",
  },
  {
    name: "conditions",
    label: "Under which conditions?",
    kind: "text",
    fills: "content.terms.conditions",
  },
];

/** Functions in the order of the form, each once. */
export function functionsIn(answers: Answers): string[] {
  return [...new Set([...linesOf(answers.functions), ...linesOf(answers.other_functions)])];
}

/** `kept` stays what it was: places, and limits that the form does not ask for. */
export function termsOf(answers: Answers, kept?: Terms): JsonObject {
  const given = (name: string) => answers[name] ?? "";
  const upTo = {
    ...moneyOf("revenue", given("limit")),
    ...moneyOf("capital", given("limit_capital")),
  };
  const asked = kept?.limits.find(isAsked);
  const own = Object.keys(upTo).length === 0 ? [] : [{ upTo, basis: given("basis") }];
  return {
    functions: functionsIn(answers),
    placeIds: [...(kept?.placeIds ?? [])],
    limits: [...own, ...(kept?.limits ?? []).filter((limit) => limit !== asked).map(limitJson)],
    start: given("start"),
    end: given("end"),
    review: given("review"),
    subDelegationAllowed: given("hand_on") === "yes",
    reportingDuty: given("reporting"),
    conditions: given("conditions"),
  };
}

/** The terms as answers to begin with. */
export function termAnswers(terms: Terms | undefined, functions: readonly Option[]): Answers {
  const isKnown = (code: string) => functions.some(({ value }) => value === code);
  const limit = terms?.limits.find(isAsked);
  const codes = terms?.functions ?? [];
  return {
    functions: codes.filter(isKnown).join("\n"),
    other_functions: codes.filter((code) => !isKnown(code)).join("\n"),
    limit: pounds(limit?.upTo?.revenue),
    limit_capital: pounds(limit?.upTo?.capital),
    basis: LimitBasisSchema.value[limit?.basis ?? LimitBasis.PER_DECISION].name,
    start: terms?.start ?? "",
    end: terms?.end ?? "",
    review: terms?.review ?? "",
    hand_on: terms?.subDelegationAllowed === true ? "yes" : "",
    reporting: terms?.reportingDuty ?? "",
    conditions: terms?.conditions ?? "",
  };
}

function isAsked({ basis }: Limit): boolean {
  return kBases.includes(basis);
}

function limitJson({ upTo, basis, population }: Limit): JsonObject {
  const part = (name: string, money: Money | undefined): JsonObject =>
    money ? { [name]: { pence: String(money.pence) } } : {};
  return {
    upTo: { ...part("revenue", upTo?.revenue), ...part("capital", upTo?.capital) },
    basis: LimitBasisSchema.value[basis].name,
    population: String(population),
  };
}

function moneyOf(part: string, answer: string): JsonObject {
  const pence = answer === "" ? undefined : penceOf(answer);
  return pence === undefined ? {} : { [part]: { pence: String(pence) } };
}

function pounds(money: Money | undefined): string {
  return money ? poundsOf(money) : "";
}
