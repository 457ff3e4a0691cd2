// A body: who sits there on that date, what it may decide, when it met and what it decided.
import {
  BodyTypeSchema,
  DecisionMethodSchema,
  DecisionRightsSchema,
  MemberRoleSchema,
  SectorSchema,
} from "../gen/witan/body/v1/body_pb.js";
import { recordOffers } from "../commands/record_offers.js";
import { bodyOffers } from "../commands/offers.js";
import type { Body, GetBodyResponse, Member } from "../gen/witan/oversight/v1/oversight_pb.js";
import { GetBodyResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { capitalised, counted, formatDate, listed } from "./format.js";
import * as columns from "./kind_columns.js";
import { kindAt } from "./kinds.js";
import type { Kind } from "./kinds.js";
import { namesOf, systemsOf } from "./lookup.js";
import { officeOf } from "./names.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { provenRow } from "./proof.js";
import { recordRequest } from "./record.js";
import { frameOf } from "./frame.js";
import { openTo, tag, titleOf, withheldSentences } from "./statements.js";
import { trailItems } from "./trail.js";
import { wordsOf } from "./words.js";

const kRows = 10;
const kKind = kindAt("bodies");

export async function bodyPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call } = request;
  const { answer, moved } = await recordRequest(request, kKind, (key) =>
    services.oversight.getBody({ asAt: moment.asAt(), key }, call),
  );
  if (moved) return moved;
  const { item, asOf, trail } = answer;
  const asAt = moment.asAt(asOf?.token);
  const list = { asAt, filter: { bodyId: item?.head?.id ?? "" }, pageSize: kRows };
  const [meetings, decisions, names] = await Promise.all([
    services.oversight.listMeetings(list, call),
    services.oversight.listDecisions(list, call),
    namesOf(request, GetBodyResponseSchema, answer, trail, asOf?.token),
  ]);
  const systems = await systemsOf(request, item?.head, asOf?.token);
  const frame = frameOf(kKind, request);
  return {
    ...frame,
    crumbs: [...frame.crumbs.slice(0, 1), ...systems.slice(0, 1), ...frame.crumbs.slice(1)],
    view: "body",
    commands: [
      ...(await bodyOffers(request, answer)),
      ...(await recordOffers(request, kKind, item?.head, trail)),
    ],
    openTo: openTo(item?.head),
    title: titleOf(item?.head, "Body"),
    caption: `${capitalised(wordsOf(BodyTypeSchema, item?.type ?? 0)) || "Body"} ${request.key}`,
    asOf,
    model: {
      state: tag(item?.head?.state ?? ""),
      summary: [
        ...summary(answer, request),
        { key: systems.length === 1 ? "System" : "Systems", lines: systems, events: [] },
      ].filter(({ lines }) => lines.length > 0),
      members: (item?.members ?? []).map(memberRow),
      hasNames: item?.members.some(({ name }) => name !== "") === true,
      meetings: rowsOf(columns.meeting, meetings.items, request),
      meetingHeads: columns.meeting.map(({ name }) => name),
      decisions: rowsOf(columns.decision, decisions.items, request),
      decisionHeads: columns.decision.map(({ name }) => name),
      withheld: [
        ...withheldSentences(meetings.page?.withheld ?? [], "meeting"),
        ...withheldSentences(decisions.page?.withheld ?? [], "decision"),
      ],
      trail: trailItems(trail, names, moment),
    },
  };
}

function rowsOf(
  shown: Kind["columns"],
  items: readonly Parameters<Kind["columns"][number]["value"]>[0][],
  { moment }: PageRequest,
) {
  return items.map((item) => shown.map((column) => column.cell(item, moment)));
}

/** What the body may do, each line with the event that said so last. */
function summary({ item, trail }: GetBodyResponse, { moment }: PageRequest) {
  const last = (...cases: string[]) =>
    trail.findLast(
      ({ payload, correctedBy }) => correctedBy === "" && cases.includes(payload?.kind.case ?? ""),
    )?.position;
  const opened = item?.head?.number;
  const rights = capitalised(wordsOf(DecisionRightsSchema, item?.decisionRights ?? 0));
  const methods = (item?.methods ?? []).map((method) => wordsOf(DecisionMethodSchema, method));
  const instrument = item?.instrument
    ? `${item.instrument}, from ${formatDate(item.instrumentFrom)}`
    : "None in force on this date";
  const row = (key: string, text: string, position: bigint | undefined) =>
    provenRow(key, [{ text }], [position], moment);
  const instrumentAt = last("constitutionApproved", "termsOfReferenceApproved") ?? opened;
  return [
    row("May decide", rights || "Not stated", opened),
    row("Constitution or terms", instrument, instrumentAt),
    row("How", capitalised(listed(methods)) || "Not stated", instrumentAt),
    row("Quorum", quorumText(item), last("quorumSet") ?? opened),
    row("Meets", item?.meetsInPublic ? "In public" : "In private", opened),
    ...(item?.dissolvedOn
      ? [row("Dissolved", formatDate(item.dissolvedOn), last("bodyDissolved"))]
      : []),
  ];
}

function quorumText(item: Body | undefined): string {
  const rule = item?.quorum?.rule;
  if (!rule) return "None recorded";
  const roles = rule.requiredRoles.map((role) => wordsOf(MemberRoleSchema, role));
  const among = roles.length === 0 ? "" : `, among them ${listed(roles)}`;
  const sides = rule.constituencies.length;
  const each = sides === 0 ? "" : `; each of ${sides} organisations with its own number`;
  return `${counted(rule.minimumMembers, "voting member")}${among}${each}`;
}

function memberRow(member: Member) {
  return {
    name: member.name || "Not public",
    role: capitalised(officeOf(member)) || "Not stated",
    sector: capitalised(wordsOf(SectorSchema, member.sector)) || "Not stated",
    vote: member.votes ? "Votes" : "No vote",
    from: formatDate(member.from),
  };
}
