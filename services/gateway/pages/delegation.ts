// A power that was given: who may decide what under it, from whom it comes, and what was decided.
import { recordOffers } from "../commands/record_offers.js";
import { delegationOffers } from "../commands/offers.js";
import { InstrumentSchema } from "../gen/witan/delegation/v1/delegation_pb.js";
import { GetDelegationResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { GetDelegationResponse } from "../gen/witan/oversight/v1/oversight_pb.js";
import { LimitBasisSchema } from "../gen/witan/scheme/v1/scheme_pb.js";
import { delegationLine } from "../commands/power_chain.js";
import { capitalised, formatDate, formatValue } from "./format.js";
import { frameOf } from "./frame.js";
import { kindAt } from "./kinds.js";
import { namesOf } from "./lookup.js";
import type { Names } from "./names.js";
import type { Moment } from "./moment.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { provenRow } from "./proof.js";
import type { ProvenRow } from "./proof.js";
import { recordRequest } from "./record.js";
import { decisionRow, openTo, tag, titleOf } from "./statements.js";
import { stubPage } from "./stub.js";
import { trailItems } from "./trail.js";
import { wordsOf } from "./words.js";

const kKind = kindAt("delegations");

export async function delegationPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call, key } = request;
  const { answer, moved } = await recordRequest(request, kKind, (name) =>
    services.oversight.getDelegation({ asAt: moment.asAt(), key: name }, call),
  );
  if (moved) return moved;
  const { item, asOf, trail, chain, uses } = answer;
  const head = item?.head;
  const base = { ...frameOf(kKind, request), asOf };
  if (head?.stub) return stubPage(base, kKind, head);
  const names = await namesOf(request, GetDelegationResponseSchema, answer, trail, asOf?.token);
  return {
    ...base,
    view: "delegation",
    title: titleOf(head, "Delegation"),
    caption: `Delegation ${key}`,
    commands: [
      ...(await delegationOffers(request, answer)),
      ...(await recordOffers(request, kKind, head, trail)),
    ],
    openTo: openTo(head),
    model: {
      state: tag(head?.state ?? ""),
      corrected: head?.corrected === true,
      lede: `${item?.delegator?.name ?? "Somebody"} gives it to ${item?.delegate?.name ?? "somebody"}.`,
      summary: summary(answer, names, moment),
      chain: chain.toReversed().map((each) => delegationLine(each, moment)),
      uses: uses.map((decision) => decisionRow(decision, moment)),
      trail: trailItems(trail, names, moment),
    },
  };
}

function summary({ item, trail }: GetDelegationResponse, names: Names, moment: Moment) {
  const last = (...cases: string[]) =>
    trail.findLast(
      ({ payload, correctedBy }) => correctedBy === "" && cases.includes(payload?.kind.case ?? ""),
    )?.position;
  const opened = item?.head?.number;
  const stated = last("delegationVaried") ?? opened;
  const { terms, proposed } = item ?? {};
  const named = (id: string, otherwise: string): ProvenRow["lines"][number] => {
    const name = names.get(id);
    if (!name) return { text: otherwise };
    return name.path === undefined
      ? { text: name.text }
      : { text: name.text, href: moment.link(name.path) };
  };
  const limits = (terms?.limits ?? []).map(({ upTo, basis }) => ({
    text: `Up to ${formatValue(upTo)}, ${wordsOf(LimitBasisSchema, basis)}`,
  }));
  const row = (key: string, lines: ProvenRow["lines"], at = stated) =>
    provenRow(key, lines, [at], moment);
  const instrument = capitalised(wordsOf(InstrumentSchema, proposed?.instrument ?? 0));
  const reference = proposed?.contractReference ? [{ text: proposed.contractReference }] : [];
  const approval = item?.approvingDecisionId ?? "";
  return [
    row(
      "What",
      (terms?.functions ?? []).map((text) => ({ text })),
    ),
    row("Limit", limits.length === 0 ? [{ text: "None in money" }] : limits),
    row("From", [{ text: item?.activeFrom ? formatDate(item.activeFrom) : "Not active yet" }]),
    row("Ends", [
      {
        text: item?.endsOn
          ? `${formatDate(item.endsOn)} is the first day without it`
          : "No day stated",
      },
    ]),
    ...(terms?.review ? [row("Review by", [{ text: formatDate(terms.review) }])] : []),
    row("Instrument", [{ text: instrument || "Not stated" }, ...reference], opened),
    row(
      "Approved by",
      [
        approval === ""
          ? { text: "No decision yet" }
          : named(approval, "A decision that is not public"),
      ],
      last("delegationVaried", "delegationApproved") ?? opened,
    ),
    row(
      "Stays accountable",
      [named(proposed?.accountableOrganisationId ?? "", "Not known")],
      opened,
    ),
    row("May be handed on", [{ text: terms?.subDelegationAllowed ? "Yes" : "No" }]),
    ...(terms?.reportingDuty ? [row("Reporting", [{ text: terms.reportingDuty }])] : []),
    ...(terms?.conditions ? [row("Conditions", [{ text: terms.conditions }])] : []),
  ];
}
