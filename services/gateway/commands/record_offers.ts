// What may be said of any record, by whoever may say it: that it is wrong, who may see it, that a
// report is true.
import { Attestation } from "../gen/witan/common/v1/common_pb.js";
import type { RecordHead, TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import type { Kind } from "../pages/kinds.js";
import type { Link, PageRequest } from "../pages/page.js";
import { correctionVoice, voiceOfAct } from "./correction.js";
import type { CommandRequest } from "./journey.js";

export async function recordOffers(
  request: PageRequest,
  { path }: Pick<Kind, "path">,
  head: RecordHead | undefined,
  trail: readonly TrailEntry[],
): Promise<Link[]> {
  const { account, moment, key } = request;
  if (!account || !moment.isNow || !head || head.stub) return [];
  const asked: CommandRequest = { ...request, account };
  const to = (where: string) => `/${path}/${key}/${where}`;
  const reports = unconfirmed(trail, account.organisationId).map(({ position }) => ({
    text: `Confirm what was reported in event ${String(position)}`,
    href: `${to("confirmations/new")}?event=${String(position)}`,
  }));
  const [first] = standing(trail);
  const [mayCorrect, mayClose] = await Promise.all([
    hasCorrectable(asked, trail),
    first ? voiceOfAct(asked, first) : undefined,
  ]);
  return [
    ...reports,
    ...(mayCorrect ? [{ text: "Correct this record", href: to("corrections") }] : []),
    ...(mayClose ? [{ text: "Change who may see it", href: to("classifications/new") }] : []),
  ];
}

export function standing(trail: readonly TrailEntry[]): TrailEntry[] {
  return trail.filter(({ correctedBy }) => correctedBy === "");
}

/** Acts of this organisation that another reported, and that it has not confirmed. */
export function unconfirmed(trail: readonly TrailEntry[], organisationId: string): TrailEntry[] {
  const confirmed = new Set(
    standing(trail).map(({ payload }) =>
      payload?.kind.case === "reportConfirmed" ? payload.kind.value.eventId : "",
    ),
  );
  return standing(trail).filter(
    ({ attestation, actedBy, eventId }) =>
      attestation === Attestation.REPORTED &&
      organisationId !== "" &&
      actedBy?.organisationId === organisationId &&
      !confirmed.has(eventId),
  );
}

async function hasCorrectable(asked: CommandRequest, trail: readonly TrailEntry[]) {
  const { account } = asked;
  const mayBe = account.organisationId !== "" || account.personId !== "";
  if (!mayBe) return false;
  const voices = await Promise.all(trail.map((entry) => correctionVoice(asked, entry)));
  return voices.some((voice) => voice !== undefined);
}
