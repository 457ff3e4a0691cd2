// What a person may record from a page, now: nothing is offered that the services would refuse by its
// nature. What they would refuse for another reason, they say themselves.
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import { DecisionRights } from "../gen/witan/body/v1/body_pb.js";
import type {
  Body,
  GetBodyResponse,
  GetDecisionResponse,
  GetDelegationResponse,
  GetDissentResponse,
  GetOrganisationResponse,
  GetRequestResponse,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { Answer } from "../gen/witan/involvement/v1/involvement_pb.js";
import type { GetActivityResponse } from "../gen/witan/involvement/v1/query_pb.js";
import type { Account } from "../signin/account.js";
import type { Moment } from "../pages/moment.js";
import type { Link, PageRequest } from "../pages/page.js";
import type { CommandRequest } from "./journey.js";
import { bodyOf, mandatedBodies, memberVoice } from "./voice.js";

/** The request of somebody who may record; undefined for the public, and for views of the past. */
function recording(request: PageRequest): CommandRequest | undefined {
  const { account, moment } = request;
  return account && moment.isNow ? { ...request, account } : undefined;
}

export function listOffers(path: string, account: Account | undefined, moment: Moment): Link[] {
  const isMember = account !== undefined && account.personId !== "" && moment.isNow;
  if (path !== "interests" || !isMember) return [];
  return [{ text: "Declare an interest", href: "/interests/new" }];
}

export async function decisionOffers(
  request: PageRequest,
  answer: GetDecisionResponse,
): Promise<Link[]> {
  const asked = recording(request);
  if (!asked) return [];
  return [...memberOffers(asked, answer), ...(await publicationOffers(asked, answer))];
}

async function publicationOffers(
  asked: CommandRequest,
  { item }: GetDecisionResponse,
): Promise<Link[]> {
  if (item?.made === undefined || item.published || item.revoked) return [];
  if (!(await speaksForBody(asked, await bodyOf(asked, item.made.bodyId)))) return [];
  return [{ text: "Publish it", href: `/decisions/${asked.key}/publications/new` }];
}

function memberOffers(asked: CommandRequest, answer: GetDecisionResponse): Link[] {
  const person = asked.account.personId;
  if (person === "" || !answer.members.some(({ personId }) => personId === person)) {
    return [];
  }
  const own = answer.dissents.find(({ personId }) => personId === person);
  if (own) return [{ text: "See your dissent", href: `/dissents/${String(own.head?.number)}` }];
  return [{ text: "Record a dissent", href: `/decisions/${asked.key}/dissents/new` }];
}

/** Whoever speaks for a body: its members, and the clerk whom a mandate names. */
async function speaksForBody(asked: CommandRequest, body: Body | undefined): Promise<boolean> {
  if (body?.head?.stub !== false) return false;
  const { account } = asked;
  if (memberVoice(account, body) !== undefined) return true;
  const isClerk = account.roles.includes(Role.ICS_SECRETARY);
  return isClerk && (await mandatedBodies(asked)).has(body.head.id);
}

export async function bodyOffers(request: PageRequest, { item }: GetBodyResponse): Promise<Link[]> {
  const asked = recording(request);
  if (!asked || item?.dissolvedOn !== "" || !(await speaksForBody(asked, item))) return [];
  const mayGive =
    item.decisionRights === DecisionRights.RESERVED ||
    item.decisionRights === DecisionRights.DELEGATED;
  return [
    { text: "Call a meeting", href: `/bodies/${asked.key}/meetings/new` },
    ...(mayGive ? [{ text: "Give a power", href: `/bodies/${asked.key}/delegations/new` }] : []),
  ];
}

const kDelegationSteps = {
  approvals: "Approve it",
  activations: "Make it active",
  variations: "Vary its terms",
  suspensions: "Suspend it",
  revocations: "Revoke it",
} as const;
type DelegationStep = keyof typeof kDelegationSteps;
const kAfter: Readonly<Record<string, readonly DelegationStep[]>> = {
  proposed: ["approvals", "revocations"],
  approved: ["activations", "variations", "revocations"],
  live: ["variations", "suspensions", "revocations"],
  suspended: ["activations", "variations", "revocations"],
};

export async function delegationOffers(
  request: PageRequest,
  { item }: GetDelegationResponse,
): Promise<Link[]> {
  const asked = recording(request);
  if (!asked || !item?.proposed || item.head?.stub) return [];
  const { delegatorBodyId, delegatorOrganisationId } = item.proposed;
  const speaks =
    delegatorBodyId === ""
      ? delegatorOrganisationId === asked.account.organisationId
      : await speaksForBody(asked, await bodyOf(asked, delegatorBodyId));
  if (!speaks) return [];
  return (kAfter[item.head?.state ?? ""] ?? []).map((step) => ({
    text: kDelegationSteps[step],
    href: `/delegations/${asked.key}/${step}/new`,
  }));
}

export async function dissentOffers(
  request: PageRequest,
  { item }: GetDissentResponse,
): Promise<Link[]> {
  const asked = recording(request);
  if (!asked || !item || item.head?.stub || item.head?.state === "withdrawn") return [];
  const to = (path: string, text: string) => ({ text, href: `/dissents/${asked.key}/${path}/new` });
  if (asked.account.personId !== "" && item.personId === asked.account.personId) {
    const isAnswered = item.answer !== "";
    const maintain = isAnswered ? [to("maintained", "Maintain your dissent")] : [];
    return [...maintain, to("withdrawn", "Withdraw your dissent")];
  }
  return (await speaksFor(asked, item.decisionId)) ? [to("answers", "Answer this dissent")] : [];
}

const kAskers: ReadonlySet<Role> = new Set([
  Role.REGION,
  Role.NATIONAL,
  Role.CQC,
  Role.ICS_SECRETARY,
  Role.ICS_MEMBER,
]);

/** Whether somebody may ask others for information. */
export function asks(asked: CommandRequest | undefined): asked is CommandRequest {
  const { roles = [], organisationId = "" } = asked?.account ?? {};
  return organisationId !== "" && roles.some((role) => kAskers.has(role));
}

export function organisationOffers(
  request: PageRequest,
  { item }: GetOrganisationResponse,
): Link[] {
  const asked = recording(request);
  if (!asks(asked) || item?.head?.id === asked.account.organisationId) return [];
  return [{ text: "Ask for information", href: `/organisations/${asked.key}/requests/new` }];
}

export function requestOffers(request: PageRequest, { item }: GetRequestResponse): Link[] {
  const asked = recording(request);
  const state = item?.head?.state ?? "";
  if (!asked || !item || item.head?.stub || /withdrawn|closed/.test(state)) return [];
  const { organisationId } = asked.account;
  const to = (path: string, text: string) => ({ text, href: `/requests/${asked.key}/${path}/new` });
  if (item.subject?.id === organisationId) return [to("returns", "Send the answer")];
  const users = [item.requester, ...item.alsoUsedBy].map((each) => each?.id);
  return asks(asked) && !users.includes(organisationId)
    ? [to("joined", "Use this answer too")]
    : [];
}

/** Whether somebody can speak for the body of a decision, as its chair or as its clerk. */
async function speaksFor(asked: CommandRequest, decisionId: string): Promise<boolean> {
  const { services, call, account } = asked;
  const mayEver = account.roles.includes(Role.ICS_SECRETARY) || account.personId !== "";
  if (!mayEver || decisionId === "") return false;
  const key = { case: "id", value: decisionId } as const;
  const { item } = await services.oversight.getDecision({ key }, call);
  const bodyId = (item?.made ?? item?.proposed ?? item?.advice)?.bodyId ?? "";
  if (bodyId === "") return false;
  const voice = memberVoice(account, await bodyOf(asked, bodyId));
  return voice !== undefined || (await mandatedBodies(asked)).has(bodyId);
}

/** Who may join an involvement as a partner. */
export const partnerRoles: ReadonlySet<Role> = new Set([
  Role.HEALTHWATCH,
  Role.VCSE,
  Role.PROVIDER,
  Role.LOCAL_AUTHORITY,
]);

export function activityOffers(
  request: PageRequest,
  { item, themes }: GetActivityResponse,
): Link[] {
  const asked = recording(request);
  const state = item?.head?.state ?? "";
  if (!asked || asked.account.organisationId === "" || /completed|cancelled/.test(state)) return [];
  const { organisationId, roles } = asked.account;
  const to = (path: string, text: string) => ({
    text,
    href: `/involvement/${asked.key}/${path}`,
  });
  const voices = [
    to("themes/new", "Record what people said"),
    to("inputs/new", "Record who took part"),
  ];
  if (item?.organisation?.id === organisationId) {
    const open = themes.filter(({ answer }) => answer === Answer.UNSPECIFIED);
    const answers = open.map(({ theme }) =>
      to(`answers/new?theme=${encodeURIComponent(theme)}`, `Answer theme ${theme}`),
    );
    return [...answers, ...voices];
  }
  if (item?.partners.some(({ id }) => id === organisationId)) return voices;
  const mayJoin = roles.some((role) => partnerRoles.has(role));
  return mayJoin ? [to("partners/new", "Join as a partner")] : [];
}
