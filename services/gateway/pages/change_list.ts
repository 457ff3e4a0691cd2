// What changed between two positions of the log, by record: the events that this reader may see, newest
// first, each record once.
import { Aggregate, AggregateSchema } from "../gen/witan/options/v1/options_pb.js";
import type { AsOf, RecordHead, TrailEntry, Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, listed } from "./format.js";
import { kinds } from "./kinds.js";
import { recordName, recordPath } from "./names.js";
import type { PageRequest } from "./page.js";
import { wordsOf } from "./words.js";

/** So many positions are looked at for one page; where few of them may be seen, the second number. */
const kPositionsAtOnce = [200n, 1_000n] as const;
const kEventsAtOnce = 500;
/** Beyond any log: such a question answers nothing but its moment. */
const kBeyond = 1n << 62n;
const kHeadsAtOnce = 50;
/** Where a filter leaves little, so many records are looked at for one page. */
const kMostHeads = 200;

export interface ChangeFilter {
  /** The records of one kind, of a system, of a region; undefined for all. */
  kind?: Aggregate;
  system?: string;
  region?: string;
}

/** What happened to one record. */
export interface Change {
  kind: Aggregate;
  kindName: string;
  title: string;
  number: bigint;
  /** Its page, where it has one; without the moment. */
  path: string | undefined;
  id: string;
  /** Whom it is about, where its own title does not say so. */
  about: string;
  /** Newest first; never empty. */
  events: readonly TrailEntry[];
}

export interface Changes {
  asOf: AsOf | undefined;
  items: readonly Change[];
  /** Of the positions looked at, where no later page begins in their middle. */
  withheld: readonly Withheld[];
  /** Positions from here on were looked at; those before it, down to what was asked for, were not. */
  from: bigint;
}

/** The log as it stood at the moment of the address: its newest position, and when that was recorded. */
export async function headAt(
  { services, moment, call }: PageRequest,
  knownAt = moment.knownAt,
): Promise<AsOf | undefined> {
  const known = knownAt === "" ? {} : { known: { case: "knownAt", value: knownAt } as const };
  const asked = { asAt: known, afterPosition: kBeyond, pageSize: 1 };
  return (await services.oversight.listEvents(asked, call)).asOf;
}

/** At most `most` records that changed after `after` and up to `until`, the newest first. */
export async function changesOf(
  request: PageRequest,
  { after, until }: { after: bigint; until: bigint | undefined },
  filter: ChangeFilter,
  most: number,
): Promise<Changes> {
  const asOf = await headAt(request);
  const head = asOf?.position ?? 0n;
  const last = until !== undefined && until < head ? until : head;
  const want = { filter, most };
  const [few, many] = kPositionsAtOnce.map((size) => (last - after > size ? last - size : after));
  const found = await changesIn(request, asOf, { from: few ?? after, last }, want);
  if (found.from === after || found.from !== few) return found;
  return changesIn(request, asOf, { from: many ?? after, last }, want);
}

async function changesIn(
  request: PageRequest,
  asOf: AsOf | undefined,
  { from, last }: { from: bigint; last: bigint },
  want: { filter: ChangeFilter; most: number },
): Promise<Changes> {
  const { events, withheld } = await eventsBetween(request, asOf, from, last);
  const { shown, next } = await matching(request, asOf, byRecord(events, want.filter.kind), want);
  // A page ends between two positions, so that none is lost and none stands on two pages.
  const items = shown.flatMap((change) => {
    const own = change.events.filter(({ position }) => position > next);
    return own.length === 0 ? [] : [{ ...change, events: own }];
  });
  const isWhole = last === (asOf?.position ?? 0n) && next === 0n;
  return { asOf, items, withheld: isWhole ? withheld : [], from: next === 0n ? from : next };
}

async function eventsBetween(
  { services, moment, call }: PageRequest,
  asOf: AsOf | undefined,
  from: bigint,
  last: bigint,
) {
  const events: TrailEntry[] = [];
  const withheld: Withheld[] = [];
  let after = from;
  do {
    const asked = { asAt: moment.asAt(asOf?.token), afterPosition: after, pageSize: kEventsAtOnce };
    const answer = await services.oversight.listEvents(asked, call);
    events.push(...answer.items);
    for (const each of answer.withheld) addTo(withheld, each);
    after = answer.nextAfterPosition;
  } while (after !== 0n && after < last);
  return { events: events.filter(({ position }) => position <= last), withheld };
}

function addTo(sums: Withheld[], { ground, classification, count }: Withheld): void {
  const same = sums.find(
    (each) => each.ground === ground && each.classification === classification,
  );
  if (same) same.count += count;
  else sums.push({ $typeName: "witan.oversight.v1.Withheld", ground, classification, count });
}

/** The events of each record, newest first; the record that changed last stands first. */
function byRecord(events: readonly TrailEntry[], kind: Aggregate | undefined): TrailEntry[][] {
  const groups = new Map<string, TrailEntry[]>();
  for (const event of events.toReversed()) {
    if (kind !== undefined && event.kind !== kind) continue;
    const group = groups.get(event.recordId);
    if (group) group.push(event);
    else groups.set(event.recordId, [event]);
  }
  return [...groups.values()];
}

/** Those in the area that is asked for; `next` is where the page after this begins, 0 for none. */
async function matching(
  request: PageRequest,
  asOf: AsOf | undefined,
  groups: readonly TrailEntry[][],
  { filter, most }: { filter: ChangeFilter; most: number },
): Promise<{ shown: Change[]; next: bigint }> {
  const shown: Change[] = [];
  const isAnywhere = filter.system === undefined && filter.region === undefined;
  const mostHeads = Math.max(most, kMostHeads);
  for (let start = 0; start < groups.length; start += kHeadsAtOnce) {
    const chunk = groups.slice(start, start + kHeadsAtOnce);
    if (start >= mostHeads) return { shown, next: newestOf(chunk[0]) };
    const heads = await Promise.all(chunk.map((group) => headOf(request, asOf, group)));
    for (const [index, group] of chunk.entries()) {
      if (shown.length === most) return { shown, next: newestOf(group) };
      const head = heads[index];
      if (isAnywhere || isIn(head, filter)) shown.push(changeOf(group, head));
    }
  }
  return { shown, next: 0n };
}

const newestOf = (group: readonly TrailEntry[] | undefined) => group?.[0]?.position ?? 0n;

function isIn(head: RecordHead | undefined, { system, region }: ChangeFilter): boolean {
  if (!head) return false;
  if (system !== undefined && !head.systems.includes(system)) return false;
  return region === undefined || head.regions.includes(region);
}

/** The record of some events; undefined where it is closed by now. */
async function headOf(
  { services, moment, call }: PageRequest,
  asOf: AsOf | undefined,
  events: readonly TrailEntry[],
): Promise<RecordHead | undefined> {
  const key = { case: "position", value: newestOf(events) } as const;
  const asked = { asAt: moment.asAt(asOf?.token), key };
  return (await services.oversight.getEvent(asked, call)).record;
}

function changeOf(events: readonly TrailEntry[], head: RecordHead | undefined): Change {
  const kind = events[0]?.kind ?? Aggregate.UNSPECIFIED;
  const known = kinds.find(({ aggregate }) => aggregate === kind);
  const kindName = capitalised(known?.one ?? wordsOf(AggregateSchema, kind));
  const number = head?.number ?? 0n;
  const named = head && !head.stub ? recordName(head) : "";
  const title = named === "" ? `${kindName} ${number === 0n ? "" : String(number)}`.trim() : named;
  const path = recordPath(kind, number);
  const about = named === "" ? listed((head?.subjects ?? []).map(({ name }) => name)) : "";
  return { kind, kindName, title, about, number, path, id: events[0]?.recordId ?? "", events };
}
