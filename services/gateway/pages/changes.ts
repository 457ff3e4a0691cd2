// What changed since a moment: every event after it that this reader may see, by record, newest first.
import { changeFile } from "./change_files.js";
import { changesOf } from "./change_list.js";
import type { Change, Changes } from "./change_list.js";
import { askedOf, isPosition, positionOf, untilOf } from "./change_query.js";
import type { AskedChanges, Since } from "./change_query.js";
import { capitalised, counted, formatCount, formatTimestamp } from "./format.js";
import { kinds } from "./kinds.js";
import { parameter } from "./moment.js";
import type { Moment } from "./moment.js";
import type { File, Moved, Page, PageRequest } from "./page.js";
import { withheldSentences } from "./statements.js";

const kPageSize = 50;
/** Of one record, so many events stand in its row; its page has all. */
const kEventsInRow = 5;
const kUsualDays = 7;
const kDayMs = 24 * 3_600_000;

export async function changesPage(request: PageRequest): Promise<Page | Moved | File> {
  const { query } = request;
  const format = parameter(query, "format");
  const since = parameter(query, "since");
  if (since === "" && format === "") return moved(request);
  const asked = askedOf(query, since);
  if (format !== "") return changeFile(format, asked, request);
  const after = await positionOf(request, asked.since);
  const changes = await changesOf(
    request,
    { after: after.position, until: untilOf(query) },
    asked.filter,
    kPageSize,
  );
  return screen(asked, after, changes, request);
}

/** An address that says since when can be kept, sent and opened again. */
function moved({ moment, query, lastLook }: PageRequest): Moved {
  const { parameters } = askedOf(query, "");
  const since = lastLook?.()?.position.toString() ?? daysBefore(moment.today(), kUsualDays);
  const href = moment.link("/changes", { ...parameters, since });
  return { kind: "moved", href, isForNow: true };
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * kDayMs).toISOString().slice(0, 10);
}

function screen(
  asked: AskedChanges,
  after: Since,
  changes: Changes,
  { moment, query, account }: PageRequest,
): Page {
  const { items, asOf } = changes;
  const link = (more: Record<string, string>) =>
    moment.link("/changes", { ...asked.parameters, ...more });
  const isFirst = parameter(query, "until") === "";
  const isMore = changes.from > after.position;
  return {
    kind: "page",
    view: "changes",
    title: `${capitalised(items.length === 0 ? "nothing" : "what")} changed since ${after.words}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "The record", href: moment.link("/record") },
    ],
    section: "record",
    asOf,
    model: {
      heads: ["Record", "Kind", "What happened", "Recorded"],
      rows: items.map((change) => row(change, moment)),
      total: `${capitalised(counted(items.length, "record"))}${isMore || !isFirst ? " on this page" : ""}`,
      filters: shownFilters(asked, moment),
      kindOptions: kinds.map(({ path, many }) => ({
        value: path,
        text: capitalised(many),
        isChosen: asked.parameters.kind === path,
      })),
      asked: asked.parameters,
      sinceDate: isPosition(asked.since) ? "" : asked.since.slice(0, 10),
      range: {
        from: formatCount(changes.from + 1n),
        to: formatCount(asOf?.position ?? 0n),
        isMore,
      },
      withheld: withheldSentences(changes.withheld, "event"),
      next: isMore ? link({ until: String(changes.from) }) : undefined,
      seen: account && moment.isNow ? String(asOf?.position ?? 0n) : undefined,
      files: {
        csv: link({ format: "csv" }),
        json: link({ format: "json" }),
        atom: feedLink(asked, moment),
      },
    },
  };
}

/** A feed goes on: it has no beginning. */
function feedLink({ parameters }: AskedChanges, moment: Moment): string {
  return moment.link("/changes", { ...parameters, since: "", format: "atom" });
}

function row({ title, path, kindName, about, events }: Change, moment: Moment) {
  const shown = events.slice(0, kEventsInRow);
  const rest = events.length - shown.length;
  return {
    title,
    href: path === undefined ? "" : moment.link(path),
    kind: kindName,
    about,
    events: shown.map(({ label, position, corrects }) => ({
      text: corrects ? `${label} (a correction)` : label,
      href: moment.link(`/events/${String(position)}`),
      position: formatCount(position),
    })),
    rest: rest === 0 ? "" : `and ${counted(rest, "earlier event")}`,
    recorded: formatTimestamp(events[0]?.recordedAtUs ?? 0n),
  };
}

const kFilterNames = { kind: "Kind", system: "System", region: "Region" } as const;

function shownFilters({ parameters }: AskedChanges, moment: Moment) {
  return Object.entries(kFilterNames).flatMap(([name, shown]) => {
    const value = parameters[name];
    if (value === undefined) return [];
    const others = Object.fromEntries(
      Object.entries(parameters).filter(([other]) => other !== name),
    );
    const kind = kinds.find(({ path }) => name === "kind" && path === value);
    return [
      {
        name: shown,
        value: kind ? capitalised(kind.many) : value,
        without: moment.link("/changes", others),
      },
    ];
  });
}
