// The lists: decisions and involvement. A system is a filter of a list, never a second list.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListRecordsRequestSchema,
  Page as ListPage,
} from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted } from "./format.js";
import { parameter } from "./moment.js";
import type { Moment, Query } from "./moment.js";
import type { Page, PageRequest } from "./page.js";
import { activityRow, decisionRow, withheldSentences } from "./statements.js";

const kPageSize = 50;

/** Parameters of the address that narrow a list, and their names on the page. */
const kFilters = {
  system: "System",
  region: "Region",
  state: "State",
  words: "Words in the title",
  broken_rule: "Broken rule",
  from: "From",
  to: "Before",
} as const;
type FilterName = keyof typeof kFilters;
type Filters = Partial<Record<FilterName, string>>;

export async function decisionsPage({ services, moment, query, call }: PageRequest): Promise<Page> {
  const filters = readFilters(query);
  const answer = await services.oversight.listDecisions(listRequest(query, moment, filters), call);
  return listPage("decisions", "decision", answer.page, filters, moment, {
    rows: answer.items.map((decision) => decisionRow(decision, moment)),
  });
}

export async function involvementPage(request: PageRequest): Promise<Page> {
  const { services, moment, query, call } = request;
  const filters = readFilters(query);
  const answer = await services.involvement.listActivities(
    listRequest(query, moment, filters),
    call,
  );
  return listPage("involvement", "record of involvement", answer.page, filters, moment, {
    rows: answer.items.map((activity) => activityRow(activity, moment)),
  });
}

function readFilters(query: Query): Filters {
  const filters: Filters = {};
  for (const name of Object.keys(kFilters) as FilterName[]) {
    const value = parameter(query, name);
    if (value !== "") filters[name] = value;
  }
  return filters;
}

function listRequest(
  query: Query,
  moment: Moment,
  { broken_rule: brokenRule, ...filters }: Filters,
): MessageInitShape<typeof ListRecordsRequestSchema> {
  return {
    asAt: moment.asAt(),
    filter: { ...filters, ...(brokenRule === undefined ? {} : { brokenRule }) },
    pageSize: kPageSize,
    pageToken: parameter(query, "page"),
  };
}

function listPage(
  section: "decisions" | "involvement",
  one: string,
  page: ListPage | undefined,
  filters: Filters,
  moment: Moment,
  rows: { rows: object[] },
): Page {
  const total = page?.total ?? 0n;
  const path = `/${section}`;
  const many = one.replace(/^(\w+)/, "$1s");
  return {
    kind: "page",
    view: section,
    title: total === 0n ? `No ${many}` : capitalised(section),
    crumbs: [{ text: "Home", href: moment.link("/") }],
    section,
    asOf: page?.asOf,
    model: {
      ...rows,
      path,
      total: capitalised(counted(total, one, many)),
      filters: shownFilters(filters, path, moment),
      words: filters.words ?? "",
      otherFilters: Object.entries(filters).filter(([name]) => name !== "words"),
      withheld: withheldSentences(page?.withheld ?? []),
      next: page?.nextPageToken
        ? moment.link(path, { ...filters, page: page.nextPageToken })
        : undefined,
    },
  };
}

/** Each filter with the address of the list without it. */
function shownFilters(filters: Filters, path: string, moment: Moment) {
  return Object.entries(filters).map(([name, value]) => {
    const others = Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name));
    return { name: kFilters[name as FilterName], value, without: moment.link(path, others) };
  });
}
