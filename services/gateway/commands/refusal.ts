// A refusal is a question: what happened, and what can be done now.
import type { Rule } from "../gen/witan/oversight/v1/oversight_pb.js";
import { plainSentence } from "../pages/format.js";
import { placeOf } from "./answers.js";
import type { Problem } from "./answers.js";
import type { Field } from "./journey.js";
import type { Outcome, Reason } from "./send.js";

type Refused = Extract<Outcome, { kind: "refused" }>;

/** A rule that refused, or that asks for a reason. */
export interface RuleQuestion {
  rule: string;
  sentence: string;
  source: string;
  href: string;
  /** The name of the field for a reason; "" where no reason helps. */
  asks: string;
  label: string;
  hint: string;
}

export interface RefusalView {
  problems: Problem[];
  questions: RuleQuestion[];
}

/** What the services say of versions and request ids is for programs. */
const kOwnWords: Readonly<Record<string, string>> = {
  VERSION_CONFLICT:
    "Somebody else recorded something here since you opened this form. Look at the record, then continue if your answers still hold",
  REQUEST_ID_REUSED:
    "This form has recorded something already. Continue if you want to record these answers as well",
};

/** What a sentence adds for programs: ids, names of fields. */
const kForPrograms = /\. Join it \(id .*$/;

const kFact = "record_of_fact";

/** Every problem, each with its place on the page. */
export function refusalView(
  { reasons, violations, sentence }: Refused,
  fields: readonly Field[],
  rules: readonly Rule[],
): RefusalView {
  const broken = reasons.filter(({ rule }) => rule !== "");
  const questions = questionsOf(broken, rules);
  const problems: Problem[] = [
    ...violations.map(({ field, description }) => violationProblem(field, description, fields)),
    ...questions.map(({ rule, sentence: text }) => ({ href: `#rule-${rule}`, text })),
    ...reasons
      .filter(
        ({ rule, code }) => rule === "" && (code !== "INVALID_FIELD" || violations.length === 0),
      )
      .map(({ code, sentence: said }) => ({
        href: "#form",
        text: kOwnWords[code] ?? plainSentence(said),
      })),
  ];
  if (problems.length === 0) problems.push({ href: "#form", text: plainSentence(sentence) });
  return { problems, questions };
}

function violationProblem(path: string, description: string, fields: readonly Field[]): Problem {
  const field = fields.find(({ fills }) => fills !== undefined && path.startsWith(fills));
  const text = plainSentence(description);
  if (!field) return { href: "#form", text: `This cannot be recorded: ${text}` };
  return { href: `#${placeOf(field)}`, text: `${field.label}: ${text}` };
}

/**
 * A SOFT rule is met by a reason. What broke a HARD one may be recorded as the fact that it was, if
 * each of the rules allows that; the reason is asked for once.
 */
function questionsOf(broken: readonly Reason[], rules: readonly Rule[]): RuleQuestion[] {
  const known = (id: string) => rules.findLast((rule) => rule.id === id);
  const hard = broken.filter(({ rule }) => known(rule)?.level !== "SOFT");
  const mayBeFact = hard.length > 0 && hard.every(({ rule }) => known(rule)?.factRecordable);
  return broken.map(({ rule, sentence, source }) => {
    const said = plainSentence(sentence).replace(kForPrograms, ".");
    const base = { rule, sentence: said, source, href: `/rules/${rule}` };
    if (known(rule)?.level === "SOFT") {
      return {
        ...base,
        asks: `soft_${rule}`,
        label: "Why?",
        hint: "The reason stands with the record",
      };
    }
    if (!mayBeFact || rule !== hard.at(-1)?.rule) return { ...base, asks: "", label: "", hint: "" };
    return {
      ...base,
      asks: kFact,
      label: "If it happened all the same: why?",
      hint:
        "It is recorded as a fact that broke the rule. The region, the Care Quality Commission " +
        "and whoever may see the record will see both. Leave it empty to change your answers instead",
    };
  });
}
