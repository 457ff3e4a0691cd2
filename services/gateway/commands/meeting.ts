// A meeting from its calling to its close: agenda, attendance, quorum, what is taken without the
// public. Recorded by the body's secretary or a member.
import { MeetingService } from "../gen/witan/meeting/v1/meeting_pb.js";
import type {
  Body,
  GetMeetingResponse,
  Meeting,
  Person,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { formatDate } from "../pages/format.js";
import { kindAt } from "../pages/kinds.js";
import { officeOf } from "../pages/names.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import type { Answers } from "../signin/store.js";
import { agendaAnswers, agendaFields, agendaOf } from "./agenda.js";
import { attendanceAnswers, attendanceFields, attendanceOf } from "./attendance.js";
import type { Room } from "./attendance.js";
import { linesOf } from "./answers.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { Command, CommandRequest, Field, Form, Journey, Option } from "./journey.js";
import { bodyOf, voiceFor } from "./voice.js";

const { method } = MeetingService;
const kMostPeople = 200;

/** What the forms of a meeting are about, read once. */
export interface Sitting {
  meeting: Meeting;
  body: Body;
  answer: GetMeetingResponse;
  request: CommandRequest;
  /** People of the body's organisation, for the list of who was there. */
  people: readonly Person[];
}

interface Step {
  path: string;
  title: string;
  intro: string;
  record: string;
  fields: (sitting: Sitting) => readonly Field[];
  given?: (sitting: Sitting) => Answers;
  method: Command["method"];
  content: (answers: Answers, sitting: Sitting) => Command["content"];
}

const itemOptions = ({ agenda }: Meeting): Option[] =>
  agenda.map(({ item, title }) => ({ value: item, text: `${item}. ${title}` }));

const atTime = (label: string): Field => ({
  name: "at",
  label,
  hint: "Leave it empty if it is not known",
  kind: "time",
  fills: "content.at",
});

const kSteps: readonly Step[] = [
  {
    path: "agenda",
    title: "Change the agenda",
    intro: "The agenda as it now stands, whole. The earlier one stays in the history.",
    record: "Record the agenda",
    fields: ({ meeting }) => [
      ...agendaFields(meeting.agenda),
      { name: "reason", label: "Why is it changed?", kind: "text", fills: "content.reason" },
    ],
    given: ({ meeting }) => agendaAnswers(meeting.agenda),
    method: method.changeAgenda,
    content: (answers, { meeting }) => ({
      agenda: agendaOf(answers, meeting.agenda),
      reason: answers.reason ?? "",
    }),
  },
  {
    path: "openings",
    title: "Open the meeting",
    intro: "That it began, and who was in the chair.",
    record: "Record the opening",
    fields: ({ body }) => [
      atTime("When did it begin?"),
      {
        name: "chaired_by",
        label: "Who was in the chair?",
        kind: "pick",
        options: [
          { value: "", text: "Not stated" },
          ...body.members.map((member) => ({
            value: member.personId,
            text: [member.name, officeOf(member)].filter(Boolean).join(", "),
          })),
        ],
        fills: "content.chaired_by_id",
      },
    ],
    given: ({ meeting }) => ({ at: meeting.startsAt }),
    method: method.openMeeting,
    content: ({ at = "", chaired_by: chairedById = "" }) => ({ at, chairedById }),
  },
  {
    path: "attendance",
    title: "Record who was there",
    intro: "The whole list. It takes the place of an earlier one, which stays in the history.",
    record: "Record the list",
    fields: (sitting) => attendanceFields(roomOf(sitting)),
    given: (sitting) => attendanceAnswers(roomOf(sitting)),
    method: method.recordAttendance,
    content: (answers, sitting) => ({ attendance: attendanceOf(answers, roomOf(sitting)) }),
  },
  {
    path: "quorum",
    title: "State the quorum",
    intro: "As the chair stated it. Witan counts besides, and says so where it differs.",
    record: "Record it",
    fields: ({ meeting }) => [
      {
        name: "quorate",
        label: "Was there a quorum?",
        kind: "choice",
        options: [
          { value: "yes", text: "Yes" },
          { value: "no", text: "No" },
        ],
        missing: "Say whether there was a quorum",
        fills: "content.quorate",
      },
      {
        name: "item",
        label: "For what?",
        kind: "pick",
        options: [{ value: "", text: "The whole meeting" }, ...itemOptions(meeting)],
        fills: "content.item",
      },
      {
        name: "note",
        label: "Where it was lost: what was done about it?",
        kind: "text",
        fills: "content.note",
      },
    ],
    method: method.stateQuorum,
    content: ({ quorate, item = "", note = "" }) => ({ quorate: quorate === "yes", item, note }),
  },
  {
    path: "exclusions",
    title: "Take items without the public",
    intro:
      "By a resolution of the body that states why. What is decided then is not public until it is published.",
    record: "Record the resolution",
    fields: ({ meeting, answer }) => [
      {
        name: "items",
        label: "Which items?",
        kind: "several",
        options: itemOptions(meeting),
        missing: "Choose the items",
        fills: "content.items",
      },
      { name: "reason", label: "Why?", kind: "text", missing: "Say why", fills: "content.reason" },
      {
        name: "resolution",
        label: "Which decision resolved it?",
        kind: "pick",
        options: [
          { value: "", text: "None is recorded" },
          ...answer.decisions.map(({ head }) => ({
            value: head?.id ?? "",
            text: `${String(head?.number)}: ${titleOf(head, "Decision")}`,
          })),
        ],
        fills: "content.resolution_decision_id",
      },
    ],
    method: method.excludePublic,
    content: (answers) => ({
      items: linesOf(answers.items),
      reason: answers.reason ?? "",
      resolutionDecisionId: answers.resolution ?? "",
    }),
  },
  {
    path: "closings",
    title: "Close the meeting",
    intro: "Attendance, decisions, papers and minutes can still be recorded after it.",
    record: "Record the close",
    fields: () => [atTime("When did it end?")],
    method: method.closeMeeting,
    content: ({ at = "" }) => ({ at }),
  },
  {
    path: "cancellations",
    title: "Cancel the meeting",
    intro: "It stays in the list, with the reason.",
    record: "Cancel it",
    fields: () => [
      { name: "reason", label: "Why?", kind: "text", missing: "Say why", fills: "content.reason" },
    ],
    method: method.cancelMeeting,
    content: ({ reason = "" }) => ({ reason }),
  },
];

function roomOf({ meeting, body, people }: Sitting): Room {
  return { members: body.members, people, agenda: meeting.agenda, stated: meeting.attendance };
}

async function peopleOf({ services, call }: CommandRequest, body: Body): Promise<Person[]> {
  const filter = { subjectId: body.organisationIds[0] ?? "" };
  return (await services.oversight.listPeople({ filter, pageSize: kMostPeople }, call)).items;
}

/** The meeting of the address with its body as it was on the day. Throws NotFoundError. */
export async function sittingOf(request: CommandRequest): Promise<Sitting> {
  const { services, call, key } = request;
  const { answer } = await recordRequest(request, kindAt("meetings"), (name) =>
    services.oversight.getMeeting({ key: name }, call),
  );
  const meeting = answer?.item;
  const body = meeting && (await bodyOf(request, meeting.bodyId, meeting.on));
  if (!body || meeting.head?.stub)
    throw new NotFoundError(`There is no meeting ${key} to be shown.`);
  return { meeting, body, answer, request, people: [] };
}

/** What stands around every form of a meeting. */
export function sittingFrame({ meeting, body, request }: Sitting) {
  const { key, moment } = request;
  return {
    caption: `${body.name}, ${formatDate(meeting.on)}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Meeting ${key}`, href: moment.link(`/meetings/${key}`) },
    ],
    page: () => `/meetings/${key}`,
  };
}

/** The day of the meeting where it has been, and else today. */
export function dayOf({ on }: Meeting): Answers {
  const { on: today = "" } = happenedOn();
  return { on: on < today ? on : today };
}

const kBefore: ReadonlySet<string> = new Set(["agenda", "cancellations"]);

async function prepare(step: Step, request: CommandRequest): Promise<Form> {
  const found = await sittingOf(request);
  const { meeting, body } = found;
  const { header } = await voiceFor(request, body.head?.id ?? "");
  const people = step.path === "attendance" ? await peopleOf(request, body) : [];
  const sitting = { ...found, people };
  const day = kBefore.has(step.path) ? happenedOn() : dayOf(meeting);
  return {
    ...sittingFrame(sitting),
    title: step.title,
    intro: step.intro,
    fields: [...step.fields(sitting), happened("When was it?")],
    given: { ...day, ...step.given?.(sitting), version: String(meeting.head?.version ?? "") },
    record: step.record,
    command: (answers) => ({
      method: step.method,
      header: { ...header, recordId: meeting.head?.id ?? "", occurred: occurred(answers) },
      content: step.content(answers, sitting),
    }),
  };
}

const kCalled: readonly Field[] = [
  {
    name: "on_day",
    label: "On which day?",
    kind: "date",
    missing: "Write the day of the meeting",
    fills: "content.on",
  },
  { name: "starts_at", label: "From when?", kind: "time", fills: "content.starts_at" },
  { name: "place", label: "Where?", kind: "line", fills: "content.place" },
  { name: "in_public", label: "It is held in public", kind: "tick", fills: "content.in_public" },
];

async function prepareCalling(request: CommandRequest): Promise<Form> {
  const { services, call, key, moment } = request;
  const { answer } = await recordRequest(request, kindAt("bodies"), (name) =>
    services.oversight.getBody({ key: name }, call),
  );
  const body = answer?.item;
  if (!body) throw new NotFoundError(`There is no body ${key}.`);
  const { header } = await voiceFor(request, body.head?.id ?? "");
  const name = titleOf(body.head, "Body");
  return {
    title: "Call a meeting",
    caption: name,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: name, href: moment.link(`/bodies/${key}`) },
    ],
    intro:
      "Everybody can see when it is and what is on its agenda. Both can be changed until it ends.",
    fields: [...kCalled, ...agendaFields([]), happened("When was it called?")],
    given: { ...happenedOn(), in_public: body.meetsInPublic ? "yes" : "" },
    record: "Call the meeting",
    command: (answers) => ({
      method: method.scheduleMeeting,
      header: { ...header, occurred: occurred(answers) },
      content: {
        bodyId: body.head?.id ?? "",
        on: answers.on_day ?? "",
        startsAt: answers.starts_at ?? "",
        inPublic: answers.in_public === "yes",
        place: answers.place ?? "",
        agenda: agendaOf(answers, []),
      },
    }),
    page: (position) => `/meetings/${position}`,
  };
}

export const meetingJourneys: readonly Journey[] = [
  { path: "/bodies/:key/meetings/new", prepare: prepareCalling },
  ...kSteps.map((step) => ({
    path: `/meetings/:key/${step.path}/new`,
    prepare: (request: CommandRequest) => prepare(step, request),
  })),
];
