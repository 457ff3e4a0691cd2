// A list as a file: CSV, JSON, an Atom feed or a calendar, of the rows that the screen shows, at one moment.
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import { calendarOf, hasCalendar } from "./calendar.js";
import type { Item } from "./columns.js";
import { capitalised } from "./format.js";
import type { Kind } from "./kinds.js";
import { parametersOf, rowsOf } from "./list_query.js";
import type { Asked, Rows } from "./list_query.js";
import { FormatError } from "./moment.js";
import { recordPath } from "./names.js";
import type { File, PageRequest } from "./page.js";

const kRowsAtOnce = 500;
/** A file holds at most this many rows; a longer list is cut, and says so. */
const kMostRows = 10_000;
const kFeedEntries = 50;

export async function fileOf(
  format: string,
  kind: Kind,
  asked: Asked,
  request: PageRequest,
): Promise<File> {
  const first = { ...asked, page: "" };
  switch (format) {
    case "csv":
      return csvFile(kind, await allRows(kind, first, request), request);
    case "json":
      return jsonFile(kind, await allRows(kind, first, request), request);
    case "atom":
      return atomFile(kind, asked, await rowsOf(kind, first, request, kFeedEntries), request);
    case "ics":
      return calendarFile(kind, first, request);
    default:
      throw noSuchFormat(format, kind);
  }
}

function noSuchFormat(format: string, kind: Kind): FormatError {
  const formats = hasCalendar(kind) ? "csv, json, atom or ics" : "csv, json or atom";
  return new FormatError(`format is “${format}”, but a list of ${kind.many} is had as ${formats}.`);
}

/** All pages of the list; page tokens hold them to one position. */
async function allRows(kind: Kind, asked: Asked, request: PageRequest): Promise<Rows> {
  const rows = await rowsOf(kind, asked, request, kRowsAtOnce);
  const items = [...rows.items];
  let { next } = rows;
  while (next !== "" && items.length < kMostRows) {
    const more = await rowsOf(kind, { ...asked, page: next }, request, kRowsAtOnce);
    items.push(...more.items);
    ({ next } = more);
  }
  return { ...rows, items, next };
}

/** Number, address and the columns of the screen, as text for machines. */
function valuesOf(kind: Kind, item: Item, origin: string): Record<string, string> {
  const { head } = item;
  const path = head ? recordPath(head.kind, head.number) : undefined;
  return {
    number: String(head?.number ?? ""),
    address: path === undefined ? "" : origin + path,
    ...Object.fromEntries(kind.columns.map((column) => [column.field, column.value(item)])),
  };
}

function csvFile(kind: Kind, rows: Rows, { origin }: PageRequest): File {
  const lines = rows.items.map((item) => csvRow(kind, item, origin, rows.asOf));
  const text = [csvHead(kind), ...lines].join("");
  return file("text/csv; charset=utf-8; header=present", `${kind.path}.csv`, text);
}

const fieldsOf = (kind: Kind) => ["number", "address", ...kind.columns.map(({ field }) => field)];

/** The first line of a kind's CSV. */
export const csvHead = (kind: Kind) => csvLine([...fieldsOf(kind), "as_of_event"]);

export function csvRow(kind: Kind, item: Item, origin: string, asOf: AsOf | undefined): string {
  const values = valuesOf(kind, item, origin);
  const position = String(asOf?.position ?? 0n);
  return csvLine([...fieldsOf(kind).map((field) => values[field] ?? ""), position]);
}

/** One row, with its line end. */
export const csvLine = (values: readonly string[]) => `${values.map(csvValue).join(",")}\r\n`;

/** RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
export function csvValue(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonFile(kind: Kind, rows: Rows, { origin }: PageRequest): File {
  const content = {
    asOf: asOfJson(rows.asOf),
    total: Number(rows.total),
    isCut: rows.next !== "",
    withheld: rows.withheld.reduce((sum, { count }) => sum + Number(count), 0),
    items: rows.items.map((item) => valuesOf(kind, item, origin)),
  };
  const text = `${JSON.stringify(content, null, 1)}\n`;
  return file("application/json; charset=utf-8", `${kind.path}.json`, text);
}

/** The moment of a file. */
export function asOfJson(asOf: AsOf | undefined) {
  return {
    event: Number(asOf?.position ?? 0n),
    recordedAt: timeOf(asOf?.recordedAtUs),
    token: asOf?.token ?? "",
  };
}

/** RFC 3339 in UTC. */
export const timeOf = (microseconds = 0n) => new Date(Number(microseconds / 1000n)).toISOString();

function atomFile(kind: Kind, asked: Asked, rows: Rows, { origin, moment }: PageRequest): File {
  const link = (parameters: Record<string, string>) =>
    origin + moment.link(`/${kind.path}`, { ...parametersOf(asked), ...parameters });
  const text = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
    `<title>${xml(`Witan: ${kind.many}`)}</title>`,
    `<subtitle>${xml(kind.question)}</subtitle>`,
    `<id>${xml(link({}))}</id>`,
    `<link rel="self" type="application/atom+xml" href="${xml(link({ format: "atom" }))}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(link({}))}"/>`,
    `<updated>${timeOf(rows.asOf?.recordedAtUs)}</updated>`,
    "<author><name>Witan</name></author>",
    ...rows.items.map((item) => entry(kind, item, origin)),
    "</feed>",
    "",
  ].join("\n");
  return file("application/atom+xml; charset=utf-8", "", text);
}

async function calendarFile(kind: Kind, asked: Asked, request: PageRequest): Promise<File> {
  if (!hasCalendar(kind)) throw noSuchFormat("ics", kind);
  const text = calendarOf(kind, await allRows(kind, asked, request), request.origin);
  return file("text/calendar; charset=utf-8", `${kind.path}.ics`, text);
}

function entry(kind: Kind, item: Item, origin: string): string {
  const { title = "", address = "" } = valuesOf(kind, item, origin);
  const said = kind.columns
    .filter((column) => column.field !== "title" && column.value(item) !== "")
    .map((column) => `${column.name}: ${column.value(item)}`);
  return [
    "<entry>",
    `<id>urn:uuid:${xml(item.head?.id ?? "")}</id>`,
    `<title>${xml(capitalised(title))}</title>`,
    `<link rel="alternate" type="text/html" href="${xml(address)}"/>`,
    `<updated>${timeOf(item.head?.changedAtUs)}</updated>`,
    `<published>${timeOf(item.head?.openedAtUs)}</published>`,
    `<summary>${xml(said.join("; "))}</summary>`,
    "</entry>",
  ].join("\n");
}

/** Text for XML: escaped, and without the control characters that XML cannot hold. */
export function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

/** A file with a name is saved, one without is read where it stands. */
export function file(type: string, name: string, text: string): File {
  return { kind: "file", type, name, text };
}
