// One decision: what, why, by what power, who agreed or not, and how it can be checked.
import type {
  Dissent,
  GetDecisionResponse,
  Member,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { GetDecisionResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { Position, PositionSchema } from "../gen/witan/decision/v1/decision_pb.js";
import type { DecisionMade } from "../gen/witan/decision/v1/decision_pb.js";
import { SectorSchema } from "../gen/witan/body/v1/body_pb.js";
import { ManagementSchema } from "../gen/witan/interest/v1/interest_pb.js";
import { recordOffers } from "../commands/record_offers.js";
import { decisionOffers } from "../commands/offers.js";
import { capitalised, counted, formatDate } from "./format.js";
import type { Moment } from "./moment.js";
import { namesOf, systemsOf } from "./lookup.js";
import { officeOf } from "./names.js";
import type { Names } from "./names.js";
import type { Link, Moved, Page, PageRequest } from "./page.js";
import { recordRequest } from "./record.js";
import { stubPage } from "./stub.js";
import { openTo, tag, titleOf, withheldSentences } from "./statements.js";
import { decidingEntry, dissentState, summaryRows } from "./decision_summary.js";
import { eventLink } from "./proof.js";
import type { ProvenRow } from "./proof.js";
import { checksOf, recordOfFact, trailItems, webUri } from "./trail.js";
import { wordsOf } from "./words.js";

const kKind = { path: "decisions", one: "decision" };

export async function decisionPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call } = request;
  const { answer, moved } = await recordRequest(request, kKind, (key) =>
    services.oversight.getDecision({ asAt: moment.asAt(), key }, call),
  );
  if (moved) return moved;
  const head = answer.item?.head;
  const systems = await systemsOf(request, head, answer.asOf?.token);
  const crumbs = [
    { text: "Home", href: moment.link("/") },
    ...(systems.length === 1 ? systems : []),
    { text: "Decisions", href: moment.link("/decisions") },
  ];
  const base = { kind: "page", crumbs, section: "decisions", asOf: answer.asOf } as const;
  const caption = `Decision ${request.key}`;
  if (head?.stub) return stubPage({ ...base, caption }, kKind, head);
  const token = answer.asOf?.token;
  const names = await namesOf(request, GetDecisionResponseSchema, answer, answer.trail, token);
  return {
    ...base,
    view: "decision",
    title: titleOf(head, "Decision"),
    commands: [
      ...(await decisionOffers(request, answer)),
      ...(await recordOffers(request, kKind, head, answer.trail)),
    ],
    openTo: openTo(head),
    caption: head?.occurred ? `${caption}, ${formatDate(head.occurred)}` : caption,
    model: decisionModel(answer, names, systems, moment),
  };
}

function decisionModel(
  answer: GetDecisionResponse,
  names: Names,
  systems: readonly Link[],
  moment: Moment,
) {
  const { item } = answer;
  const made = item?.made;
  const verdict = decidingEntry(answer.trail)?.verdict;
  return {
    lede:
      made?.outcome ?? item?.advice?.advice ?? "This is proposed. Nothing has been decided yet.",
    state: tag(item?.head?.state ?? ""),
    corrected: item?.head?.corrected === true,
    unconfirmed: item?.head?.unconfirmed === true,
    recordOfFact: recordOfFact(verdict),
    checks: checksOf(verdict, moment),
    summary: [...summaryRows(answer, names, moment), ...systemRows(systems)],
    question: made?.question ?? item?.proposed?.question ?? "",
    rationale: made?.rationale ?? "",
    optionsTaken: options(answer, true),
    optionsNotTaken: options(answer, false),
    conditions: made?.conditions ?? [],
    votes: votes(made, names, answer.members),
    views: views(answer, names),
    conflicts: conflicts(made, names),
    dissents: answer.dissents.map((dissent) => dissentBlock(dissent, names, moment)),
    dissentCount: counted(item?.dissentCount ?? 0, "member"),
    papers: papers(answer),
    members: answer.members.map(memberRow),
    hasNames: answer.members.some(({ name }) => name !== ""),
    actions: answer.actions.map((action) => ({
      title: titleOf(action.head, "Action"),
      owner: action.owner?.name ?? "Not known",
      due: formatDate(action.due),
      state: tag(action.overdue ? "overdue" : (action.head?.state ?? "")),
    })),
    trail: trailItems(answer.trail, names, moment),
    withheld: withheldSentences(answer.withheld, "linked record"),
  };
}

function systemRows(lines: readonly Link[]): ProvenRow[] {
  if (lines.length === 0) return [];
  return [{ key: lines.length === 1 ? "System" : "Systems", lines, events: [] }];
}

function options({ item }: GetDecisionResponse, taken: boolean) {
  const all = item?.made?.options ?? item?.proposed?.options ?? [];
  return all
    .filter((option) => option.taken === taken)
    .map(({ title, summary }) => ({ title, summary }));
}

const kPositions = [
  { position: Position.FOR, words: "For" },
  { position: Position.AGAINST, words: "Against" },
  { position: Position.ABSTAINED, words: "Abstained" },
  { position: Position.TOOK_NO_PART, words: "Took no part" },
];

function votes(made: DecisionMade | undefined, names: Names, members: readonly Member[]) {
  const positions = made?.positions ?? [];
  return kPositions
    .map(({ position, words }) => ({
      words,
      people: positions
        .filter((item) => item.position === position)
        .map(({ personId }) => ({
          name: nameOf(personId, names),
          role: roleOf(members.find((member) => member.personId === personId)),
        })),
    }))
    .filter(({ people }) => people.length > 0);
}

function nameOf(personId: string, names: Names): string {
  return names.get(personId)?.text ?? "A member, not named in public";
}

/** The role beside a name; where the name is not public, the office stands in its place. */
function roleOf(member: Member | undefined): string {
  if (!member || member.name === "") return "";
  return officeOf(member);
}

function conflicts(made: DecisionMade | undefined, names: Names) {
  return (made?.conflicts ?? []).map(({ personId, management, decidedBy }) => ({
    name: nameOf(personId, names),
    managed: capitalised(wordsOf(ManagementSchema, management)) || "Not managed",
    decidedBy,
  }));
}

function views({ item }: GetDecisionResponse, names: Names) {
  return (item?.views ?? []).map(({ personId, leaning, reasons }) => ({
    name: nameOf(personId, names),
    leaning: capitalised(wordsOf(PositionSchema, leaning)) || "Not stated",
    reasons,
  }));
}

function dissentBlock(dissent: Dissent, names: Names, moment: Moment) {
  const { head } = dissent;
  const events = [...new Set([head?.number ?? 0n, head?.lastEvent ?? 0n])];
  return {
    name: dissent.personName || nameOf(dissent.personId, names),
    state: tag(head?.state === "open" ? "not answered" : (head?.state ?? "")),
    stands: capitalised(dissentState(dissent, moment)),
    date: formatDate(head?.occurred ?? ""),
    reasons: dissent.reasons,
    wouldSettle: dissent.wouldSettle,
    alternative: dissent.alternative,
    answer: dissent.answer,
    isWithheld: dissent.textWithheld,
    events: events.map((position) => eventLink(position, moment)).filter((link) => link),
  };
}

/** The papers of the item, or of the meeting where the item has none of its own. */
function papers({ item, meeting }: GetDecisionResponse) {
  const all = meeting?.papers ?? [];
  const own = all.filter((paper) => paper.item !== "" && paper.item === item?.made?.agendaItem);
  return (own.length > 0 ? own : all).map(({ title, version, uri, sha256 }) => ({
    title,
    version: version || "Not stated",
    uri: webUri(uri),
    fingerprint: sha256.slice(0, 12),
  }));
}

function memberRow(member: Member) {
  return {
    name: member.name || "Not public",
    role: capitalised(officeOf(member)) || "Not stated",
    sector: capitalised(wordsOf(SectorSchema, member.sector)) || "Not stated",
    vote: member.votes ? "Votes" : "No vote",
  };
}
