// Involvement: a partner joins and says what people said; the organisation that asked answers.
import { InvolvementService } from "../gen/witan/involvement/v1/involvement_pb.js";
import type { GetActivityResponse } from "../gen/witan/involvement/v1/query_pb.js";
import { Answer } from "../gen/witan/involvement/v1/involvement_pb.js";
import { kindAt } from "../pages/kinds.js";
import { parameter } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { Command, CommandRequest, Field, Form, Journey } from "./journey.js";
import { partnerRoles } from "./offers.js";
import { organisationVoice, RightError } from "./voice.js";
import type { Account } from "../signin/account.js";

const { answerTheme, recordTheme, recordInput, joinAsPartner } = InvolvementService.method;
const kMostDecisions = 50;

/** A journey on one activity, from what the activity says to what is asked and recorded. */
interface Step {
  path: string;
  title: string;
  intro: (activity: GetActivityResponse, request: CommandRequest) => string;
  record: string;
  fields: (
    activity: GetActivityResponse,
    request: CommandRequest,
  ) => readonly Field[] | Promise<readonly Field[]>;
  method: Command["method"];
  content: (
    answers: Readonly<Record<string, string>>,
    activity: GetActivityResponse,
    request: CommandRequest,
  ) => Command["content"];
}

const kAnswer: Step = {
  path: "answers",
  title: "Answer what people said",
  intro: (activity, request) => `People said: ${themeOf(activity, request).youSaid}`,
  record: "Record the answer",
  fields: async ({ item }, request) => [
    {
      name: "answer",
      label: "What changed?",
      kind: "choice",
      options: [
        { value: "ANSWER_CHANGED", text: "It changed what was done" },
        { value: "ANSWER_PARTLY", text: "It changed a part" },
        { value: "ANSWER_NOT_CHANGED", text: "Nothing changed", hint: "Then say below why not" },
      ],
      missing: "Choose what changed",
      fills: "content.answer",
    },
    {
      name: "we_did",
      label: "What was done?",
      kind: "text",
      missing: "Say what was done",
      fills: "content.we_did",
    },
    {
      name: "why_not",
      label: "If nothing changed: why not?",
      kind: "text",
      fills: "content.reason_not_changed",
    },
    {
      name: "decision",
      label: "Which decision does it stand in?",
      kind: "pick",
      options: [{ value: "", text: "None" }, ...(await decisions(item?.organisation?.id, request))],
      fills: "content.decision_id",
    },
  ],
  method: answerTheme,
  content: (answers, activity, request) => ({
    theme: themeOf(activity, request).theme,
    answer: answers.answer ?? "",
    weDid: answers.we_did ?? "",
    reasonNotChanged: answers.why_not ?? "",
    decisionId: answers.decision ?? "",
  }),
};

const kTheme: Step = {
  path: "themes",
  title: "Record what people said",
  intro: () =>
    "One theme of what people said, in your own words. The organisation that asked must answer " +
    "it and cannot change it.",
  record: "Record the theme",
  fields: () => [
    {
      name: "you_said",
      label: "What did people say?",
      kind: "text",
      missing: "Write what people said",
      fills: "content.you_said",
    },
  ],
  method: recordTheme,
  content: (answers, { themes }) => ({
    theme: nextTheme(themes.map(({ theme }) => theme)),
    youSaid: answers.you_said ?? "",
  }),
};

const kInput: Step = {
  path: "inputs",
  title: "Record who took part",
  intro: () => "How people took part and how many: never who. Nobody can be recognised in it.",
  record: "Record it",
  fields: () => [
    {
      name: "channel",
      label: "How did they take part?",
      hint: "For example: survey, listening event",
      kind: "line",
      missing: "Say how they took part",
      fills: "content.channel",
    },
    { name: "people", label: "How many people?", kind: "line", fills: "content.people" },
    {
      name: "few",
      label: "There were fewer than 10",
      hint: "Then leave the number empty",
      kind: "tick",
      fills: "content.fewer_than_ten",
    },
    {
      name: "summary",
      label: "What did they say, in short?",
      kind: "text",
      missing: "Say in short what they said",
      fills: "content.summary",
    },
  ],
  method: recordInput,
  content: (answers) => ({
    channel: answers.channel ?? "",
    people: /^\d{1,9}$/.test(answers.people ?? "") ? (answers.people ?? "0") : "0",
    fewerThanTen: answers.few === "yes",
    summary: answers.summary ?? "",
  }),
};

const kPartner: Step = {
  path: "partners",
  title: "Join as a partner",
  intro: (_activity, { account }) =>
    `${account.organisationName || "Your organisation"} can then record what people said to it.`,
  record: "Join as a partner",
  fields: () => [
    {
      name: "part",
      label: "What will you do in it?",
      kind: "text",
      missing: "Say what you will do",
      fills: "content.part",
    },
  ],
  method: joinAsPartner,
  content: (answers, _activity, { account }) => ({
    partnerId: account.organisationId,
    part: answers.part ?? "",
  }),
};

async function prepare(step: Step, request: CommandRequest): Promise<Form> {
  const { key, moment, account, services, call } = request;
  const { answer: activity } = await recordRequest(request, kindAt("involvement"), (name) =>
    services.involvement.getActivity({ key: name }, call),
  );
  if (!activity) throw new NotFoundError(`There is no record of involvement ${key}.`);
  const head = activity.item?.head;
  const header = organisationVoice(account);
  requireRight(step, activity, account);
  return {
    title: step.title,
    caption: titleOf(head, "Involvement"),
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Involvement ${key}`, href: moment.link(`/involvement/${key}`) },
    ],
    intro: step.intro(activity, request),
    fields: [...(await step.fields(activity, request)), happened("When was it?")],
    given: { ...happenedOn(), version: String(head?.version ?? "") },
    record: step.record,
    command: (answers) => ({
      method: step.method,
      header: { ...header, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: step.content(answers, activity, request),
    }),
    page: () => `/involvement/${key}`,
  };
}

/** Throws RightError: the services would refuse it by its nature. */
function requireRight({ path }: Step, { item }: GetActivityResponse, account: Account): void {
  const { organisationId, roles } = account;
  const owner = item?.organisation?.name ?? "who asks people";
  const isOwner = item?.organisation?.id === organisationId;
  const isPartner = item?.partners.some(({ id }) => id === organisationId) === true;
  if (path === "answers" && !isOwner) {
    throw new RightError(`People are answered by ${owner}, who asked them.`);
  }
  if (path === "partners" && (isOwner || !roles.some((role) => partnerRoles.has(role)))) {
    throw new RightError(
      "Partners are Healthwatch, the voluntary sector, trusts and councils. The keeper of the " +
        "register says which of them you speak for.",
    );
  }
  if ((path === "themes" || path === "inputs") && !isOwner && !isPartner) {
    throw new RightError(`This is recorded by ${owner} and its partners. A partner joins first.`);
  }
}

/** The theme that the address names. Throws NotFoundError. */
function themeOf({ themes }: GetActivityResponse, { query }: CommandRequest) {
  const code = parameter(query, "theme");
  const theme = themes.find((each) => each.theme === code);
  if (theme?.answer === Answer.UNSPECIFIED) return theme;
  throw new NotFoundError(`Theme ${code} is not one that waits for an answer.`);
}

async function decisions(organisation: string | undefined, { services, call }: CommandRequest) {
  const filter = { subjectId: organisation ?? "" };
  const { items } = await services.oversight.listDecisions(
    { filter, pageSize: kMostDecisions },
    call,
  );
  return items.flatMap(({ head }) =>
    head && !head.stub ? [{ value: head.id, text: `${String(head.number)}: ${head.title}` }] : [],
  );
}

/** The first of T1, T2, T3 ... that is free. */
function nextTheme(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    if (!taken.includes(`T${number}`)) return `T${number}`;
  }
}

export const involvementJourneys: readonly Journey[] = [kAnswer, kTheme, kInput, kPartner].map(
  (step) => ({
    path: `/involvement/:key/${step.path}/new`,
    prepare: (request) => prepare(step, request),
  }),
);
