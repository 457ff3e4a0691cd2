// In whose voice somebody can speak for a body: as its member, or as the clerk whom a mandate of the
// record names. The services decide; this finds what to ask them for.
import type { JsonObject } from "@bufbuild/protobuf";
import { MemberRole } from "../gen/witan/body/v1/body_pb.js";
import type { Body, Member } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Services } from "../backend/services.js";
import type { Account } from "../signin/account.js";
import type { CommandRequest } from "./journey.js";

/** The right that is missing, and who gives it. */
export class RightError extends Error {}

export interface Voice {
  /** `actedBy` and `attestation` of a command's header. */
  header: JsonObject;
  /** The member who speaks; undefined for a clerk. */
  member: Member | undefined;
}

const kMostMandates = 500;

export async function bodyOf(
  { services, call }: CommandRequest,
  id: string,
  date = "",
): Promise<Body | undefined> {
  const asked = { asAt: { effectiveAt: date }, key: { case: "id", value: id } } as const;
  return (await services.oversight.getBody(asked, call)).item;
}

/** Of one request: a page asks for each event of a history. */
const kMandated = new WeakMap<Services, Promise<Set<string>>>();

/** Ids of the bodies that live mandates let this account record for; asked once a request. */
export function mandatedBodies(request: CommandRequest): Promise<Set<string>> {
  const known = kMandated.get(request.services);
  if (known) return known;
  const asked = mandates(request);
  kMandated.set(request.services, asked);
  return asked;
}

async function mandates({ services, account, call }: CommandRequest): Promise<Set<string>> {
  const filter = { state: "live" };
  const { items } = await services.oversight.listMandates(
    { filter, pageSize: kMostMandates },
    call,
  );
  const own = items.filter(({ subject }) => subject === account.subject);
  return new Set(own.map(({ bodyId }) => bodyId));
}

/** As a member of the body; undefined for who is none. */
export function memberVoice(account: Account, body: Body | undefined): Voice | undefined {
  if (!body || account.personId === "") return undefined;
  const member = body.members.find(({ personId }) => personId === account.personId);
  if (!member) return undefined;
  const capacity = member.role === MemberRole.CHAIR ? "CAPACITY_CHAIR" : "CAPACITY_MEMBER";
  const actedBy = { ...forBody(account, body), personId: account.personId, capacity };
  return { header: { actedBy, attestation: "ATTESTATION_OWN" }, member };
}

/** As the clerk of the body; whether a mandate allows that is checked by the services. */
export function clerkVoice(account: Account, body: Body): Voice {
  const actedBy = { ...forBody(account, body), capacity: "CAPACITY_SECRETARY" };
  return { header: { actedBy, attestation: "ATTESTATION_CLERK" }, member: undefined };
}

/** As a member, or else as the clerk. Throws RightError for who is neither. */
export async function voiceFor(request: CommandRequest, bodyId: string): Promise<Voice> {
  const body = await bodyOf(request, bodyId);
  const voice = memberVoice(request.account, body);
  if (voice) return voice;
  if (body && (await mandatedBodies(request)).has(bodyId)) return clerkVoice(request.account, body);
  throw new RightError(
    `This is recorded by members of ${body?.name ?? "the body"} and by its secretary under a ` +
      "mandate. The keeper of the register records mandates and members.",
  );
}

/** As the organisation that the account belongs to. Throws RightError for who has none. */
export function organisationVoice({ organisationId }: Account): JsonObject {
  if (organisationId === "") {
    throw new RightError("This is recorded by an organisation, and you belong to none here.");
  }
  const actedBy = { organisationId, capacity: "CAPACITY_ORGANISATION" };
  return { actedBy, attestation: "ATTESTATION_OWN" };
}

function forBody({ organisationId }: Account, { organisationIds, head }: Body) {
  const isOwn = organisationIds.includes(organisationId);
  const own = isOwn ? organisationId : (organisationIds[0] ?? "");
  return { organisationId: own, bodyId: head?.id ?? "" };
}
