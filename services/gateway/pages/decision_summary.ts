// What a reader of a decision comes for, each line with the events behind it: who decided, by what
// power, who disagreed and what came of it, who stood aside, on what evidence, and what changed since.
import { AuthorityKindSchema, ResultSchema } from "../gen/witan/decision/v1/decision_pb.js";
import type { DecisionMade } from "../gen/witan/decision/v1/decision_pb.js";
import { DecisionMethodSchema } from "../gen/witan/body/v1/body_pb.js";
import { LegalRegimeSchema } from "../gen/witan/event/v1/verdict_pb.js";
import { ManagementSchema } from "../gen/witan/interest/v1/interest_pb.js";
import type { Dissent, GetDecisionResponse } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted, formatDate, formatValue } from "./format.js";
import type { Moment } from "./moment.js";
import type { Names } from "./names.js";
import { provenRow } from "./proof.js";
import type { ProvenRow } from "./proof.js";
import { webUri } from "./trail.js";
import { wordsOf } from "./words.js";

/** The event that decided, as it now stands: its verdict is the one shown. */
export function decidingEntry(trail: readonly TrailEntry[]): TrailEntry | undefined {
  const deciding = ["adviceRecorded", "chairDecided", "decisionMade"];
  const weight = ({ payload }: TrailEntry) => deciding.indexOf(payload?.kind.case ?? "");
  const standing = trail.filter((entry) => entry.correctedBy === "" && weight(entry) >= 0);
  return standing.sort((a, b) => weight(a) - weight(b)).at(-1);
}

export function summaryRows(answer: GetDecisionResponse, names: Names, moment: Moment) {
  const decided = decidingEntry(answer.trail)?.position;
  const rows: (ProvenRow | undefined)[] = [
    decidedRow(answer, decided, moment),
    powerRow(answer, decided, moment),
    costRow(answer.item?.made, decided, moment),
    dissentRow(answer, moment),
    recusedRow(answer.item?.made, names, decided, moment),
    evidenceRow(answer, decided, moment),
    voicesRow(answer, decided, moment),
    sinceRow(answer, moment),
  ];
  return rows.filter((row) => row !== undefined);
}

function decidedRow(
  { item, meeting }: GetDecisionResponse,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow {
  const made = item?.made;
  const body = item?.body;
  const lines: { text: string; href?: string }[] = [
    body
      ? { text: body.name, href: moment.link(`/bodies/${String(body.number)}`) }
      : { text: "Not known" },
  ];
  if (meeting) {
    const agendaItem = made?.agendaItem ? `, item ${made.agendaItem}` : "";
    lines.push({
      text: `Meeting of ${formatDate(meeting.on)}${agendaItem}`,
      href: moment.link(`/meetings/${String(meeting.head?.number ?? 0n)}`),
    });
  }
  if (made) lines.push({ text: howText(made, item) });
  const opened = item?.head?.number;
  return provenRow(made ? "Decided by" : "Before", lines, [decided ?? opened], moment);
}

function howText(made: DecisionMade, item: GetDecisionResponse["item"]): string {
  const how = wordsOf(DecisionMethodSchema, made.method);
  const result = capitalised(wordsOf(ResultSchema, made.result)) || "Decided";
  const counts = [
    [item?.forCount ?? 0, "for"],
    [item?.againstCount ?? 0, "against"],
    [item?.abstainedCount ?? 0, "abstained"],
  ] as const;
  const votes = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${result} ${how}${votes.length === 0 ? "" : `: ${votes.join(", ")}`}`;
}

function powerRow(
  { item, authorityDelegation }: GetDecisionResponse,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow | undefined {
  const authority = item?.made?.authority;
  if (!item?.made) return undefined;
  const kind = capitalised(wordsOf(AuthorityKindSchema, authority?.kind ?? 0)) || "Not stated";
  const entry = authority?.schemeEntry ? `, entry ${authority.schemeEntry}` : "";
  const instrument = item.instrument === "" ? "" : `: ${item.instrument}`;
  const regime = wordsOf(LegalRegimeSchema, item.legalRegime);
  const lines: { text: string; href?: string }[] = [{ text: `${kind}${instrument}${entry}` }];
  const delegation = authorityDelegation?.head?.number;
  if (delegation) {
    const href = moment.link(`/delegations/${String(delegation)}`);
    lines.push({ text: `Delegation ${String(delegation)}`, href });
  }
  if (regime !== "") lines.push({ text: capitalised(regime) });
  return provenRow("By what power", lines, [decided], moment);
}

function costRow(
  made: DecisionMade | undefined,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow | undefined {
  if (!made) return undefined;
  const lines = [{ text: formatValue(made.value) }];
  if (made.reviewOn !== "") lines.push({ text: `To be reviewed by ${formatDate(made.reviewOn)}` });
  return provenRow("Cost", lines, [decided], moment);
}

/** How many disagreed, and where that stands. */
function dissentRow({ item, dissents }: GetDecisionResponse, moment: Moment): ProvenRow {
  const count = item?.dissentCount ?? 0;
  if (count === 0) return provenRow("Dissent", [{ text: "Nobody recorded a dissent" }], [], moment);
  const states = new Map<string, number>();
  for (const dissent of dissents) {
    const state = dissentState(dissent, moment);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const parts = [...states].map(([state, members]) => `${members} ${state}`);
  const told = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const positions = dissents.flatMap(({ head }) => [head?.number, head?.lastEvent]);
  const line = { text: `${counted(count, "member")}${told}`, href: "#dissent" };
  return provenRow("Dissent", [line], positions, moment);
}

export function dissentState({ head, answer, answerDue }: Dissent, moment: Moment): string {
  if (head?.state === "maintained" || head?.state === "withdrawn") return head.state;
  if (answer !== "") return "answered";
  if (answerDue === "") return "waiting for an answer";
  const isLate = answerDue < moment.today();
  return `${isLate ? "not answered by" : "to be answered by"} ${formatDate(answerDue)}`;
}

function recusedRow(
  made: DecisionMade | undefined,
  names: Names,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow | undefined {
  if (!made) return undefined;
  const lines = made.conflicts.map(({ personId, management }) => {
    const what = wordsOf(ManagementSchema, management) || "not managed";
    return { text: `${names.get(personId)?.text ?? "A member"}: ${what}` };
  });
  if (lines.length === 0) lines.push({ text: "Nobody: no conflict was recorded" });
  return provenRow("Stood aside", lines, [decided], moment);
}

function evidenceRow(
  { trail, meeting, item }: GetDecisionResponse,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow {
  const lines: { text: string; href?: string }[] = [];
  const count =
    meeting?.papers.filter((paper) => paper.item === item?.made?.agendaItem).length ?? 0;
  if (count > 0) lines.push({ text: `${counted(count, "paper")} for this item`, href: "#papers" });
  const withEvidence = trail.filter(({ evidence }) => evidence.length > 0);
  const seen = new Set<string>();
  for (const { title, uri } of withEvidence.flatMap(({ evidence }) => evidence)) {
    if (seen.has(title)) continue;
    seen.add(title);
    const address = webUri(uri);
    lines.push(address === "" ? { text: title } : { text: title, href: address });
  }
  if (lines.length === 0) lines.push({ text: "None recorded with it" });
  const positions = withEvidence.map(({ position }) => position);
  return provenRow("Evidence", lines, count > 0 ? [decided, ...positions] : positions, moment);
}

function voicesRow(
  { involvement, item }: GetDecisionResponse,
  decided: bigint | undefined,
  moment: Moment,
): ProvenRow {
  const lines: { text: string; href?: string }[] = involvement.map(({ name, number }) => ({
    text: name,
    href: moment.link(`/involvement/${String(number)}`),
  }));
  const reason = item?.made?.noInvolvementReason ?? "";
  if (lines.length === 0) {
    lines.push({
      text: reason === "" ? "No involvement is linked" : `Nobody was asked: ${reason}`,
    });
  }
  return provenRow("People's voices", lines, [decided], moment);
}

/** Everything of this record after it was decided, and the decisions that touch it. */
function sinceRow(answer: GetDecisionResponse, moment: Moment): ProvenRow {
  const decided = decidingEntry(answer.trail)?.position ?? answer.item?.head?.number ?? 0n;
  const after = answer.trail.filter(({ position }) => position > decided);
  const corrections = answer.trail.filter(
    ({ corrects, position }) => corrects && position <= decided,
  );
  const events = [...corrections, ...after];
  const lines: { text: string; href?: string }[] = events.map(({ label, occurred, corrects }) => ({
    text: `${corrects ? "Corrected" : label}, ${formatDate(occurred?.date ?? "")}${corrects ? `: ${corrects.reason}` : ""}`,
  }));
  for (const { name, number } of answer.relatedDecisions) {
    const isLater = number > (answer.item?.head?.number ?? 0n);
    const words = isLater ? "Later decision" : "Earlier decision";
    lines.push({ text: `${words}: ${name}`, href: moment.link(`/decisions/${String(number)}`) });
  }
  if (answer.actions.length > 0) {
    lines.push({ text: counted(answer.actions.length, "action"), href: "#followed" });
  }
  if (lines.length === 0) lines.push({ text: "Nothing" });
  const positions = events.map(({ position }) => position);
  return provenRow("What changed since", lines, positions, moment);
}
