// What can be recorded of a meeting, as its state allows: by its chair and its clerk; a member says
// which of their interests an item touches.
import { MemberRole } from "../gen/witan/body/v1/body_pb.js";
import { ItemKind } from "../gen/witan/meeting/v1/meeting_pb.js";
import type {
  GetInterestResponse,
  GetMeetingResponse,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { minutesOf } from "../papers/listed.js";
import type { Link, PageRequest } from "../pages/page.js";
import { mayManage, unmanaged } from "./conflict.js";
import type { CommandRequest } from "./journey.js";
import { bodyOf, mandatedBodies, memberVoice } from "./voice.js";

const kAgenda = ["agenda", "Change the agenda"] as const;
const kConflicts = ["conflicts", "Say that an interest touches an item"] as const;
const kThere = ["attendance", "Record who was there"] as const;
const kQuorum = ["quorum", "State the quorum"] as const;
const kBefore = [
  kAgenda,
  ["openings", "Open the meeting"],
  kConflicts,
  ["cancellations", "Cancel the meeting"],
] as const;
const kDuring = [
  kThere,
  kQuorum,
  ["exclusions", "Take items without the public"],
  kConflicts,
  kAgenda,
  ["closings", "Close the meeting"],
] as const;
const kAfter = [kThere, kQuorum, kConflicts] as const;

function stepsIn(state: string): readonly (readonly [string, string])[] {
  if (state === "cancelled") return [];
  if (state === "scheduled") return kBefore;
  return state === "open" ? kDuring : kAfter;
}

export async function meetingOffers(
  request: PageRequest,
  answer: GetMeetingResponse,
): Promise<Link[]> {
  const { account, moment, key } = request;
  const { item } = answer;
  if (!account || !moment.isNow || !item || item.head?.stub) return [];
  const asked: CommandRequest = { ...request, account };
  const to = (path: string, text: string) => ({ text, href: `/meetings/${key}/${path}/new` });
  const isClerk = (await mandatedBodies(asked)).has(item.bodyId);
  const voice = isClerk ? undefined : memberVoice(account, await bodyOf(asked, item.bodyId));
  if (isClerk || voice?.member?.role === MemberRole.CHAIR) {
    const state = item.head?.state ?? "";
    const papers = request.papers && state !== "cancelled" ? paperOffers(key, state, answer) : [];
    const steps = [...stepsIn(state).map(([path, text]) => to(path, text)), ...papers];
    return isClerk ? [...decisionsToRecord(key, answer), ...steps] : steps;
  }
  const mayTouch = voice !== undefined && item.head?.state !== "cancelled";
  return mayTouch ? [to("conflicts", "Say that an interest of yours touches an item")] : [];
}

function paperOffers(key: string, state: string, { trail }: GetMeetingResponse): Link[] {
  const minutes = minutesOf(trail, "");
  const to = (path: string, text: string) => ({ text, href: `/meetings/${key}/${path}` });
  return [
    to("papers/upload", "Publish a paper"),
    ...(state === "scheduled" ? [] : [to("minutes/upload", "Draft the minutes")]),
    ...(minutes.some(({ isApproved }) => !isApproved)
      ? [to("minutes-approvals/new", "Approve the minutes")]
      : []),
    ...(minutes.some(({ isPublished }) => !isPublished)
      ? [to("minutes-publications/new", "Publish the minutes")]
      : []),
  ];
}

function decisionsToRecord(key: string, { item, decisions }: GetMeetingResponse): Link[] {
  const done = new Set(
    decisions.map(({ made, proposed, advice }) => (made ?? proposed ?? advice)?.agendaItem),
  );
  return (item?.agenda ?? [])
    .filter(({ kind, item: number }) => kind === ItemKind.DECISION && !done.has(number))
    .map(({ item: number, title }) => ({
      text: `Record the decision on item ${number}: ${title}`,
      href: `/meetings/${key}/decisions/new?item=${encodeURIComponent(number)}`,
    }));
}

/** Conflicts that wait to be managed, for who speaks for the body and is not in conflict themselves. */
export async function interestOffers(
  request: PageRequest,
  { item, trail }: GetInterestResponse,
): Promise<Link[]> {
  const { account, moment, key, services, call } = request;
  if (!account || !moment.isNow || !item || item.head?.stub) return [];
  const asked: CommandRequest = { ...request, account };
  const mandates = await mandatedBodies(asked);
  const offers = await Promise.all(
    unmanaged(trail).map(async ({ meetingId, agendaItem, personId }, index) => {
      if (meetingId === "") return [];
      const meetingKey = { case: "id", value: meetingId } as const;
      const { item: meeting } = await services.oversight.getMeeting({ key: meetingKey }, call);
      const body = meeting && (await bodyOf(asked, meeting.bodyId, meeting.on));
      if (!body) return [];
      const speaks = mandates.has(meeting.bodyId) || memberVoice(account, body) !== undefined;
      if (!speaks || !mayManage(asked, body, personId)) return [];
      const text = `Say how the conflict over item ${agendaItem} is managed`;
      return [{ text, href: `/interests/${key}/management/new?conflict=${index + 1}` }];
    }),
  );
  return offers.flat();
}
