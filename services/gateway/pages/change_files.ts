// What changed as a file: CSV, JSON or an Atom feed of the rows that the screen shows.
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import { asOfJson, csvLine, file, timeOf, xml } from "./exports.js";
import { changesOf } from "./change_list.js";
import type { Change } from "./change_list.js";
import { positionOf } from "./change_query.js";
import type { AskedChanges } from "./change_query.js";
import { AddressError, FormatError } from "./moment.js";
import type { File, PageRequest } from "./page.js";

const kRecordsAtOnce = 200;
/** A file holds at most so many records; a longer one is cut, and says so. */
const kMostRecords = 2_000;
const kFeedEntries = 50;
const kFields = ["number", "address", "kind", "title", "changes", "newest_event", "recorded_at"];

export async function changeFile(
  format: string,
  asked: AskedChanges,
  request: PageRequest,
): Promise<File> {
  if (!["csv", "json", "atom"].includes(format)) {
    throw new FormatError(`format is “${format}”, but what changed is had as csv, json or atom.`);
  }
  if (format === "atom") return feed(asked, request);
  if (asked.since === "")
    throw new AddressError("since is missing: say since when, by date or position.");
  const rows = await allChanges(asked, request);
  return format === "csv" ? csv(rows, request) : json(rows, asked, request);
}

interface Rows {
  asOf: AsOf | undefined;
  items: readonly Change[];
  isCut: boolean;
}

async function allChanges(asked: AskedChanges, request: PageRequest): Promise<Rows> {
  const { position: after } = await positionOf(request, asked.since);
  const found = new Map<string, Change>();
  let until: bigint | undefined;
  let asOf: AsOf | undefined;
  do {
    const page = await changesOf(request, { after, until }, asked.filter, kRecordsAtOnce);
    asOf ??= page.asOf;
    for (const change of page.items) {
      const { events = [] } = found.get(change.id) ?? {};
      found.set(change.id, { ...change, events: [...events, ...change.events] });
    }
    until = page.from;
  } while (until > after && found.size < kMostRecords);
  return { asOf, items: [...found.values()], isCut: until > after };
}

function valuesOf({ number, path, kindName, title, events }: Change, origin: string) {
  const newest = events[0];
  return {
    number: number === 0n ? "" : String(number),
    address: path === undefined ? "" : origin + path,
    kind: kindName,
    title,
    changes: events.map(({ label, position }) => `${label} (event ${String(position)})`).join("; "),
    newest_event: String(newest?.position ?? ""),
    recorded_at: timeOf(newest?.recordedAtUs),
  };
}

function csv({ items, asOf }: Rows, { origin }: PageRequest): File {
  const position = String(asOf?.position ?? 0n);
  const lines = items.map((change) =>
    csvLine([...Object.values(valuesOf(change, origin)), position]),
  );
  const text = [csvLine([...kFields, "as_of_event"]), ...lines].join("");
  return file("text/csv; charset=utf-8; header=present", "changes.csv", text);
}

function json(
  { items, asOf, isCut }: Rows,
  { since }: AskedChanges,
  { origin }: PageRequest,
): File {
  const content = {
    asOf: asOfJson(asOf),
    since,
    isCut,
    items: items.map((change) => valuesOf(change, origin)),
  };
  return file(
    "application/json; charset=utf-8",
    "changes.json",
    `${JSON.stringify(content, null, 1)}\n`,
  );
}

/** The newest changes, whenever they were: a feed has no beginning. */
async function feed(asked: AskedChanges, request: PageRequest): Promise<File> {
  const { origin, moment } = request;
  const after = asked.since === "" ? 0n : (await positionOf(request, asked.since)).position;
  const { items, asOf } = await changesOf(
    request,
    { after, until: undefined },
    asked.filter,
    kFeedEntries,
  );
  const link = (more: Record<string, string>) =>
    xml(origin + moment.link("/changes", { ...asked.parameters, ...more }));
  const text = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
    "<title>Witan: what changed</title>",
    `<id>${link({})}</id>`,
    `<link rel="self" type="application/atom+xml" href="${link({ format: "atom" })}"/>`,
    `<link rel="alternate" type="text/html" href="${link({})}"/>`,
    `<updated>${timeOf(asOf?.recordedAtUs)}</updated>`,
    "<author><name>Witan</name></author>",
    ...items.map((change) => entry(change, origin)),
    "</feed>",
    "",
  ].join("\n");
  return file("application/atom+xml; charset=utf-8", "", text);
}

/** A record that changes again is a new entry: its id names the newest event. */
function entry(change: Change, origin: string): string {
  const {
    title,
    address,
    kind,
    changes,
    newest_event: position,
    recorded_at: time,
  } = valuesOf(change, origin);
  const event = `${origin}/events/${position}`;
  return [
    "<entry>",
    `<id>urn:uuid:${xml(change.events[0]?.eventId ?? "")}</id>`,
    `<title>${xml(`${kind}: ${title}`)}</title>`,
    `<link rel="alternate" type="text/html" href="${xml(address === "" ? event : address)}"/>`,
    `<updated>${time}</updated>`,
    `<summary>${xml(changes)}</summary>`,
    "</entry>",
  ].join("\n");
}
