// Sentences and rows that several pages share.
import type { Decision } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Activity } from "../gen/witan/involvement/v1/query_pb.js";
import { ClassificationSchema } from "../gen/witan/options/v1/options_pb.js";
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import type { AsOf, RecordHead, Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted, formatCount, formatDate, formatTimestamp } from "./format.js";
import type { Moment } from "./moment.js";
import { wordsOf } from "./words.js";

/** "As of 12 October 2022 at 9.04am, event 419,112." */
export function asOfSentence(asOf: AsOf | undefined): string {
  if (!asOf || asOf.position === 0n) return "";
  return `As of ${formatTimestamp(asOf.recordedAtUs)}, event ${formatCount(asOf.position)}.`;
}

/** What is not shown is said, with its ground: how many of what. */
export function withheldSentences(
  withheld: readonly Withheld[],
  one: string,
  many = `${one}s`,
): string[] {
  return withheld
    .filter(({ count }) => count > 0n)
    .map(({ count, ground, classification }) => {
      const what = count === 1n ? `1 ${one} is` : `${formatCount(count)} ${many} are`;
      const words = wordsOf(GroundSchema, ground);
      if (words !== "") return `${what} withheld from you. Ground: ${words}.`;
      const readers = wordsOf(ClassificationSchema, classification);
      return `${what} not public${readers === "" ? "" : `, but open to ${readers}`}.`;
    });
}

/** Who may see a record, and on what ground nobody else may. */
export function openTo(head: RecordHead | undefined): string {
  const readers = wordsOf(ClassificationSchema, head?.classification ?? 0);
  const ground = wordsOf(GroundSchema, head?.ground ?? 0);
  return ground === "" ? readers : `${readers}. Ground: ${ground}`;
}

export interface Tag {
  text: string;
  colour: string;
}

const kColours: Readonly<Record<string, string>> = {
  published: "green",
  made: "green",
  implemented: "green",
  completed: "green",
  held: "green",
  open: "blue",
  proposed: "blue",
  planned: "blue",
  deferred: "yellow",
  overdue: "red",
  broken: "red",
  revoked: "red",
  cancelled: "grey",
  superseded: "grey",
};

/** A state as a tag: its words always, its colour where one is usual. */
export function tag(state: string): Tag | undefined {
  if (state === "") return undefined;
  return { text: capitalised(state.replaceAll("_", " ")), colour: kColours[state] ?? "white" };
}

/** A record's title as it may be shown. */
export function titleOf(head: RecordHead | undefined, kind: string): string {
  if (head && !head.stub && head.title !== "") return head.title;
  return `${kind} ${String(head?.number ?? "")}`.trim();
}

export interface DecisionRow {
  title: string;
  href: string;
  body: string;
  date: string;
  state: Tag | undefined;
  dissent: string;
  broken: string;
}

export function decisionRow(decision: Decision, moment: Moment): DecisionRow {
  const { head } = decision;
  return {
    title: titleOf(head, "Decision"),
    href: moment.link(`/decisions/${String(head?.number ?? 0n)}`),
    body: decision.body?.name ?? "Not known",
    date: formatDate(head?.occurred ?? ""),
    state: tag(head?.state ?? ""),
    dissent: decision.dissentCount === 0 ? "None" : counted(decision.dissentCount, "member"),
    broken: (head?.brokenRules ?? []).join(", "),
  };
}

export interface ActivityRow {
  title: string;
  href: string;
  organisation: string;
  date: string;
  state: Tag | undefined;
  people: string;
  answers: string;
}

export function activityRow(activity: Activity, moment: Moment): ActivityRow {
  const { head, planned } = activity;
  return {
    title: titleOf(head, "Involvement"),
    href: moment.link(`/involvement/${String(head?.number ?? 0n)}`),
    organisation: activity.organisation?.name ?? "Not known",
    date: formatDate(planned?.startsOn ?? head?.occurred ?? ""),
    state: tag(head?.state ?? ""),
    people: peopleText(activity),
    answers: answersText(activity),
  };
}

export function peopleText({ people, hasFewerThanTen }: Activity): string {
  if (people === 0n) return hasFewerThanTen ? "Fewer than 10" : "None counted";
  return hasFewerThanTen ? `${formatCount(people)} and fewer than 10 more` : formatCount(people);
}

export function answersText({ themes, changed, partly, notChanged, unanswered }: Activity): string {
  if (themes === 0) return "No themes yet";
  const parts: [number, string][] = [
    [changed, "changed"],
    [partly, "changed in part"],
    [notChanged, "not changed"],
    [unanswered, "not answered yet"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length === 0 ? counted(themes, "theme") : told.join(", ");
}
