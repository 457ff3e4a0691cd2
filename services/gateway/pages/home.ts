// The first page: what is decided near you. Regions and their systems, counts, the newest decisions.
import type {
  GetOverviewResponse,
  SystemOverview,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { counted, formatCount } from "./format.js";
import type { Moment } from "./moment.js";
import { placeOf } from "./names.js";
import type { Page, PageRequest } from "./page.js";
import { roleHomePage } from "./role_home.js";
import { activityRow, decisionRow, withheldSentences } from "./statements.js";

const kOpenActivities = 5;
/** More would push what is open to take part in too far down a phone. */
const kLatestDecisions = 4;

/** Everybody's own first page: the public's, or that of somebody's work. */
export function homePage(request: PageRequest): Promise<Page> {
  const { account } = request;
  return account ? roleHomePage(request, account) : publicHomePage(request);
}

async function publicHomePage({ services, moment, call }: PageRequest): Promise<Page> {
  const overview = await services.oversight.getOverview({ asAt: moment.asAt() }, call);
  const asAt = moment.asAt(overview.asOf?.token);
  const open = await services.involvement.listActivities(
    { asAt, filter: { state: "open" }, pageSize: kOpenActivities },
    call,
  );
  return {
    kind: "page",
    view: "home",
    title: "What is decided near you",
    crumbs: [],
    asOf: overview.asOf,
    model: {
      systemsCount: formatCount(overview.systems.length),
      regionsCount: formatCount(overview.regions.length),
      tiles: tiles(overview, moment),
      regions: regions(overview, moment),
      decisions: overview.latestDecisions
        .slice(0, kLatestDecisions)
        .map((decision) => decisionRow(decision, moment)),
      withheld: withheldSentences(overview.withheld, "record"),
      activities: open.items.map((activity) => activityRow(activity, moment)),
    },
  };
}

export interface Tile {
  count: string;
  what: string;
  why: string;
  href: string;
  isNone: boolean;
}

/** Counts that lead to the list that they count. */
export function tiles(
  { counts }: GetOverviewResponse,
  moment: Moment,
  area: Readonly<Record<string, string>> = {},
): Tile[] {
  const tile = (count: bigint, what: string, why: string, path: string, filter = {}): Tile => ({
    count: formatCount(count),
    what,
    why,
    href: moment.link(path, { ...area, ...filter }),
    isNone: count === 0n,
  });
  const { decisions, decisionsOutsideAuthority, activities, activitiesOpen } = counts ?? {
    decisions: 0n,
    decisionsOutsideAuthority: 0n,
    activities: 0n,
    activitiesOpen: 0n,
  };
  return [
    tile(
      decisions,
      decisions === 1n ? "decision" : "decisions",
      "proposals and advice among them",
      "/decisions",
    ),
    tile(
      decisionsOutsideAuthority,
      "outside authority",
      "happened, and broke a rule",
      "/decisions",
      { broken_rule: "any" },
    ),
    tile(activities, "times people were involved", "and what came of it", "/involvement"),
    tile(activitiesOpen, "open now", "you can still take part", "/involvement", { state: "open" }),
  ];
}

export interface SystemLink {
  name: string;
  href: string;
  count: string;
}

export interface RegionGroup {
  name: string;
  id: string;
  href: string;
  systems: SystemLink[];
}

/** Each region with its systems, in the order of the answer. */
function regions(overview: GetOverviewResponse, moment: Moment): RegionGroup[] {
  const groups = overview.regions.map((region) => ({
    name: region.name,
    id: `region-${region.odsCode || String(region.number)}`,
    href: region.odsCode === "" ? "" : moment.link(`/regions/${region.odsCode}`),
    systems: overview.systems
      .filter((system) => system.region?.id === region.id)
      .map((system) => systemLink(system, moment)),
  }));
  const placed = new Set(overview.regions.map(({ id }) => id));
  const others = overview.systems.filter(({ region }) => !region || !placed.has(region.id));
  if (others.length > 0) {
    groups.push({
      name: "Region not known",
      id: "region-none",
      href: "",
      systems: others.map((system) => systemLink(system, moment)),
    });
  }
  return groups;
}

export function systemLink({ system, counts }: SystemOverview, moment: Moment): SystemLink {
  const decisions = counts?.decisions ?? 0n;
  return {
    name: placeOf(system?.name ?? "Not known"),
    href: moment.link(`/systems/${system?.odsCode ?? ""}`),
    count: decisions === 0n ? "" : counted(decisions, "decision"),
  };
}
