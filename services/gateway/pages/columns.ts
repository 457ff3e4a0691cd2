// Columns of lists: what stands on the screen and, of the same value, in a file.
import type { Message } from "@bufbuild/protobuf";
import type { Named, RecordHead } from "../gen/witan/oversight/v1/query_pb.js";
import { formatDate } from "./format.js";
import type { Moment } from "./moment.js";
import { recordPath } from "./names.js";
import { tag } from "./statements.js";
import type { Tag } from "./statements.js";

/** A row of a list as the services give it. */
export interface Item extends Message {
  head?: RecordHead | undefined;
}

export interface Cell {
  text: string;
  href?: string;
  tag?: Tag | undefined;
  quiet?: string;
  /** Never broken over lines: a date. */
  keep?: boolean;
}

// Methods, so that a kind's columns may take their own kind of row.
export interface Column {
  name: string;
  /** The column's name in files. */
  field: string;
  /** What stands in files: ISO dates, codes, "" for nothing. */
  value(item: Item): string;
  cell(item: Item, moment: Moment): Cell;
}

/** The record itself, which the row leads to. */
export function recordColumn(name: string, kind: string): Column {
  const title = ({ head }: Item) => {
    const own = head && !head.stub ? head.title : "";
    return own || `${kind} ${String(head?.number ?? "")}`.trim();
  };
  return {
    name,
    field: "title",
    value: title,
    cell: (item, moment) => {
      const path = item.head ? recordPath(item.head.kind, item.head.number) : undefined;
      const text = title(item);
      return path === undefined ? { text } : { text, href: moment.link(path) };
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the row
export function textColumn<I extends Item>(
  name: string,
  field: string,
  value: (item: I) => string,
  nothing = "None",
): Column {
  const of = value as (item: Item) => string;
  return { name, field, value: of, cell: (item) => ({ text: of(item) || nothing }) };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the row
export function dateColumn<I extends Item>(
  name: string,
  field: string,
  value: (item: I) => string,
  nothing = "None",
): Column {
  const of = value as (item: Item) => string;
  const shown = (item: Item) => (of(item) === "" ? nothing : formatDate(of(item)));
  return { name, field, value: of, cell: (item) => ({ text: shown(item), keep: true }) };
}

export const occurredColumn = dateColumn("Date", "date", ({ head }) => head?.occurred ?? "");

export function stateColumn(): Column {
  return {
    name: "State",
    field: "state",
    value: ({ head }) => head?.state ?? "",
    cell: ({ head }) => {
      const broken = head?.brokenRules ?? [];
      const cell = { text: head?.state ?? "", tag: tag(head?.state ?? "") };
      return broken.length === 0 ? cell : { ...cell, quiet: `Broke ${broken.join(", ")}` };
    },
  };
}

/** The organisations and bodies that a record is about. */
export const aboutColumn = textColumn("About", "about", ({ head }) => {
  return (head?.subjects ?? []).map(({ name }) => name).join("; ");
});

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the row
export function namedColumn<I extends Item>(
  name: string,
  field: string,
  named: (item: I) => Named | undefined,
): Column {
  return textColumn<I>(name, field, (item) => named(item)?.name ?? "", "Not known");
}
