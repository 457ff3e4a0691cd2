// What a list is asked for by its address, and its rows at one moment.
import type { AsOf, Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import type { Item } from "./columns.js";
import type { Kind, ListRequest } from "./kinds.js";
import { AddressError, parameter } from "./moment.js";
import type { Moment, Query } from "./moment.js";
import type { PageRequest } from "./page.js";

/** Parameters of the address that narrow a list, and their names on the page. */
export const kFilters = {
  system: "System",
  region: "Region",
  state: "State",
  words: "Words in the title",
  broken_rule: "Broken rule",
  from: "From",
  to: "Before",
} as const;
export type FilterName = keyof typeof kFilters;
export type Filters = Partial<Record<FilterName, string>>;

const kOldestFirst = "oldest";

/** What a list is asked for. */
export interface Asked {
  filters: Filters;
  isOldestFirst: boolean;
  page: string;
}

/** The rows of a list, at one moment. */
export interface Rows {
  items: readonly Item[];
  total: bigint;
  asOf: AsOf | undefined;
  withheld: readonly Withheld[];
  next: string;
}

export async function rowsOf(
  kind: Kind,
  asked: Asked,
  { services, moment, call }: PageRequest,
  pageSize: number,
): Promise<Rows> {
  const { items, page } = await kind.list(services, listRequest(asked, moment, pageSize), call);
  return {
    items,
    total: page?.total ?? 0n,
    asOf: page?.asOf,
    withheld: page?.withheld ?? [],
    next: page?.nextPageToken ?? "",
  };
}

/** What the address of a list may hold. */
const kParameters: ReadonlySet<string> = new Set([
  ...Object.keys(kFilters),
  "order",
  "page",
  "format",
  "known_at",
  "effective_at",
]);

/** Throws AddressError, also for a name that is none: a misspelt filter would show too much. */
export function askedFor(query: Query): Asked {
  const unknown = Object.keys(query).find((name) => !kParameters.has(name));
  if (unknown !== undefined) {
    const names = [...kParameters].join(", ");
    throw new AddressError(`A list takes no parameter “${unknown}”. It takes ${names}.`);
  }
  const filters: Filters = {};
  for (const name of Object.keys(kFilters) as FilterName[]) {
    const value = parameter(query, name);
    if (value !== "") filters[name] = value;
  }
  const order = parameter(query, "order");
  if (order !== "" && order !== kOldestFirst && order !== "newest") {
    throw new AddressError(`order is “${order}”, but it must be newest or oldest.`);
  }
  return { filters, isOldestFirst: order === kOldestFirst, page: parameter(query, "page") };
}

function listRequest(asked: Asked, moment: Moment, pageSize: number): ListRequest {
  const { broken_rule: brokenRule, ...filters } = asked.filters;
  return {
    asAt: moment.asAt(),
    filter: { ...filters, ...(brokenRule === undefined ? {} : { brokenRule }) },
    pageSize,
    pageToken: asked.page,
    ascending: asked.isOldestFirst,
  };
}

/** The parameters of the address of this list, without the moment. */
export function parametersOf({ filters, isOldestFirst }: Asked): Record<string, string> {
  return { ...filters, ...(isOldestFirst ? { order: kOldestFirst } : {}) };
}
