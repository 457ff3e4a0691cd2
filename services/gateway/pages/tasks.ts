// What waits for somebody, from the record as they may see it: each leads to where it is done.
import { mandatedBodies } from "../commands/voice.js";
import type { CommandRequest } from "../commands/journey.js";
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import { ItemKind } from "../gen/witan/meeting/v1/meeting_pb.js";
import { counted, formatDate } from "./format.js";
import { titleOf } from "./statements.js";
import type { Tag } from "./statements.js";

export interface Task {
  text: string;
  href: string;
  hint: string;
  tag: Tag;
}

const kDayMs = 24 * 3_600_000;
const kMostBodies = 10;
const kNewestMeetings = 5;
const kMostOfAKind = 10;

const kToRecord: Tag = { text: "To record", colour: "yellow" };
const kToAnswer: Tag = { text: "To answer", colour: "yellow" };
const kNew: Tag = { text: "New", colour: "blue" };

/** `area` is the code of the system or region that somebody works in, "" for the country. */
export async function tasksOf(request: CommandRequest, area: string): Promise<Task[]> {
  const { roles, personId } = request.account;
  const has = (...some: Role[]) => some.some((role) => roles.includes(role));
  const found = await Promise.all([
    has(Role.ICS_SECRETARY) ? undecidedItems(request) : [],
    personId !== "" ? ownDissents(request) : [],
    has(Role.ICS_SECRETARY, Role.ICS_MEMBER) ? unansweredThemes(request) : [],
    has(Role.ICS_SECRETARY, Role.ICS_MEMBER) ? openDissents(request, area) : [],
    has(Role.HEALTHWATCH, Role.VCSE) ? openActivities(request, area) : [],
    has(Role.PROVIDER, Role.LOCAL_AUTHORITY, Role.ICS_SECRETARY) ? openRequests(request) : [],
    has(Role.REGION) ? outsideAuthority(request, area) : [],
  ]);
  return found.flat();
}

/** Items for decision of past meetings, of the bodies whose clerk this is, without a decision. */
async function undecidedItems(request: CommandRequest): Promise<Task[]> {
  const { services, call } = request;
  const tomorrow = new Date(Date.now() + kDayMs).toISOString().slice(0, 10);
  const bodies = [...(await mandatedBodies(request))].slice(0, kMostBodies);
  const tasks = await Promise.all(
    bodies.map(async (bodyId) => {
      const asked = { filter: { bodyId, to: tomorrow }, pageSize: kNewestMeetings };
      const { items } = await services.oversight.listMeetings(asked, call);
      return Promise.all(items.map(({ head }) => undecidedIn(request, head?.number ?? 0n)));
    }),
  );
  return tasks.flat(2);
}

async function undecidedIn({ services, call }: CommandRequest, number: bigint): Promise<Task[]> {
  const key = { case: "number", value: number } as const;
  const { item, decisions } = await services.oversight.getMeeting({ key }, call);
  const done = new Set(
    decisions.map(({ made, proposed, advice }) => (made ?? proposed ?? advice)?.agendaItem),
  );
  if (/scheduled|cancelled/.test(item?.head?.state ?? "")) return [];
  return (item?.agenda ?? [])
    .filter(({ kind, item: code }) => kind === ItemKind.DECISION && !done.has(code))
    .map(({ item: code, title }) => ({
      text: `Record the decision on item ${code}: ${title}`,
      href: `/meetings/${String(number)}/decisions/new?item=${encodeURIComponent(code)}`,
      hint: `${item?.body?.name ?? "A body"}, ${formatDate(item?.on ?? "")}`,
      tag: kToRecord,
    }));
}

/** Dissents of this person that were answered: they are maintained or withdrawn. */
async function ownDissents({ services, call, account }: CommandRequest): Promise<Task[]> {
  const filter = { refersToId: account.personId, state: "answered" };
  const { items } = await services.oversight.listDissents({ filter, pageSize: kMostOfAKind }, call);
  return items
    .filter(({ personId }) => personId === account.personId)
    .map(({ head }) => ({
      text: "Your dissent was answered",
      href: `/dissents/${String(head?.number)}`,
      hint: `${titleOf(head, "Dissent")}. Maintain or withdraw it`,
      tag: kNew,
    }));
}

/** Themes of involvement that the own organisation has not answered. */
async function unansweredThemes({ services, call, account }: CommandRequest): Promise<Task[]> {
  const filter = { subjectId: account.organisationId };
  const asked = { filter, pageSize: kMostOfAKind };
  const { items } = await services.involvement.listActivities(asked, call);
  return items
    .filter(({ organisation }) => organisation?.id === account.organisationId)
    .filter(
      ({ unanswered, head }) => unanswered > 0 && !/completed|cancelled/.test(head?.state ?? ""),
    )
    .map(({ unanswered, head }) => ({
      text: titleOf(head, "Involvement"),
      href: `/involvement/${String(head?.number)}`,
      hint: `${counted(unanswered, "theme")} of what people said without an answer`,
      tag: kToAnswer,
    }));
}

async function openDissents(
  { services, call, account }: CommandRequest,
  area: string,
): Promise<Task[]> {
  if (area === "") return [];
  const filter = { system: area, state: "open" };
  const { items } = await services.oversight.listDissents({ filter, pageSize: kMostOfAKind }, call);
  return items
    .filter(({ personId }) => personId === "" || personId !== account.personId)
    .map(({ head, personName }) => ({
      text: `Dissent${personName === "" ? "" : ` of ${personName}`} without an answer`,
      href: `/dissents/${String(head?.number)}`,
      hint: `${titleOf(head, "Dissent")}, ${formatDate(head?.occurred ?? "")}`,
      tag: kToAnswer,
    }));
}

/** What a partner can take part in, and what its own part waits for. */
async function openActivities({ services, call }: CommandRequest, area: string): Promise<Task[]> {
  const filter = { system: area, state: "open" };
  const asked = { filter, pageSize: kMostOfAKind };
  const { items } = await services.involvement.listActivities(asked, call);
  return items.map(({ head, organisation, unanswered }) => ({
    text: titleOf(head, "Involvement"),
    href: `/involvement/${String(head?.number)}`,
    hint: `${organisation?.name ?? "A body"} asks. ${counted(unanswered, "theme")} without an answer`,
    tag: kNew,
  }));
}

async function openRequests({ services, call, account }: CommandRequest): Promise<Task[]> {
  const filter = { subjectId: account.organisationId, state: "open" };
  const { items } = await services.oversight.listRequests({ filter, pageSize: kMostOfAKind }, call);
  return items
    .filter(({ subject }) => subject?.id === account.organisationId)
    .map(({ head, topicName, due, requester }) => ({
      text: `Information asked of you: ${topicName}`,
      href: `/requests/${String(head?.number)}`,
      hint: `${requester?.name ?? "A body"} asks, until ${formatDate(due)}`,
      tag: kToAnswer,
    }));
}

/** Decisions of the region's systems that happened outside authority. */
async function outsideAuthority({ services, call }: CommandRequest, area: string): Promise<Task[]> {
  const filter = { region: area, brokenRule: "any" };
  const asked = { filter, pageSize: kMostOfAKind };
  const { items } = await services.oversight.listDecisions(asked, call);
  return items.map(({ head, body }) => ({
    text: titleOf(head, "Decision"),
    href: `/decisions/${String(head?.number)}`,
    hint: `${body?.name ?? "A body"}, ${formatDate(head?.occurred ?? "")}. Broke ${(head?.brokenRules ?? []).join(", ")}`,
    tag: { text: "Outside authority", colour: "red" },
  }));
}
