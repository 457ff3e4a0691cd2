// A list as an iCalendar (RFC 5545): meetings at their time, and what is due as whole days.
import type {
  Action,
  Dissent,
  Meeting,
  Recovery,
  Request,
  Segment,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Item } from "./columns.js";
import { capitalised, formatDate } from "./format.js";
import type { Kind } from "./kinds.js";
import type { Rows } from "./list_query.js";
import { recordName, recordPath } from "./names.js";

/** What stands in a calendar: the title of an entry, its day, and its time where one is stated. */
interface Entry {
  summary: string;
  /** A civil date; "" for a record that has none. */
  on: string;
  /** "14:30" in London; "" for a whole day. */
  at: string;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the row
function due<I extends Item>(what: string, on: (item: I) => string) {
  const of = on as (item: Item) => string;
  return (item: Item): Entry => ({ summary: `${what}: ${nameOf(item)}`, on: of(item), at: "" });
}

const nameOf = ({ head }: Item) => (head ? recordName(head) : "");

function meetingEntry(item: Item): Entry {
  const { on, startsAt, body, head } = item as Meeting;
  return { summary: `Meeting of ${body?.name ?? head?.title ?? ""}`, on, at: startsAt };
}

/** The kinds whose lists have a calendar, by path. */
const kEntries: Readonly<Record<string, (item: Item) => Entry>> = {
  actions: due<Action>("Action due", (item) => item.due),
  dissents: due<Dissent>("Answer to dissent due", ({ answerDue }) => answerDue),
  meetings: meetingEntry,
  recoveries: due<Recovery>("Recovery support expected to end", ({ expectedEnd }) => expectedEnd),
  requests: due<Request>("Answer due", (item) => item.due),
  segments: due<Segment>("Review of segment due", ({ reviewDue }) => reviewDue),
};

export const hasCalendar = ({ path }: Pick<Kind, "path">) => path in kEntries;

/** Clock changes in the United Kingdom, as they have been since 1996. */
const kLondon = [
  "BEGIN:VTIMEZONE",
  "TZID:Europe/London",
  "BEGIN:DAYLIGHT",
  "DTSTART:19960331T010000",
  "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
  "TZOFFSETFROM:+0000",
  "TZOFFSETTO:+0100",
  "TZNAME:BST",
  "END:DAYLIGHT",
  "BEGIN:STANDARD",
  "DTSTART:19961027T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
  "TZOFFSETFROM:+0100",
  "TZOFFSETTO:+0000",
  "TZNAME:GMT",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** The calendar of a list; records without a date, and stubs, are not in it. */
export function calendarOf(kind: Kind, rows: Pick<Rows, "items">, origin: string): string {
  const entryOf = kEntries[kind.path];
  if (!entryOf) return "";
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Witan//Witan//EN",
    "CALSCALE:GREGORIAN",
    `NAME:${calendarText(`Witan: ${kind.many}`)}`,
    `X-WR-CALNAME:${calendarText(`Witan: ${kind.many}`)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ...kLondon,
    ...rows.items.flatMap((item) => eventLines(item, entryOf(item), origin)),
    "END:VCALENDAR",
  ];
  return lines.map(folded).join("");
}

function eventLines({ head }: Item, { summary, on, at }: Entry, origin: string): string[] {
  const start = startOf(on, at);
  if (!head || head.stub || start === "") return [];
  const changed = utc(head.changedAtUs);
  const path = recordPath(head.kind, head.number) ?? "/";
  return [
    "BEGIN:VEVENT",
    `UID:${head.id}`,
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${String(head.version)}`,
    start,
    `SUMMARY:${calendarText(summary)}`,
    `DESCRIPTION:${calendarText(`${stateSentence(head.state)}${dateSentence(on)}`)}`,
    `URL:${origin}${path}`,
    ...(head.state === "cancelled" ? ["STATUS:CANCELLED"] : []),
    // What is due takes nobody's time, and when a meeting ends is not recorded.
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

const stateSentence = (state: string) =>
  state === "" ? "" : `${capitalised(state.replaceAll("_", " "))}. `;
const dateSentence = (on: string) => `${formatDate(on)}.`;

/** A time is London's, whichever side of a clock change it lies on; a day without a time is whole. */
function startOf(on: string, at: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on)) return "";
  const date = on.replaceAll("-", "");
  const time = /^(\d{2}):(\d{2})/.exec(at);
  if (!time) return `DTSTART;VALUE=DATE:${date}`;
  return `DTSTART;TZID=Europe/London:${date}T${time[1] ?? ""}${time[2] ?? ""}00`;
}

/** Microseconds since 1970 as "20221012T080400Z". */
function utc(microseconds: bigint): string {
  const iso = new Date(Number(microseconds / 1000n)).toISOString();
  return `${iso.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** A TEXT value (section 3.3.11): escaped, and without other control characters. */
export function calendarText(text: string): string {
  return (
    text
      .replaceAll(/[\\;,]/g, (special) => `\\${special}`)
      .replaceAll(/\r\n|\r|\n/g, "\\n")
      // eslint-disable-next-line no-control-regex -- the format cannot hold them
      .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "\uFFFD")
  );
}

const kLongestLineBytes = 75;

/** A content line (section 3.1): at most 75 bytes, its rest behind a space; no character is cut. */
export function folded(line: string): string {
  const lines = [""];
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > kLongestLineBytes) {
      lines.push(" ");
      bytes = 1;
    }
    lines.push((lines.pop() ?? "") + character);
    bytes += size;
  }
  return `${lines.join("\r\n")}\r\n`;
}
