// A record at a past moment beside the same record now: the facts that differ, each with the event that
// changed it. Which event it was is found by asking for the record after each of them.
import type { RecordHead, TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { factsOf } from "./facts.js";
import type { Fact } from "./facts.js";
import { capitalised, counted, formatCount } from "./format.js";
import { frameOf } from "./frame.js";
import { kindOf } from "./kinds.js";
import type { Kind, RecordAnswer } from "./kinds.js";
import { namesOf } from "./lookup.js";
import { Moment } from "./moment.js";
import type { Names } from "./names.js";
import type { Link, Moved, Page, PageRequest } from "./page.js";
import { eventLink } from "./proof.js";
import { recordRequest } from "./record.js";
import { tag, titleOf } from "./statements.js";
import { stubPage } from "./stub.js";

/** So many moments between then and now are looked at; where there are more, the newest. */
const kMostSteps = 24;
const kId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What the head says of the log and not of the record. */
const kOfTheLog: ReadonlySet<string> = new Set(
  "Id,Number,Kind,Version,Opened at us,Changed at us,Last event,Corrected,Stub".split(","),
);

/** What a record says, each fact by its place in it: "Made: Option 1: Title". */
export type Facts = ReadonlyMap<string, string>;

/** A moment on the way from then to now, with the events that made it differ from the one before. */
export interface Step {
  facts: Facts;
  events: readonly TrailEntry[];
}

export interface Difference {
  fact: string;
  was: string;
  is: string;
  /** None where the date itself or another record made the difference. */
  because: readonly TrailEntry[];
}

export async function comparePage(request: PageRequest): Promise<Page | Moved> {
  const kind = kindOf(request);
  const { moment, key, services, call } = request;
  if (moment.isNow) return { kind: "moved", href: `/${kind.path}/${key}`, isForNow: true };
  const { answer: was, moved } = await recordRequest(request, kind, (name) =>
    kind.get(services, { asAt: moment.asAt(), key: name }, call),
  );
  if (moved) return { ...moved, href: moved.href.replace(/(?=\?|$)/, "/compare") };
  const is = await recordAt(request, kind, new Moment({}));
  const frame = { ...frameOf(kind, request), asOf: was.asOf };
  const closed = [was, is].find(({ item }) => item?.head?.stub);
  if (closed?.item?.head) return stubPage(frame, kind, closed.item.head);
  const steps = await stepsBetween(request, kind, was, is);
  const first = await factsAt(request, kind, was, moment);
  return screen(frame, request, kind, { head: is.item?.head, first, steps });
}

function screen(
  frame: ReturnType<typeof frameOf>,
  { moment, key }: PageRequest,
  kind: Kind,
  { head, first, steps }: { head: RecordHead | undefined; first: Facts; steps: readonly Step[] },
): Page {
  const differences = differencesOf(first, steps);
  const last = steps.at(-1)?.facts ?? first;
  const equal = [...first].filter(([fact, text]) => last.get(fact) === text);
  const title = titleOf(head, capitalised(kind.one));
  return {
    ...frame,
    view: "compare",
    title,
    caption: `${frame.caption}, then and now`,
    crumbs: [...frame.crumbs, { text: title, href: moment.link(`/${kind.path}/${key}`) }],
    model: {
      now: `/${kind.path}/${key}`,
      then: moment.link(`/${kind.path}/${key}`),
      heads: ["Fact", "Then", "Now", "Because"],
      total: capitalised(counted(differences.length, "fact differs", "facts differ")),
      rows: differences.map((difference) => ({
        ...difference,
        because: difference.because.map((event) => becauseOf(event)),
      })),
      equal: equal.map(([key, text]) => ({ key, text })),
      equalTotal: counted(equal.length, "fact is the same", "facts are the same"),
    },
  };
}

function becauseOf({ label, position, corrects }: TrailEntry): Link & { label: string } {
  const link = eventLink(position, new Moment({}));
  const text = link?.text ?? `Event ${formatCount(position)}`;
  return { text, href: link?.href ?? "", label: corrects ? `${label}, a correction` : label };
}

/** Each fact that differs between the first moment and the last, with what last changed it. */
export function differencesOf(first: Facts, steps: readonly Step[]): Difference[] {
  const last = steps.at(-1)?.facts ?? first;
  const names = [...new Set([...last.keys(), ...first.keys()])];
  return names
    .filter((name) => first.get(name) !== last.get(name))
    .map((name) => ({
      fact: name,
      was: first.get(name) ?? "Not stated",
      is: last.get(name) ?? "Not stated",
      because: causeOf(name, first, steps),
    }));
}

function causeOf(name: string, first: Facts, steps: readonly Step[]): readonly TrailEntry[] {
  const before = (index: number) => (index === 0 ? first : steps[index - 1]?.facts);
  const changed = steps.findLastIndex(
    ({ facts }, index) => facts.get(name) !== before(index)?.get(name),
  );
  return steps[changed]?.events ?? [];
}

/** The moments between: after each event that was recorded since, then on each day that an event names. */
async function stepsBetween(
  request: PageRequest,
  kind: Kind,
  was: RecordAnswer,
  is: RecordAnswer,
): Promise<Step[]> {
  const { knownAt, effectiveAt } = request.moment;
  const moments: { moment: Moment; events: TrailEntry[] }[] = [];
  if (knownAt !== "") {
    const since = was.asOf?.position ?? 0n;
    const later = is.trail.filter(({ position }) => position > since);
    for (const [time, events] of groupBy(later, ({ recordedAtUs }) => timeOf(recordedAtUs))) {
      const query = { known_at: time, ...(effectiveAt !== "" && { effective_at: effectiveAt }) };
      moments.push({ moment: new Moment(query), events });
    }
  }
  if (effectiveAt !== "") {
    for (const [date, events] of datesAfter(is.trail, effectiveAt)) {
      moments.push({ moment: new Moment({ effective_at: date }), events });
    }
  }
  const looked = await Promise.all(
    moments.slice(-kMostSteps).map(async ({ moment, events }) => {
      const answer = await recordAt(request, kind, moment);
      return { events, facts: await factsAt(request, kind, answer, moment) };
    }),
  );
  return [...looked, { events: [], facts: await factsAt(request, kind, is, new Moment({})) }];
}

/** The days on which an event begins or ceases to hold, after `date` and up to today, in their order. */
function datesAfter(trail: readonly TrailEntry[], date: string): [string, TrailEntry[]][] {
  const today = new Moment({}).today();
  const dated = trail.flatMap((event) =>
    [event.effectiveFrom, event.effectiveTo]
      .filter((day) => day > date && day <= today)
      .map((day) => ({ day, event })),
  );
  return [...groupBy(dated, ({ day }) => day)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, all]) => [day, all.map(({ event }) => event)]);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** RFC 3339 with the microseconds, which a Date has not. */
function timeOf(microseconds: bigint): string {
  const seconds = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, "0")}Z`;
}

async function recordAt(
  { services, call, key }: PageRequest,
  kind: Kind,
  moment: Moment,
): Promise<RecordAnswer> {
  const asked = { asAt: moment.asAt(), key: { case: "number", value: BigInt(key) } } as const;
  return kind.get(services, asked, call);
}

async function factsAt(
  request: PageRequest,
  kind: Kind,
  answer: RecordAnswer,
  moment: Moment,
): Promise<Facts> {
  if (!answer.item) return new Map();
  const token = answer.asOf?.token;
  const names = await namesOf({ ...request, moment }, kind.answer, answer, answer.trail, token);
  return flat(kind, answer.item, names);
}

function flat(kind: Kind, item: NonNullable<RecordAnswer["item"]>, names: Names): Facts {
  const found = new Map<string, string>();
  const add = (facts: readonly Fact[], place: string, isLog: (name: string) => boolean) => {
    for (const { name, text, facts: below } of facts) {
      if (isLog(name)) continue;
      if (below) add(below, `${place}${name}: `, () => false);
      else if (name === "State") found.set(place + name, tag(text ?? "")?.text ?? "");
      else if (text !== undefined && !kId.test(text)) found.set(place + name, text);
    }
  };
  for (const fact of factsOf(kind.item, item, names)) {
    if (fact.name === "Head") add(fact.facts ?? [], "", (name) => kOfTheLog.has(name));
    else add([fact], "", () => false);
  }
  return found;
}
