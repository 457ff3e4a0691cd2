// A member's interest touches what a body decides: it is said before, and the chair says how it is
// managed. Who is kept out of the vote counts neither for the quorum nor for the outcome.
import {
  InterestCategorySchema,
  InterestService,
  Management,
  ManagementSchema,
} from "../gen/witan/interest/v1/interest_pb.js";
import type { ConflictIdentified } from "../gen/witan/interest/v1/interest_pb.js";
import { Presence } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { Body, Interest, Meeting } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { textOf } from "../pages/facts.js";
import { capitalised, counted } from "../pages/format.js";
import { kindAt } from "../pages/kinds.js";
import { parameter } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { wordsOf } from "../pages/words.js";
import type { Answers } from "../signin/store.js";
import { happened, happenedOn, occurred, optionsOf } from "./fields.js";
import type { CommandRequest, Form, Journey, Option, Panel } from "./journey.js";
import { dayOf, sittingFrame, sittingOf } from "./meeting.js";
import { standing } from "./record_offers.js";
import { RightError, bodyOf, memberVoice, voiceFor } from "./voice.js";

const kMostInterests = 200;

/** A member says of themselves, or the clerk of a member, which interest touches which item. */
async function prepareConflict(request: CommandRequest): Promise<Form> {
  const { query, account } = request;
  const sitting = await sittingOf(request);
  const { meeting, body } = sitting;
  const { header, member } = await voiceFor(request, body.head?.id ?? "");
  const interests = await interestsOf(request, body);
  const own = interests.filter(({ declared }) => declared?.personId === account.personId);
  const offered = member ? own : interests;
  const items = meeting.agenda.map(({ item, title }) => ({
    value: item,
    text: `${item}. ${title}`,
  }));
  const asked = parameter(query, "item");
  const personOf = (id: string) => offered.find(({ head }) => head?.id === id)?.declared?.personId;
  return {
    ...sittingFrame(sitting),
    title: "An interest touches an item",
    intro:
      "It stands in the register of interests. Then the chair says how it is managed: whoever is " +
      "kept out of the vote counts neither for the quorum nor for the outcome. An interest that " +
      "is not in the register yet is declared first.",
    fields: [
      {
        name: "interest",
        label: "Which interest?",
        hint:
          offered.length === 0 ? "None is declared that you may name here" : "As it was declared",
        kind: "choice",
        options: offered.map(interestOption),
        missing: "Choose the interest",
        fills: "header.record_id",
      },
      {
        name: "item",
        label: "Which item does it touch?",
        kind: "choice",
        options: items,
        missing: "Choose the item",
        fills: "content.agenda_item",
      },
      happened("When was it said?"),
    ],
    given: { ...happenedOn(), interest: "", item: asked },
    record: "Record that it touches",
    command: (answers) => ({
      method: InterestService.method.identifyConflict,
      header: { ...header, recordId: answers.interest ?? "", occurred: occurred(answers) },
      content: {
        personId: personOf(answers.interest ?? "") ?? "",
        meetingId: meeting.head?.id ?? "",
        agendaItem: answers.item ?? "",
      },
    }),
  };
}

/** The live interests of the body's members, as this reader sees them. */
async function interestsOf({ services, call }: CommandRequest, body: Body): Promise<Interest[]> {
  const filter = { subjectId: body.head?.id ?? "", state: "live" };
  const { items } = await services.oversight.listInterests(
    { filter, pageSize: kMostInterests },
    call,
  );
  const sits = new Set(body.members.map(({ personId }) => personId));
  return items.filter(({ declared, head }) => {
    return head?.stub !== true && sits.has(declared?.personId ?? "");
  });
}

function interestOption({ head, declared, personName }: Interest): Option {
  const what = textOf(declared?.description);
  const category = capitalised(wordsOf(InterestCategorySchema, declared?.category ?? 0));
  return {
    value: head?.id ?? "",
    text: `${personName || "A member"}: ${what}`,
    hint: `Interest ${String(head?.number)}, ${category.toLowerCase()}`,
  };
}

/** Conflicts of an interest with items of meetings that nobody has said how to manage. */
export function unmanaged(trail: readonly TrailEntry[]): ConflictIdentified[] {
  const facts = standing(trail).map(({ payload }) => payload?.kind);
  const managed = facts.flatMap((kind) => (kind?.case === "conflictManaged" ? [kind.value] : []));
  return facts
    .flatMap((kind) => (kind?.case === "conflictIdentified" ? [kind.value] : []))
    .filter(
      ({ meetingId, agendaItem, decisionId }) =>
        !managed.some(
          (each) =>
            (decisionId !== "" && each.decisionId === decisionId) ||
            (meetingId !== "" && each.meetingId === meetingId && each.agendaItem === agendaItem),
        ),
    );
}

async function prepareManagement(request: CommandRequest): Promise<Form> {
  const { services, call, key, moment, query } = request;
  const { answer } = await recordRequest(request, kindAt("interests"), (name) =>
    services.oversight.getInterest({ key: name }, call),
  );
  const index = Number(parameter(query, "conflict"));
  const conflict = answer ? unmanaged(answer.trail)[index - 1] : undefined;
  if (!answer || !conflict?.meetingId) {
    throw new NotFoundError("There is no such conflict that waits to be managed.");
  }
  const meetingKey = { case: "id", value: conflict.meetingId } as const;
  const { item: meeting } = await services.oversight.getMeeting({ key: meetingKey }, call);
  const body = meeting && (await bodyOf(request, meeting.bodyId, meeting.on));
  if (!body) throw new NotFoundError("The meeting that it touches is not open to you.");
  if (!mayManage(request, body, conflict.personId)) {
    throw new RightError(
      "Nobody manages their own conflict of interest: the chair or another member says how.",
    );
  }
  const voice = await voiceFor(request, body.head?.id ?? "");
  const about = meeting.agenda.find(({ item }) => item === conflict.agendaItem);
  const { head, personName } = answer.item ?? {};
  return {
    title: "How is the conflict managed?",
    caption: `${personName ?? "A member"}, item ${conflict.agendaItem}${about ? `: ${about.title}` : ""}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Interest ${key}`, href: moment.link(`/interests/${key}`) },
    ],
    intro: "Nobody manages their own conflict of interest.",
    fields: [
      {
        name: "management",
        label: "What is done?",
        kind: "choice",
        options: optionsOf(ManagementSchema),
        missing: "Choose what is done",
        fills: "content.management",
      },
      {
        name: "decided_by",
        label: "Who decided that?",
        hint: "The office: for example the chair, or the conflicts of interest guardian",
        kind: "line",
        missing: "Say who decided it",
        fills: "content.decided_by",
      },
      { name: "note", label: "Anything else?", kind: "text", fills: "content.note" },
      happened("When was it decided?"),
    ],
    given: {
      ...dayOf(meeting),
      decided_by: voice.member ? "Chair" : "",
      version: String(head?.version ?? ""),
    },
    panels: (answers) => [votersPanel(meeting, body, conflict.personId, answers)],
    record: "Record it",
    command: (answers) => ({
      method: InterestService.method.manageConflict,
      header: { ...voice.header, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: {
        personId: conflict.personId,
        meetingId: conflict.meetingId,
        agendaItem: conflict.agendaItem,
        decisionId: conflict.decisionId,
        management: answers.management ?? "",
        decidedBy: answers.decided_by ?? "",
        note: answers.note ?? "",
      },
    }),
    page: () => `/interests/${key}`,
  };
}

/** What takes a member out of quorum and vote. */
export const kKeepsOut: ReadonlySet<Management> = new Set([
  Management.NO_VOTE,
  Management.LEAVE_ROOM,
  Management.OTHER_CHAIR,
]);

/** Who votes on the item before and after; where nobody was counted yet, the members as they are. */
function votersPanel(
  { attendance }: Meeting,
  { members, quorum }: Body,
  personId: string,
  answers: Answers,
): Panel {
  const there = new Set(
    attendance
      .filter(({ presence }) => presence === Presence.PRESENT || presence === Presence.PART)
      .map(({ personId: id }) => id),
  );
  const voters = members.filter(
    ({ votes, personId: id }) => votes && (attendance.length === 0 || there.has(id)),
  );
  const isOut = [...kKeepsOut].some(
    (number) => ManagementSchema.value[number].name === answers.management,
  );
  const after = voters.filter(({ personId: id }) => !isOut || id !== personId);
  const needed = quorum?.rule?.minimumMembers;
  const text = (count: number) => counted(count, "voting member");
  return {
    title:
      attendance.length === 0 ? "Who may vote on the item" : "Who was there to vote on the item",
    table: {
      heads: ["Without it", "As you say", "Needed for a quorum"],
      rows: [
        [
          { text: text(voters.length) },
          { text: answers.management ? text(after.length) : "Not said yet" },
          { text: needed === undefined ? "No quorum is recorded" : text(needed) },
        ],
      ],
    },
  };
}

/** Whether this account may say how a conflict of that person is managed: never the person's own. */
export function mayManage(request: CommandRequest, body: Body, personId: string): boolean {
  const voice = memberVoice(request.account, body);
  return voice === undefined || voice.member?.personId !== personId;
}

export const conflictJourneys: readonly Journey[] = [
  { path: "/meetings/:key/conflicts/new", prepare: prepareConflict },
  { path: "/interests/:key/management/new", prepare: prepareManagement },
];
