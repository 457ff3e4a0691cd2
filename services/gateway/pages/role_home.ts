// The first page of who is signed in: what waits for them, their systems in figures, and where to go
// on. Each figure leads to the list that it counts.
import { Role, RoleSchema } from "../gen/witan/auth/v1/principal_pb.js";
import type { Counts, SystemOverview } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Account } from "../signin/account.js";
import { capitalised, formatCount, formatTimestamp } from "./format.js";
import type { Tile } from "./home.js";
import type { Moment } from "./moment.js";
import { placeOf } from "./names.js";
import type { Link, Page, PageRequest } from "./page.js";
import { decisionRow, withheldSentences } from "./statements.js";
import { tasksOf } from "./tasks.js";
import { wordsOf } from "./words.js";

const kWholeCountry: ReadonlySet<Role> = new Set([Role.NATIONAL, Role.CQC, Role.REGISTRAR]);

/** Somebody's own area: a code of the register, "" for the country; undefined where there is none. */
interface Area {
  code: string;
  name: string;
}

export async function roleHomePage(request: PageRequest, account: Account): Promise<Page> {
  const { services, moment, call } = request;
  if (isOperatorAlone(account)) return operatorPage(account);
  const area = await areaOf(request, account);
  const [overview, tasks] = await Promise.all([
    services.oversight.getOverview({ asAt: moment.asAt(), odsCode: area.code }, call),
    moment.isNow ? tasksOf({ ...request, account }, area.code) : [],
  ]);
  return {
    kind: "page",
    view: "role_home",
    title: tasks.length === 0 ? "Nothing waits for you" : `${waiting(tasks.length)} for you`,
    caption: captionOf(account),
    crumbs: [],
    asOf: overview.asOf,
    commands: commandsOf(account, moment),
    model: {
      tasks,
      area: area.name,
      areaHref: hrefOf(area, moment),
      changes: changesLink(request, area),
      tiles: tilesOf(overview.counts, area.code, moment),
      ...systemsView(overview.systems, moment),
      decisions: overview.latestDecisions.map((decision) => decisionRow(decision, moment)),
      withheld: withheldSentences(overview.withheld, "record"),
    },
  };
}

function isOperatorAlone({ roles }: Account): boolean {
  return roles.length > 0 && roles.every((role) => role === Role.OPERATOR);
}

function operatorPage(account: Account): Page {
  const title = "You run the service";
  return {
    kind: "page",
    view: "operator_home",
    title,
    caption: captionOf(account),
    crumbs: [],
    model: {},
  };
}

function captionOf({ organisationName, roles }: Account): string {
  const words = roles.map((role) => capitalised(wordsOf(RoleSchema, role)));
  return [organisationName, ...words].filter((text) => text !== "").join(", ");
}

function waiting(count: number): string {
  return count === 1 ? "1 thing waits" : `${formatCount(count)} things wait`;
}

async function areaOf({ services, moment, call }: PageRequest, account: Account): Promise<Area> {
  const country = { code: "", name: "England" };
  if (account.organisationId === "" || account.roles.some((role) => kWholeCountry.has(role))) {
    return country;
  }
  const key = { case: "id", value: account.organisationId } as const;
  const { item, systems } = await services.oversight.getOrganisation(
    { asAt: moment.asAt(), key },
    call,
  );
  const isOwn = /^(Y|Q)/.test(item?.odsCode ?? "");
  if (isOwn) return { code: item?.odsCode ?? "", name: item?.head?.title ?? "" };
  const [system] = systems;
  return system ? { code: system.odsCode, name: system.name } : country;
}

function hrefOf({ code }: Area, moment: Moment): string {
  if (code === "") return "";
  return moment.link(code.startsWith("Y") ? `/regions/${code}` : `/systems/${code}`);
}

/** To what changed since somebody last looked through it, in their own area. */
function changesLink({ moment, lastLook }: PageRequest, { code, name }: Area): Link {
  const look = lastLook?.();
  const since: Record<string, string> = look ? { since: String(look.position) } : {};
  const when = look
    ? `since you last looked, ${formatTimestamp(BigInt(look.atMs) * 1000n)}`
    : "in the last 7 days";
  const href = moment.link("/changes", { ...since, ...areaFilter(code) });
  return { text: `${name}: what changed ${when}`, href };
}

function commandsOf({ personId }: Account, moment: Moment): Link[] {
  return personId !== "" && moment.isNow
    ? [{ text: "Declare an interest", href: "/interests/new" }]
    : [];
}

/** What is not as it should be, in the area, each with its list. */
function tilesOf(counts: Counts | undefined, code: string, moment: Moment): Tile[] {
  if (!counts) return [];
  const filter = areaFilter(code);
  const tile = (count: bigint, what: string, why: string, path: string, more = {}): Tile => ({
    count: formatCount(count),
    what,
    why,
    href: moment.link(path, { ...filter, ...more }),
    isNone: count === 0n,
  });
  return [
    tile(
      counts.decisionsOutsideAuthority,
      "outside authority",
      "happened, and broke a rule",
      "/decisions",
      {
        broken_rule: "any",
      },
    ),
    tile(
      counts.dissentsUnanswered,
      counts.dissentsUnanswered === 1n ? "dissent not answered" : "dissents not answered",
      "somebody waits for a reply",
      "/dissents",
      {
        state: "open",
      },
    ),
    tile(
      counts.actionsOverdue,
      counts.actionsOverdue === 1n ? "action overdue" : "actions overdue",
      "open after their day",
      "/actions",
      {
        state: "overdue",
      },
    ),
    tile(counts.activitiesOpen, "open to take part in", "people are being asked", "/involvement", {
      state: "open",
    }),
  ];
}

function areaFilter(code: string): Record<string, string> {
  if (code === "") return {};
  return code.startsWith("Y") ? { region: code } : { system: code };
}

const kSystemHeads = [
  "System",
  "Segment",
  "Outside authority",
  "Actions overdue",
  "Dissents not answered",
];
/** A region's systems are seen at once; of the country's, first those that need somebody. */
const kMostAtOnce = 12;
/** From this segment on NHS England gives support that was not asked for. */
const kSupported = 3;

function systemsView(all: readonly SystemOverview[], moment: Moment) {
  const rows = (some: readonly SystemOverview[]) => some.map((each) => systemRow(each, moment));
  const heads = { systemHeads: kSystemHeads };
  // One system's figures stand above.
  if (all.length < 2) return { ...heads, systems: [], quietSystems: [] };
  if (all.length <= kMostAtOnce) {
    return { ...heads, systemsCaption: "Systems", systems: rows(all), quietSystems: [] };
  }
  return {
    ...heads,
    systemsCaption: "Systems where something is amiss",
    systems: rows(all.filter(isAmiss)),
    quietSystems: rows(all.filter((each) => !isAmiss(each))),
  };
}

function isAmiss({ counts, segment }: SystemOverview): boolean {
  const {
    decisionsOutsideAuthority = 0n,
    actionsOverdue = 0n,
    dissentsUnanswered = 0n,
  } = counts ?? {};
  return (
    decisionsOutsideAuthority + actionsOverdue + dissentsUnanswered > 0n || segment >= kSupported
  );
}

function systemRow({ system, counts, segment }: SystemOverview, moment: Moment) {
  const code = system?.odsCode ?? "";
  const cell = (count: bigint | undefined, path: string, filter: Record<string, string>) => ({
    text: formatCount(count ?? 0n),
    ...((count ?? 0n) > 0n && { href: moment.link(path, { system: code, ...filter }) }),
  });
  return [
    { text: placeOf(system?.name ?? "Not known"), href: moment.link(`/systems/${code}`) },
    { text: segment === 0 ? "None decided" : String(segment) },
    cell(counts?.decisionsOutsideAuthority, "/decisions", { broken_rule: "any" }),
    cell(counts?.actionsOverdue, "/actions", { state: "overdue" }),
    cell(counts?.dissentsUnanswered, "/dissents", { state: "open" }),
  ];
}
