// From where a power comes: the delegations up to the instrument of the first giver, and who else
// holds the same.
import type {
  Body,
  Delegation,
  GetPowersResponse,
  PowerNode,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Terms } from "../gen/witan/delegation/v1/delegation_pb.js";
import { formatDate, formatValue, listed } from "../pages/format.js";
import type { Moment } from "../pages/moment.js";
import type { Link, PageRequest } from "../pages/page.js";
import { titleOf } from "../pages/statements.js";
import type { Panel } from "./journey.js";

/** The delegation and those that it was handed on from, the first giver's last. */
export async function chainOf(
  { services, call }: Pick<PageRequest, "services" | "call">,
  { head }: Delegation,
): Promise<Delegation[]> {
  const key = { case: "id", value: head?.id ?? "" } as const;
  return (await services.oversight.getDelegation({ key }, call)).chain;
}

/** All that are live, whatever they were handed on from. */
export function liveDelegations({ delegations }: Pick<GetPowersResponse, "delegations">) {
  const open: PowerNode[] = [...delegations];
  const found: Delegation[] = [];
  for (let next = open.shift(); next; next = open.shift()) {
    open.push(...next.below);
    if (next.delegation) found.push(next.delegation);
  }
  return found;
}

export function heldBy(powers: GetPowersResponse, bodyId: string): Delegation[] {
  return liveDelegations(powers).filter(({ proposed }) => proposed?.delegateBodyId === bodyId);
}

/** A delegation in one line: who gave what to whom, up to how much and until when. */
export function delegationLine(delegation: Delegation, moment: Moment): Link {
  const { head, delegator, delegate, terms } = delegation;
  const parts = [
    `${titleOf(head, "Delegation")}: ${delegator?.name ?? "a giver not named here"} to ` +
      (delegate?.name ?? "somebody not named here"),
    ...termWords(terms),
  ];
  return { text: parts.join("; "), href: moment.link(`/delegations/${String(head?.number)}`) };
}

export function termWords(terms: Terms | undefined): string[] {
  const limits = (terms?.limits ?? []).map(({ upTo }) => `up to ${formatValue(upTo)}`);
  return [...limits, ...(terms?.end ? [`until ${formatDate(terms.end)}`] : [])];
}

/** `chain` begins with the delegation that is handed on, and ends with the first giver's. */
export function chainPanel(
  body: Body,
  chain: readonly Delegation[],
  receiver: string | undefined,
  moment: Moment,
): Panel {
  const name = titleOf(body.head, "The body");
  const instrument =
    body.instrument === ""
      ? `${name}: no constitution or terms are in force`
      : `${body.instrument} of ${name}, from ${formatDate(body.instrumentFrom)}`;
  const own = { text: instrument, href: moment.link(`/bodies/${String(body.head?.number)}`) };
  const above = chain.toReversed().map((each) => delegationLine(each, moment));
  return {
    title: "Where the power comes from",
    chain: [
      ...(above.length === 0 ? [own] : above),
      {
        text:
          receiver === undefined ? "Whoever you choose below" : `This delegation, to ${receiver}`,
      },
    ],
  };
}

/** Undefined where nobody holds any of the functions. */
export function overlapPanel(
  live: readonly Delegation[],
  functions: readonly string[],
  moment: Moment,
): Panel | undefined {
  const same = live.flatMap((delegation) => {
    const shared = functions.filter((code) => delegation.terms?.functions.includes(code));
    if (shared.length === 0) return [];
    const { text, href } = delegationLine(delegation, moment);
    return [{ text: `${listed(shared)}: ${text}`, href }];
  });
  if (same.length === 0) return undefined;
  return { title: "Who holds the same already", chain: same };
}
