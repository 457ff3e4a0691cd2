// What was sent with a form: the answers to its fields, and nothing else.
import { randomUUID } from "node:crypto";
import type { Answers } from "../signin/store.js";
import { AddressError } from "../pages/moment.js";
import { formatDate, formatMoney, formatTime } from "../pages/format.js";
import type { Field } from "./journey.js";

/** Reasons that a refusal asked for: "soft_R-65", "record_of_fact". */
const kReason = /^(?:soft_R-\d{2}|record_of_fact)$/;
const kUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kLongestAnswer = 10_000;
const kMostReasons = 70;

export type Step = "check" | "change" | "record";

export interface Sent {
  step: Step;
  requestId: string;
  /** Whose page the form stood on. */
  mark: string;
  answers: Answers;
}

/** Reads a form. Throws AddressError for one that no page of this site would send. */
export function readSent(body: unknown, fields: readonly Field[]): Sent {
  const sent = new Map(Object.entries(typeof body === "object" && body !== null ? body : {}));
  const text = (name: string): string => {
    const value: unknown = several.has(name) ? joined(sent.get(name)) : (sent.get(name) ?? "");
    if (typeof value !== "string") throw new AddressError(`${name} stands twice in the form.`);
    if (value.length > kLongestAnswer) throw new AddressError(`${name} is too long for a form.`);
    return value.replaceAll("\r\n", "\n").trim();
  };
  const several = new Set(fields.filter(({ kind }) => kind === "several").map(({ name }) => name));
  const reasons = [...sent.keys()].filter((name) => kReason.test(name)).slice(0, kMostReasons);
  const names = [...fields.map(({ name }) => name), "version", ...reasons];
  const step = text("step");
  const requestId = text("request_id");
  return {
    step: step === "record" || step === "change" ? step : "check",
    requestId: kUuid.test(requestId) ? requestId : randomUUID(),
    mark: text("mark"),
    answers: Object.fromEntries(names.map((name) => [name, text(name)])),
  };
}

/** The ticked boxes of a field, as one answer of a line each. */
function joined(value: unknown): unknown {
  return Array.isArray(value) && value.every((each) => typeof each === "string")
    ? value.join("\n")
    : (value ?? "");
}

/** What a person ticked of several. */
export function linesOf(answer: string | undefined): string[] {
  return (answer ?? "").split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

const kName = /^[a-z][a-z0-9_-]{0,60}$/;
const kOurs: ReadonlySet<string> = new Set(["form", "mark", "request_id", "step", "version"]);
const kMostFields = 600;

/** The fields of a form that is not known, by the names that were sent. */
export function fieldsIn(body: unknown): Field[] {
  return Object.entries(typeof body === "object" && body !== null ? body : {})
    .filter(([name]) => kName.test(name) && !kOurs.has(name))
    .slice(0, kMostFields)
    .map(([name, value]) => ({
      name,
      label: "",
      kind: Array.isArray(value) ? "several" : "line",
    }));
}

export interface Problem {
  /** The place on the page: "#reasons". */
  href: string;
  text: string;
}

/** What is missing or has not the form of its field. */
export function problemsOf(fields: readonly Field[], answers: Answers): Problem[] {
  return fields.flatMap((field) => {
    const answer = answers[field.name] ?? "";
    const href = `#${placeOf(field)}`;
    if (answer === "") return field.missing === undefined ? [] : [{ href, text: field.missing }];
    const wrong = wrongForm(field, answer);
    return wrong === undefined ? [] : [{ href, text: wrong }];
  });
}

/** The id of the field, or of its first option. */
export function placeOf({ name, kind }: Field): string {
  return kind === "choice" || kind === "several" ? `${name}-1` : name;
}

function wrongForm({ kind, label, options = [] }: Field, answer: string): string | undefined {
  switch (kind) {
    case "date":
      return formatDate(answer) === answer
        ? `${label}: write a date such as 2026-11-25`
        : undefined;
    case "pounds":
      return penceOf(answer) === undefined
        ? `${label}: write an amount in pounds such as 250,000`
        : undefined;
    case "time":
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(answer)
        ? undefined
        : `${label}: write a time such as 14:30`;
    case "number":
      return /^\d{1,15}$/.test(answer) ? undefined : `${label}: write a whole number`;
    case "choice":
    case "pick":
      return options.some(({ value }) => value === answer)
        ? undefined
        : `${label}: choose one of the answers`;
    case "several":
      return linesOf(answer).every((each) => options.some(({ value }) => value === each))
        ? undefined
        : `${label}: choose among the answers`;
    case "tick":
    case "line":
    case "text":
      return undefined;
  }
}

/** "£250,000.50" in pence; undefined for what is no amount. */
export function penceOf(text: string): bigint | undefined {
  const match = /^£?\s*(\d{1,3}(?:,\d{3})*|\d{1,12})(?:\.(\d{2}))?$/.exec(text);
  if (!match?.[1]) return undefined;
  return BigInt(match[1].replaceAll(",", "")) * 100n + BigInt(match[2] ?? "0");
}

/** Pence as a person would write the pounds: "250000" or "1200.50". */
export function poundsOf({ pence }: { pence: bigint }): string {
  const rest = pence % 100n;
  const whole = String(pence / 100n);
  return rest === 0n ? whole : `${whole}.${String(rest).padStart(2, "0")}`;
}

/** An answer as the check page shows it. */
export function spoken({ kind, options = [] }: Field, answer: string): string {
  switch (kind) {
    case "date":
      return formatDate(answer);
    case "pounds":
      return formatMoney({ pence: penceOf(answer) ?? 0n });
    case "choice":
    case "pick":
      return options.find(({ value }) => value === answer)?.text ?? answer;
    case "several":
      return linesOf(answer)
        .map((each) => options.find(({ value }) => value === each)?.text ?? each)
        .join("\n");
    case "time":
      return formatTime(answer);
    case "tick":
      return answer === "" ? "No" : "Yes";
    case "number":
    case "line":
    case "text":
      return answer;
  }
}
