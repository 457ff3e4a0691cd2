// A decision of a meeting, recorded by the body's secretary: what was decided, by which power, who
// stood where.
import type { JsonObject } from "@bufbuild/protobuf";
import { DecisionMethodSchema } from "../gen/witan/body/v1/body_pb.js";
import { DecisionService, ResultSchema } from "../gen/witan/decision/v1/decision_pb.js";
import { ManagementSchema } from "../gen/witan/interest/v1/interest_pb.js";
import type { ConflictManaged } from "../gen/witan/interest/v1/interest_pb.js";
import { Presence, PresenceSchema } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { Body, Meeting, Member } from "../gen/witan/oversight/v1/oversight_pb.js";
import { capitalised, formatDate } from "../pages/format.js";
import { kindAt } from "../pages/kinds.js";
import { parameter } from "../pages/moment.js";
import { officeOf } from "../pages/names.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import type { Answers } from "../signin/store.js";
import { wordsOf } from "../pages/words.js";
import { penceOf } from "./answers.js";
import { kKeepsOut } from "./conflict.js";
import { optionsOf } from "./fields.js";
import type { CommandRequest, Field, Form, Journey, Option } from "./journey.js";
import { powersOf } from "./powers.js";
import type { Power } from "./powers.js";
import { bodyOf, clerkVoice, mandatedBodies, RightError } from "./voice.js";

const kMostActivities = 50;
const kMostInterests = 200;
const kNoPart = "POSITION_TOOK_NO_PART";
const kAway: ReadonlySet<Presence> = new Set([Presence.APOLOGIES, Presence.ABSENT]);

const kPositions: readonly Option[] = [
  { value: "", text: "Not stated" },
  { value: "POSITION_FOR", text: "For" },
  { value: "POSITION_AGAINST", text: "Against" },
  { value: "POSITION_ABSTAINED", text: "Abstained" },
  { value: "POSITION_TOOK_NO_PART", text: "Took no part" },
];

/** What the form is about, read once. */
interface Item {
  meeting: Meeting;
  body: Body;
  number: string;
  title: string;
  powers: readonly Power[];
  activities: readonly Option[];
  /** How conflicts of interest over this item were managed. */
  managed: readonly (ConflictManaged & { interestId: string })[];
}

async function prepare(request: CommandRequest): Promise<Form> {
  const { key, account, moment } = request;
  const item = await itemOf(request);
  const { meeting, body } = item;
  if (!(await mandatedBodies(request)).has(body.head?.id ?? "")) {
    throw new RightError(
      `What a meeting decided is recorded by the secretary of ${body.name} under a mandate. The ` +
        "keeper of the register records mandates.",
    );
  }
  const { header } = clerkVoice(account, body);
  return {
    title: "Record a decision",
    caption: `${body.name}, ${formatDate(meeting.on)}, item ${item.number}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Meeting ${key}`, href: moment.link(`/meetings/${key}`) },
    ],
    intro:
      "Filled in from the agenda where it could be. Everybody can read a decision of a meeting " +
      "in public once it is recorded.",
    fields: fieldsOf(item),
    given: {
      title: item.title,
      method: methodsOf(body)[0]?.value ?? "",
      power: item.powers[0]?.value ?? "",
      ...Object.fromEntries(
        item.managed
          .filter(({ management }) => kKeepsOut.has(management))
          .map((conflict) => [memberField(conflict), kNoPart]),
      ),
    },
    record: "Record the decision",
    command: (answers) => ({
      method: DecisionService.method.makeDecision,
      header: { ...header, occurred: { date: meeting.on, precision: "PRECISION_DAY" } },
      content: contentOf(item, answers),
    }),
    page: (position) => `/decisions/${position}`,
  };
}

async function itemOf(request: CommandRequest): Promise<Item> {
  const { services, call, key, query } = request;
  const { answer } = await recordRequest(request, kindAt("meetings"), (name) =>
    services.oversight.getMeeting({ key: name }, call),
  );
  const meeting = answer?.item;
  const number = parameter(query, "item");
  const entry = meeting?.agenda.find(({ item }) => item === number);
  if (!meeting || !entry) throw new NotFoundError(`Meeting ${key} has no item “${number}”.`);
  const body = await bodyOf(request, meeting.bodyId, meeting.on);
  if (!body) throw new NotFoundError(`The body of meeting ${key} is not known.`);
  const [powers, activities, managed] = await Promise.all([
    powersOf(request, body, meeting.on),
    activitiesOf(request, body.organisationIds[0] ?? ""),
    managedOn(request, meeting, number),
  ]);
  return { meeting, body, number, title: entry.title, powers, activities, managed };
}

async function managedOn({ services, call }: CommandRequest, { head }: Meeting, number: string) {
  const filter = { refersToId: head?.id ?? "" };
  const { items } = await services.oversight.listInterests(
    { filter, pageSize: kMostInterests },
    call,
  );
  return items.flatMap(({ head: interest, managed }) =>
    managed
      .filter(({ meetingId, agendaItem }) => meetingId === head?.id && agendaItem === number)
      .map((each) => ({ ...each, interestId: interest?.id ?? "" })),
  );
}

async function activitiesOf({ services, call }: CommandRequest, organisation: string) {
  const filter = { subjectId: organisation };
  const asked = { filter, pageSize: kMostActivities };
  const { items } = await services.involvement.listActivities(asked, call);
  return items.flatMap(({ head }) =>
    head && !head.stub ? [{ value: head.id, text: `${String(head.number)}: ${head.title}` }] : [],
  );
}

function fieldsOf({ body, powers, activities, meeting, managed }: Item): Field[] {
  return [
    ...kWhat,
    {
      name: "power",
      label: "Under which power?",
      hint: `The powers that this body had on ${formatDate(meeting.on)}`,
      kind: "choice",
      options: powers.map(({ value, text, hint }) => ({ value, text, hint })),
      missing: "Choose the power",
      fills: "content.authority",
    },
    {
      name: "cost",
      label: "Cost in pounds",
      hint: "All of it. Leave it empty where it costs nothing or is not known",
      kind: "pounds",
      fills: "content.value",
    },
    {
      name: "involvement",
      label: "Which involvement did it rest on?",
      kind: "pick",
      options: [{ value: "", text: "None" }, ...activities],
      fills: "content.involvement_ids",
    },
    {
      name: "no_involvement",
      label: "If none: why not?",
      kind: "line",
      fills: "content.no_involvement_reason",
    },
    {
      name: "method",
      group: "Who decided, and how",
      label: "How was it decided?",
      kind: "choice",
      options: methodsOf(body),
      missing: "Choose how it was decided",
      fills: "content.method",
    },
    ...body.members.map((member) => positionOf(member, meeting, managed)),
  ];
}

const kWhat: readonly Field[] = [
  {
    name: "title",
    group: "What was decided",
    label: "Title",
    hint: "As the public will read it",
    kind: "line",
    missing: "Write a title",
    fills: "content.title",
  },
  {
    name: "question",
    label: "What was the question?",
    kind: "text",
    missing: "Write the question",
    fills: "content.question",
  },
  {
    name: "result",
    label: "What came of it?",
    kind: "choice",
    options: optionsOf(ResultSchema),
    missing: "Choose what came of it",
    fills: "content.result",
  },
  {
    name: "outcome",
    label: "What was decided?",
    kind: "text",
    missing: "Write what was decided",
    fills: "content.outcome",
  },
  {
    name: "rationale",
    label: "Why?",
    kind: "text",
    missing: "Write why",
    fills: "content.rationale",
  },
  {
    name: "options",
    label: "Options not taken",
    hint: "One on each line",
    kind: "text",
    fills: "content.options",
  },
];

/** The methods that the body's constitution or terms name; all where they name none. */
function methodsOf({ methods }: Body): Option[] {
  return optionsOf(DecisionMethodSchema, methods);
}

/** A member whom a conflict keeps out takes no part; who was not there is said so. */
function positionOf(
  member: Member,
  { attendance }: Meeting,
  managed: readonly ConflictManaged[],
): Field {
  const office = capitalised(officeOf(member));
  const conflict = managed.find(({ personId }) => personId === member.personId);
  const isOut = conflict !== undefined && kKeepsOut.has(conflict.management);
  const presence = attendance.find(({ personId }) => personId === member.personId)?.presence;
  const hints = [
    conflict ? `Conflict of interest: ${wordsOf(ManagementSchema, conflict.management)}` : "",
    presence !== undefined && kAway.has(presence)
      ? capitalised(wordsOf(PresenceSchema, presence))
      : "",
  ].filter((hint) => hint !== "");
  return {
    ...(hints.length > 0 && { hint: hints.join(". ") }),
    name: memberField(member),
    label: member.name === "" ? office : `${member.name}, ${office}`,
    kind: "pick",
    options: kPositions.filter(
      ({ value }) =>
        (member.votes || !/FOR|AGAINST/.test(value)) &&
        (!isOut || value === "" || value === kNoPart),
    ),
  };
}

/** Named by the person: an answer that was kept stays theirs when the members change meanwhile. */
function memberField({ personId }: Pick<Member, "personId">): string {
  return `member-${personId}`;
}

function contentOf(item: Item, answers: Answers): JsonObject {
  const { meeting, body, number, powers } = item;
  const given = (name: string) => answers[name] ?? "";
  const pence = given("cost") === "" ? undefined : penceOf(given("cost"));
  const taken = { title: given("title"), taken: true };
  const others = given("options")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return {
    title: given("title"),
    question: given("question"),
    bodyId: body.head?.id ?? "",
    meetingId: meeting.head?.id ?? "",
    agendaItem: number,
    options:
      others.length === 0 ? [] : [taken, ...others.map((title) => ({ title: title.trim() }))],
    method: given("method"),
    result: given("result"),
    outcome: given("outcome"),
    rationale: given("rationale"),
    authority: powers.find(({ value }) => value === given("power"))?.authority ?? {},
    ...(pence === undefined ? {} : { value: { revenue: { pence: String(pence) } } }),
    involvementIds: given("involvement") === "" ? [] : [given("involvement")],
    noInvolvementReason: given("no_involvement"),
    conflicts: item.managed.map(({ personId, interestId, management, decidedBy }) => ({
      personId,
      interestId,
      management: ManagementSchema.value[management].name,
      decidedBy,
    })),
    positions: body.members.flatMap((member) => {
      const position = given(memberField(member));
      return position === "" ? [] : [{ personId: member.personId, position }];
    }),
  };
}

export const decisionJourneys: readonly Journey[] = [
  { path: "/meetings/:key/decisions/new", prepare },
];
