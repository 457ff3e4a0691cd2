// One decision: what, why, by what power, who agreed or not, and how it can be checked.
import type {
  Dissent,
  GetDecisionResponse,
  Member,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { GetDecisionResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import {
  AuthorityKindSchema,
  Position,
  ResultSchema,
} from "../gen/witan/decision/v1/decision_pb.js";
import type { DecisionMade } from "../gen/witan/decision/v1/decision_pb.js";
import {
  DecisionMethodSchema,
  MemberRoleSchema,
  SectorSchema,
} from "../gen/witan/body/v1/body_pb.js";
import { ManagementSchema } from "../gen/witan/interest/v1/interest_pb.js";
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import { LegalRegimeSchema } from "../gen/witan/event/v1/verdict_pb.js";
import type { TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted, formatDate, formatValue } from "./format.js";
import type { Moment } from "./moment.js";
import { namesIn } from "./names.js";
import type { Names } from "./names.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { recordRequest } from "./record.js";
import { tag, titleOf, withheldSentences } from "./statements.js";
import { checksOf, recordOfFact, trailItems, webUri } from "./trail.js";
import { wordsOf } from "./words.js";

export async function decisionPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call } = request;
  const { answer, moved } = await recordRequest(request, "decision", (key) =>
    services.oversight.getDecision({ asAt: moment.asAt(), key }, call),
  );
  if (moved) return moved;
  const head = answer.item?.head;
  const crumbs = [
    { text: "Home", href: moment.link("/") },
    { text: "Decisions", href: moment.link("/decisions") },
  ];
  const base = { kind: "page", crumbs, section: "decisions", asOf: answer.asOf } as const;
  const caption = `Decision ${request.key}`;
  if (head?.stub) {
    const ground = wordsOf(GroundSchema, head.ground);
    const model = { kind: "decision", ground, date: formatDate(head.occurred) };
    return { ...base, view: "stub", title: caption, model };
  }
  return {
    ...base,
    view: "decision",
    title: titleOf(head, "Decision"),
    caption: head?.occurred ? `${caption}, ${formatDate(head.occurred)}` : caption,
    model: decisionModel(answer, moment),
  };
}

function decisionModel(answer: GetDecisionResponse, moment: Moment) {
  const names = namesIn(GetDecisionResponseSchema, answer);
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
    facts: keyFacts(answer, moment),
    question: made?.question ?? item?.proposed?.question ?? "",
    rationale: made?.rationale ?? "",
    optionsTaken: options(answer, true),
    optionsNotTaken: options(answer, false),
    conditions: made?.conditions ?? [],
    votes: votes(made, names, answer.members),
    conflicts: conflicts(made, names),
    dissents: answer.dissents.map(dissentBlock),
    dissentCount: counted(item?.dissentCount ?? 0, "member"),
    papers: papers(answer),
    members: answer.members.map(memberRow),
    actions: answer.actions.map((action) => ({
      title: titleOf(action.head, "Action"),
      owner: action.owner?.name ?? "Not known",
      due: formatDate(action.due),
      state: tag(action.overdue ? "overdue" : (action.head?.state ?? "")),
    })),
    involvement: answer.involvement.map(({ name, number }) => ({
      text: name,
      href: moment.link(`/involvement/${String(number)}`),
    })),
    noInvolvementReason: made?.noInvolvementReason ?? "",
    related: answer.relatedDecisions.map(({ name, number }) => ({
      text: name,
      href: moment.link(`/decisions/${String(number)}`),
    })),
    trail: trailItems(answer.trail, names, moment),
    withheld: withheldSentences(answer.withheld),
  };
}

/** The event that decided, as it now stands: its verdict is the one shown. */
function decidingEntry(trail: readonly TrailEntry[]): TrailEntry | undefined {
  const deciding = new Set(["decisionMade", "chairDecided", "adviceRecorded"]);
  return trail.findLast(
    ({ payload, correctedBy }) =>
      correctedBy === "" && payload?.kind.case !== undefined && deciding.has(payload.kind.case),
  );
}

interface Row {
  key: string;
  text: string;
  href?: string;
}

function keyFacts({ item, meeting }: GetDecisionResponse, moment: Moment): Row[] {
  const made = item?.made;
  const rows: Row[] = [{ key: "Made by", text: item?.body?.name ?? "Not known" }];
  if (meeting) {
    const agendaItem = made?.agendaItem ? `, item ${made.agendaItem}` : "";
    rows.push({ key: "At", text: `Meeting of ${formatDate(meeting.on)}${agendaItem}` });
  }
  if (made) {
    rows.push(
      { key: "How", text: capitalised(wordsOf(DecisionMethodSchema, made.method)) },
      { key: "Result", text: capitalised(wordsOf(ResultSchema, made.result)) },
      { key: "By what power", text: powerText(made, item.instrument) },
      { key: "Value", text: formatValue(made.value) },
    );
    if (made.reviewOn !== "") rows.push({ key: "Review by", text: formatDate(made.reviewOn) });
  }
  const regime = wordsOf(LegalRegimeSchema, item?.legalRegime ?? 0);
  if (regime !== "") rows.push({ key: "System decided", text: capitalised(regime) });
  for (const code of item?.head?.systems ?? []) {
    rows.push({ key: "System", text: code, href: moment.link(`/systems/${code}`) });
  }
  return rows;
}

function powerText({ authority }: DecisionMade, instrument: string): string {
  const kind = capitalised(wordsOf(AuthorityKindSchema, authority?.kind ?? 0));
  const entry = authority?.schemeEntry ? `, entry ${authority.schemeEntry}` : "";
  return `${kind || "Not stated"}${instrument === "" ? "" : `: ${instrument}`}${entry}`;
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
  return names.get(personId)?.text ?? "Name not known";
}

function roleOf(member: Member | undefined): string {
  if (!member) return "";
  return member.office || wordsOf(MemberRoleSchema, member.role);
}

function conflicts(made: DecisionMade | undefined, names: Names) {
  return (made?.conflicts ?? []).map(({ personId, management, decidedBy }) => ({
    name: nameOf(personId, names),
    managed: capitalised(wordsOf(ManagementSchema, management)) || "Not managed",
    decidedBy,
  }));
}

function dissentBlock(dissent: Dissent) {
  return {
    name: dissent.personName || "A member",
    state: tag(dissent.head?.state ?? ""),
    date: formatDate(dissent.head?.occurred ?? ""),
    reasons: dissent.reasons,
    wouldSettle: dissent.wouldSettle,
    alternative: dissent.alternative,
    answer: dissent.answer,
    answerDue: dissent.answerDue === "" ? "" : formatDate(dissent.answerDue),
    isWithheld: dissent.textWithheld,
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
    name: member.name || "Name not known",
    role: capitalised(roleOf(member)) || "Not stated",
    sector: capitalised(wordsOf(SectorSchema, member.sector)) || "Not stated",
    vote: member.votes ? "Votes" : "No vote",
  };
}
