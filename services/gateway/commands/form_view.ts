// A form's fields as the page shows them.
import type { Answers } from "../signin/store.js";
import { linesOf, placeOf, spoken } from "./answers.js";
import type { Problem } from "./answers.js";
import type { Field } from "./journey.js";
import type { RuleQuestion } from "./refusal.js";

export function formView(
  fields: readonly Field[],
  answers: Answers,
  problems: readonly Problem[],
  questions: readonly RuleQuestion[],
) {
  return {
    problems,
    fields: fields.map((field) => ({
      ...field,
      place: placeOf(field),
      value: answers[field.name] ?? "",
      ticked: linesOf(field.kind === "several" ? answers[field.name] : ""),
      groups: groupsOf(field),
      error: problems
        .filter(({ href }) => href === `#${placeOf(field)}`)
        .map(({ text }) => text)
        .join(". "),
    })),
    questions: questions.map((question) => ({
      ...question,
      value: question.asks === "" ? "" : (answers[question.asks] ?? ""),
    })),
    // Reasons given before, which no question asks for again.
    kept: Object.entries(answers)
      .filter(([name, value]) => isReason(name) && value !== "")
      .filter(([name]) => !questions.some(({ asks }) => asks === name))
      .map(([name, value]) => ({ name, value })),
  };
}

/** The options of a pick under their headings; those without one first. */
function groupsOf({ kind, options = [] }: Field) {
  if (kind !== "pick") return [];
  const titles = [...new Set(options.map(({ group }) => group ?? ""))].sort(
    (a, b) => Number(a !== "") - Number(b !== ""),
  );
  return titles.map((title) => ({
    title,
    options: options.filter(({ group }) => (group ?? "") === title),
  }));
}

export function checkView(fields: readonly Field[], answers: Answers) {
  return {
    rows: fields
      .filter(({ name, kind }) => (answers[name] ?? "") !== "" || kind === "tick")
      .map((field) => ({
        key: field.label,
        text: spoken(field, answers[field.name] ?? ""),
        place: placeOf(field),
      })),
    all: Object.entries(answers).map(([name, value]) => ({ name, value })),
  };
}

function isReason(name: string): boolean {
  return name.startsWith("soft_") || name === "record_of_fact";
}
