// The page of a system or a region: is it in order? Counts, who sits, what was decided, what people
// were asked.
import type {
  Body,
  GetOrganisationResponse,
  GetOverviewResponse,
  Meeting,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { OrganisationKindSchema } from "../gen/witan/organisation/v1/organisation_pb.js";
import type { Named } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted, formatDate, formatTime } from "./format.js";
import { systemLink, tiles } from "./home.js";
import { minutesText } from "./meeting.js";
import type { Moment } from "./moment.js";
import { NotFoundError, orNotFound } from "./page.js";
import type { Link, Moved, Page, PageRequest } from "./page.js";
import { activityRow, decisionRow, tag, withheldSentences } from "./statements.js";
import { wordsOf } from "./words.js";

const kRows = 10;
const kBodies = 50;

type Area = "system" | "region";
const kPaths = { system: "/systems", region: "/regions" } as const;

export const systemPage = (request: PageRequest) => areaPage(request, "system");
export const regionPage = (request: PageRequest) => areaPage(request, "region");

async function areaPage(request: PageRequest, area: Area): Promise<Page | Moved> {
  const { moment, key } = request;
  const code = key.toUpperCase();
  if (!/^[A-Z0-9]{3,10}$/.test(code)) {
    throw new NotFoundError(`“${key}” is not the code of a ${area}: 3 to 10 letters and digits.`);
  }
  if (code !== key) return { kind: "moved", href: moment.link(`${kPaths[area]}/${code}`) };
  const { overview, organisation, bodies, meetings, activities } = await ask(request, area, code);
  const filter = { [area]: code };
  return {
    kind: "page",
    view: "area",
    title: overview.subject?.name ?? organisation.item?.head?.title ?? code,
    caption: `${captionOf(organisation, area)} ${code}`,
    crumbs: crumbs(organisation, moment, area),
    asOf: overview.asOf,
    model: {
      facts: facts(overview, organisation, moment, area),
      tiles: tiles(overview, moment, filter),
      systems: area === "region" ? overview.systems.map((item) => systemLink(item, moment)) : [],
      decisions: overview.latestDecisions.map((decision) => decisionRow(decision, moment)),
      allDecisions: moment.link("/decisions", filter),
      withheld: withheldSentences(overview.withheld, "record"),
      bodies: bodies.items.map((body) => bodyRow(body, moment)),
      meetings: meetings.items.map((meeting) => meetingRow(meeting, moment)),
      allMeetings: moment.link("/meetings", filter),
      activities: activities.items.map((activity) => activityRow(activity, moment)),
      allActivities: moment.link("/involvement", filter),
    },
  };
}

/** All answers speak for one position: that of the first. */
async function ask({ services, moment, call }: PageRequest, area: Area, code: string) {
  const overview = await orNotFound(
    services.oversight.getOverview({ asAt: moment.asAt(), odsCode: code }, call),
    `There is no ${area} with the code ${code} at this moment.`,
  );
  const asAt = moment.asAt(overview.asOf?.token);
  const list = (pageSize: number) => ({ asAt, filter: { [area]: code }, pageSize });
  const [organisation, bodies, meetings, activities] = await Promise.all([
    services.oversight.getOrganisation({ asAt, key: { case: "odsCode", value: code } }, call),
    services.oversight.listBodies({ ...list(kBodies), ascending: true }, call),
    services.oversight.listMeetings(list(kRows), call),
    services.involvement.listActivities(list(kRows), call),
  ]);
  return { overview, organisation, bodies, meetings, activities };
}

function captionOf({ item }: GetOrganisationResponse, area: Area): string {
  const words = item ? wordsOf(OrganisationKindSchema, item.organisationKind) : "";
  return words === "" ? capitalised(area) : capitalised(words);
}

function crumbs({ regions }: GetOrganisationResponse, moment: Moment, area: Area): Link[] {
  const home = { text: "Home", href: moment.link("/") };
  const [region] = area === "system" ? regions : [];
  if (!region || region.odsCode === "") return [home];
  return [home, { text: region.name, href: moment.link(`/regions/${region.odsCode}`) }];
}

interface Row {
  key: string;
  text: string;
  href?: string;
}

function facts(
  overview: GetOverviewResponse,
  { item, regions }: GetOrganisationResponse,
  moment: Moment,
  area: Area,
): Row[] {
  const own = overview.systems.find(({ system }) => system?.id === overview.subject?.id);
  const rows: Row[] = area === "system" ? regions.map((region) => regionRow(region, moment)) : [];
  if (own && own.legalForm !== "") rows.push({ key: "Legal form", text: own.legalForm });
  if (own && own.segment !== 0) {
    rows.push({ key: "Oversight segment", text: `${own.segment} of 4` });
  }
  if (item && item.validFrom !== "") rows.push({ key: "From", text: formatDate(item.validFrom) });
  if (item && item.succeededOn !== "") {
    rows.push({ key: "Succeeded on", text: formatDate(item.succeededOn) });
  }
  if (area === "region") {
    rows.push({ key: "Systems", text: counted(overview.systems.length, "system") });
  }
  if (item && item.source !== "") rows.push({ key: "Source", text: item.source });
  return rows;
}

function regionRow(region: Named, moment: Moment): Row {
  const row = { key: "Region", text: region.name };
  if (region.odsCode === "") return row;
  return { ...row, href: moment.link(`/regions/${region.odsCode}`) };
}

function bodyRow(body: Body, moment: Moment) {
  const voting = body.members.filter(({ votes }) => votes).length;
  return {
    name: body.name || (body.head?.title ?? "Not known"),
    href: moment.link(`/bodies/${String(body.head?.number ?? 0n)}`),
    members:
      body.members.length === 0
        ? "None recorded"
        : `${counted(body.members.length, "member")}, ${voting === 0 ? "none" : voting} with a vote`,
    meets: body.meetsInPublic ? "In public" : "In private",
    instrument: body.instrument === "" ? "None in force" : body.instrument,
  };
}

function meetingRow(meeting: Meeting, moment: Moment) {
  const time = meeting.startsAt === "" ? "" : `, ${formatTime(meeting.startsAt)}`;
  return {
    date: `${formatDate(meeting.on)}${time}`,
    href: moment.link(`/meetings/${String(meeting.head?.number ?? 0n)}`),
    body: meeting.body?.name ?? "Not known",
    open: meeting.inPublic ? "Public" : "Private",
    state: tag(meeting.head?.state ?? ""),
    minutes: minutesText(meeting),
  };
}
