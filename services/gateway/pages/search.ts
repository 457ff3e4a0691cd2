// Search: a number opens its record; words find records by their titles, kind by kind.
import { capitalised, counted } from "./format.js";
import { kinds } from "./kinds.js";
import type { Kind } from "./kinds.js";
import { parameter } from "./moment.js";
import { orNotFound, NotFoundError } from "./page.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { recordPath } from "./names.js";

const kRowsAKind = 5;
/** The kinds whose titles are searched, in the order in which they are shown. */
const kSearched = kinds.filter(({ isTitled }) => isTitled);

export async function searchPage(request: PageRequest): Promise<Page | Moved> {
  const { moment, query } = request;
  const words = parameter(query, "words");
  const number = /^[1-9][\d,]{0,20}$/.test(words) ? words.replaceAll(",", "") : "";
  const record = number === "" ? undefined : await recordOf(number, request);
  if (record) return record;
  const groups =
    words === "" ? [] : await Promise.all(kSearched.map((kind) => found(kind, words, request)));
  const shown = groups.filter(({ total }) => total > 0n);
  const sum = groups.reduce((all, { total }) => all + total, 0n);
  return {
    kind: "page",
    view: "search",
    title: words === "" ? "Search" : `“${words}”: ${counted(sum, "record")}`,
    crumbs: [{ text: "Home", href: moment.link("/") }],
    section: "search",
    asOf: groups[0]?.asOf,
    model: { words, groups: shown, searched: kSearched.map(({ many }) => many) },
  };
}

/** Where the event with this number leads: its record, when its kind has a page, or the event. */
async function recordOf(number: string, request: PageRequest): Promise<Moved | undefined> {
  const { services, moment, call } = request;
  const key = { case: "position", value: BigInt(number) } as const;
  try {
    const answer = services.oversight.getEvent({ asAt: moment.asAt(), key }, call);
    const { record } = await orNotFound(answer, "");
    const path = record ? recordPath(record.kind, record.number) : undefined;
    const isOpening = record?.number === BigInt(number);
    const href = isOpening && path !== undefined ? path : `/events/${number}`;
    return { kind: "moved", href: moment.link(href), isForNow: true };
  } catch (error) {
    // No event has this number: it may still be a word of a title.
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function found(kind: Kind, words: string, { services, moment, call }: PageRequest) {
  const request = { asAt: moment.asAt(), filter: { words }, pageSize: kRowsAKind };
  const { items, page } = await kind.list(services, request, call);
  const total = page?.total ?? 0n;
  return {
    total,
    asOf: page?.asOf,
    title: capitalised(counted(total, kind.one, kind.many)),
    heads: kind.columns.map(({ name }) => name),
    rows: items.map((item) => kind.columns.map((column) => column.cell(item, moment))),
    all: total > BigInt(kRowsAKind) ? moment.link(`/${kind.path}`, { words }) : "",
    many: kind.many,
  };
}
