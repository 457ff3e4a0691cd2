// The list of any kind of record, on the screen and as a file of the same rows. A system is a filter
// of a list, never a second list.
import { listOffers } from "../commands/offers.js";
import { hasCalendar } from "./calendar.js";
import { fileOf } from "./exports.js";
import { capitalised, counted, formatDate } from "./format.js";
import type { Kind } from "./kinds.js";
import { askedFor, kFilters, parametersOf, rowsOf } from "./list_query.js";
import type { Asked, FilterName, Filters, Rows } from "./list_query.js";
import { listCrumbs, sectionOf } from "./frame.js";
import { AddressError, parameter } from "./moment.js";
import type { Moment } from "./moment.js";
import type { Page, PageMaker, PageRequest } from "./page.js";
import { tag, withheldSentences } from "./statements.js";

const kPageSize = 50;

/** The page, or with `format` the file, of a kind's list. */
export function listPage(kind: Kind): PageMaker {
  return async (request) => {
    const asked = askedFor(request.query);
    if (asked.filters.words !== undefined && kind.isTitled !== true) {
      throw new AddressError(`${capitalised(kind.many)} have no titles of their own to look in.`);
    }
    const format = parameter(request.query, "format");
    if (format !== "") return fileOf(format, kind, asked, request);
    return screen(kind, asked, await rowsOf(kind, asked, request, kPageSize), request);
  };
}

function screen(kind: Kind, asked: Asked, rows: Rows, { moment, account }: PageRequest): Page {
  const { filters } = asked;
  const path = `/${kind.path}`;
  const parameters = parametersOf(asked);
  const format = (name: string) => moment.link(path, { ...parameters, format: name });
  return {
    kind: "page",
    view: "list",
    title: capitalised(rows.total === 0n ? `no ${kind.many}` : kind.many),
    crumbs: listCrumbs(kind, moment),
    section: sectionOf(kind),
    commands: listOffers(kind.path, account, moment),
    asOf: rows.asOf,
    model: {
      path,
      question: kind.question,
      heads: kind.columns.map(({ name }) => name),
      rows: rows.items.map((item) => kind.columns.map((column) => column.cell(item, moment))),
      total: capitalised(counted(rows.total, kind.one, kind.many)),
      filters: shownFilters(filters, path, parameters, moment),
      isTitled: kind.isTitled === true,
      words: filters.words ?? "",
      from: filters.from ?? "",
      to: filters.to ?? "",
      system: filters.system ?? "",
      isOldestFirst: asked.isOldestFirst,
      otherFilters: Object.entries(filters).filter(([name]) => !kInForm.has(name)),
      withheld: withheldSentences(rows.withheld, kind.one, kind.many),
      next: rows.next === "" ? undefined : moment.link(path, { ...parameters, page: rows.next }),
      files: {
        csv: format("csv"),
        json: format("json"),
        atom: format("atom"),
        ics: hasCalendar(kind) ? format("ics") : undefined,
      },
    },
  };
}

/** Filters that the form has fields for; the others travel with it unseen. */
const kInForm: ReadonlySet<string> = new Set(["words", "from", "to", "system"]);

/** Each filter in words, with the address of the list without it. */
function shownFilters(
  filters: Filters,
  path: string,
  parameters: Record<string, string>,
  moment: Moment,
) {
  return Object.entries(filters).map(([name, value]) => {
    const others = Object.entries(parameters).filter(([other]) => other !== name);
    return {
      name: kFilters[name as FilterName],
      value: filterText(name, value),
      without: moment.link(path, Object.fromEntries(others)),
    };
  });
}

function filterText(name: string, value: string): string {
  if (name === "from" || name === "to") return formatDate(value);
  if (name === "state") return tag(value)?.text ?? value;
  return name === "broken_rule" && value === "any" ? "Any rule" : value;
}
