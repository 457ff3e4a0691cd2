// The audit trail of a record: every event of it, oldest first, with who, when, by what authority and
// what it says. An event that was corrected stays, and says by which.
import {
  AttestationSchema,
  CapacitySchema,
  CorrectionKind,
} from "../gen/witan/common/v1/common_pb.js";
import type { Occurred } from "../gen/witan/common/v1/common_pb.js";
import { OutcomeSchema } from "../gen/witan/event/v1/verdict_pb.js";
import type { Verdict } from "../gen/witan/event/v1/verdict_pb.js";
import { PayloadSchema } from "../gen/witan/event/v1/payload_pb.js";
import type { TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { factsOf } from "./facts.js";
import type { Fact } from "./facts.js";
import {
  capitalised,
  formatCount,
  formatDate,
  formatTime,
  formatTimestamp,
  plainSentence,
} from "./format.js";
import type { Moment } from "./moment.js";
import type { Names } from "./names.js";
import { tag } from "./statements.js";
import type { Tag } from "./statements.js";
import { ruleTopic, wordsOf } from "./words.js";

export interface Check {
  rule: string;
  /** What the rule is about, in a word or two; "" where it has none here. */
  about: string;
  href: string;
  outcome: Tag | undefined;
  sentence: string;
  reason: string;
}

export interface TrailItem {
  position: string;
  href: string;
  label: string;
  happened: string;
  recorded: string;
  by: string;
  corrects: string;
  correctedBy: string;
  checks: Check[];
  recordOfFact: string;
  evidence: { title: string; uri: string; sha256: string }[];
  facts: Fact[];
}

export function trailItems(
  trail: readonly TrailEntry[],
  names: Names,
  moment: Moment,
): TrailItem[] {
  const positions = new Map(trail.map(({ eventId, position }) => [eventId, position]));
  return trail.map((entry) => ({
    ...trailItem(entry, names, moment),
    correctedBy: correctedBy(entry, positions),
  }));
}

export function trailItem(entry: TrailEntry, names: Names, moment: Moment): TrailItem {
  return {
    position: formatCount(entry.position),
    href: moment.link(`/events/${String(entry.position)}`),
    label: entry.label,
    happened: occurredText(entry.occurred),
    recorded: formatTimestamp(entry.recordedAtUs),
    by: byWhom(entry, names),
    corrects: correctsText(entry),
    correctedBy: entry.correctedBy === "" ? "" : "Corrected since",
    checks: checksOf(entry.verdict, moment),
    recordOfFact: recordOfFact(entry.verdict),
    evidence: entry.evidence.map(({ title, uri, sha256 }) => ({ title, uri: webUri(uri), sha256 })),
    facts: contentFacts(entry, names),
  };
}

/** The fields of the event's content, without the level that only names its kind. */
function contentFacts({ payload }: TrailEntry, names: Names): Fact[] {
  if (!payload) return [];
  const [content] = factsOf(PayloadSchema, payload, names);
  return content?.facts ?? [];
}

/** Only addresses of the web become links. */
export function webUri(uri: string): string {
  return /^https?:\/\//.test(uri) ? uri : "";
}

function occurredText(occurred: Occurred | undefined): string {
  if (!occurred) return "";
  const time = occurred.time === "" ? "" : ` at ${formatTime(occurred.time)}`;
  return `${formatDate(occurred.date)}${time}`;
}

function byWhom({ actedBy, attestation }: TrailEntry, names: Names): string {
  if (!actedBy) return "";
  const name = (id: string) => names.get(id)?.text ?? "";
  const person = names.get(actedBy.personId);
  const forWhom = name(actedBy.bodyId) || name(actedBy.organisationId);
  // An office that stands for the name says the capacity already.
  const isSaid = actedBy.personId === "" || person?.isOffice === true;
  const capacity = isSaid ? "" : wordsOf(CapacitySchema, actedBy.capacity);
  const actor = [person?.text ?? "", capacity, forWhom].filter((part) => part !== "").join(", ");
  const how = wordsOf(AttestationSchema, attestation);
  return [actor === "" ? "" : `by ${actor}`, how].filter((part) => part !== "").join("; ");
}

function correctsText({ corrects }: TrailEntry): string {
  if (!corrects) return "";
  const verb = corrects.kind === CorrectionKind.RETRACTS ? "Takes back" : "Replaces";
  return `${verb} an earlier event. Reason: ${corrects.reason}`;
}

function correctedBy(entry: TrailEntry, positions: ReadonlyMap<string, bigint>): string {
  if (entry.correctedBy === "") return "";
  const position = positions.get(entry.correctedBy);
  return position === undefined ? "Corrected since" : `Corrected by event ${formatCount(position)}`;
}

/** What the rules said, those that were broken first. */
export function checksOf(verdict: Verdict | undefined, moment: Moment): Check[] {
  const weight = { broken: 0, explained: 1, noted: 2 } as Readonly<Record<string, number>>;
  return (verdict?.results ?? [])
    .map((result) => ({ result, words: wordsOf(OutcomeSchema, result.outcome) }))
    .sort((a, b) => (weight[a.words] ?? 3) - (weight[b.words] ?? 3))
    .map(({ result, words }) => ({
      rule: result.rule,
      about: ruleTopic(result.rule),
      href: moment.link(`/rules/${encodeURIComponent(result.rule)}`),
      outcome: tag(words),
      sentence: capitalised(plainSentence(result.sentence)),
      reason: result.reason,
    }));
}

export function recordOfFact(verdict: Verdict | undefined): string {
  if (!verdict || verdict.recordOfFactReason === "") return "";
  const broken = verdict.brokenRules.join(", ");
  const rules = broken === "" ? "" : ` It broke ${broken}.`;
  return `Recorded as a fact: it happened all the same.${rules} Reason: ${verdict.recordOfFactReason}`;
}
