// The powers that a body has on a day, as the register of powers states them.
import type { JsonObject } from "@bufbuild/protobuf";
import { BodyType } from "../gen/witan/body/v1/body_pb.js";
import type { Body, GetPowersResponse, PowerNode } from "../gen/witan/oversight/v1/oversight_pb.js";
import { Holding } from "../gen/witan/scheme/v1/scheme_pb.js";
import type { SchemeEntryAdded } from "../gen/witan/scheme/v1/scheme_pb.js";
import { formatValue } from "../pages/format.js";
import type { CommandRequest, Option } from "./journey.js";

export interface Power extends Option {
  hint: string;
  /** As a decision claims it. */
  authority: JsonObject;
}

export async function powersOf(
  { services, call }: CommandRequest,
  body: Body,
  date: string,
): Promise<Power[]> {
  const answers = await Promise.all(
    body.organisationIds.map((organisationId) =>
      services.oversight.getPowers({ asAt: { effectiveAt: date }, organisationId }, call),
    ),
  );
  return [
    ...ownPowers(body),
    ...answers.flatMap((answer) => entryPowers(answer, body)),
    ...answers.flatMap((answer) => delegatedPowers(answer, body.head?.id ?? "")),
  ];
}

function ownPowers({ type, instrument }: Body): Power[] {
  const isBoard = type === BodyType.BOARD;
  const kind = isBoard ? "AUTHORITY_KIND_CONSTITUTION" : "AUTHORITY_KIND_TERMS_OF_REFERENCE";
  const text = isBoard ? "The board’s constitution" : "The terms of reference";
  return [{ value: kind, text, hint: instrument, authority: { kind } }];
}

function entryPowers({ schemes }: GetPowersResponse, body: Body): Power[] {
  return schemes.flatMap(({ head, bodyId, version, entries }) =>
    entries
      .filter((entry) => isHeldBy(entry, bodyId, body.head?.id ?? ""))
      .map(({ entry, matter, limit, function: code }) => ({
        value: `scheme ${head?.id ?? ""} ${entry}`,
        text: matter,
        hint: `Scheme ${version}, entry ${entry}${limit ? `, up to ${formatValue(limit.upTo)}` : ""}`,
        authority: {
          kind: "AUTHORITY_KIND_SCHEME_ENTRY",
          schemeId: head?.id ?? "",
          schemeEntry: entry,
          function: code,
        },
      })),
  );
}

/** A reserved matter without a named holder is held by the body that adopted the scheme. */
function isHeldBy(entry: SchemeEntryAdded, adopter: string, body: string): boolean {
  if (entry.holderBodyId !== "") return entry.holderBodyId === body;
  return entry.holding === Holding.RESERVED && adopter === body;
}

function delegatedPowers({ delegations }: GetPowersResponse, body: string): Power[] {
  const open: PowerNode[] = [...delegations];
  const found: Power[] = [];
  for (let next = open.shift(); next; next = open.shift()) {
    open.push(...next.below);
    const { head, proposed, terms } = next.delegation ?? {};
    if (proposed?.delegateBodyId !== body) continue;
    const limits = (terms?.limits ?? []).map(({ upTo }) => `up to ${formatValue(upTo)}`);
    for (const code of terms?.functions ?? []) {
      found.push({
        value: `delegation ${head?.id ?? ""} ${code}`,
        text: proposed.title,
        hint: [`Delegation ${String(head?.number ?? "")}, ${code}`, ...limits].join(", "),
        authority: {
          kind: "AUTHORITY_KIND_DELEGATION",
          delegationId: head?.id ?? "",
          function: code,
        },
      });
    }
  }
  return found;
}
