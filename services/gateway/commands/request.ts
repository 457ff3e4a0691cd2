// Information is asked for once: whoever needs the same joins, or says why it is asked again.
import { RequestService } from "../gen/witan/request/v1/request_pb.js";
import { kindAt } from "../pages/kinds.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import type { Answers } from "../signin/store.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { Command, CommandRequest, Field, Form, Journey, Option } from "./journey.js";
import { asks } from "./offers.js";
import { organisationVoice, RightError } from "./voice.js";

const { raiseRequest, subscribeToRequest, submitReturn } = RequestService.method;
const kMostTopics = 500;
const kMostRequests = 50;

const kPurpose: Field = {
  name: "purpose",
  label: "What will you use it for?",
  kind: "text",
  missing: "Say what you will use it for",
  fills: "content.purpose",
};
const kBasis: Field = {
  name: "basis",
  label: "On what basis do you ask?",
  hint: "For example: an agreement, or a section of an Act",
  kind: "line",
  missing: "Say on what basis you ask",
  fills: "content.basis",
};

async function prepareNew(request: CommandRequest): Promise<Form> {
  const { key, moment, account, services, call } = request;
  const { answer } = await recordRequest(request, kindAt("organisations"), (name) =>
    services.oversight.getOrganisation({ key: name }, call),
  );
  const head = answer?.item?.head;
  const about = titleOf(head, "Organisation");
  const header = organisationVoice(account);
  requireAsker(request);
  const [topics, earlier] = await Promise.all([
    topicsOf(request),
    requestsAbout(request, head?.id ?? ""),
  ]);
  return {
    title: "Ask for information",
    caption: about,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: about, href: moment.link(`/organisations/${key}`) },
    ],
    intro:
      "It is asked once. Where somebody has asked already, use that answer or say why you ask " +
      `again. ${about}, its system and who oversees them can see the request.`,
    fields: askedFields(topics, earlier),
    given: happenedOn(),
    record: "Ask for it",
    command: (answers) => ({
      method: raiseRequest,
      header: { ...header, occurred: occurred(answers) },
      content: {
        requesterId: account.organisationId,
        subjectId: head?.id ?? "",
        topicId: answers.topic ?? "",
        period: { from: answers.from ?? "", to: answers.to ?? "" },
        basis: answers.basis ?? "",
        purpose: answers.purpose ?? "",
        due: answers.due ?? "",
        statutoryPower: answers.power === "yes",
        overridesId: answers.repeats ?? "",
        overrideJustification: answers.why_again ?? "",
      },
    }),
    page: (position) => `/requests/${position}`,
  };
}

/** Throws RightError. */
function requireAsker(request: CommandRequest): void {
  if (asks(request)) return;
  throw new RightError(
    "Information is asked for by boards, regions, NHS England and the Care Quality Commission. " +
      "The keeper of the register says which of them you speak for.",
  );
}

function askedFields(topics: readonly Option[], earlier: readonly Option[]): Field[] {
  const repeats: Field[] = [
    {
      name: "repeats",
      label: "Which earlier request does it repeat?",
      hint: "Only where you ask for the same again",
      kind: "pick",
      options: [{ value: "", text: "None" }, ...earlier],
      fills: "content.overrides_id",
    },
    {
      name: "why_again",
      label: "If it repeats one: why do you ask again?",
      kind: "text",
      fills: "content.override_justification",
    },
  ];
  return [
    {
      name: "topic",
      label: "What do you ask for?",
      kind: "pick",
      options: [{ value: "", text: "Choose a topic" }, ...topics],
      missing: "Choose what you ask for",
      fills: "content.topic_id",
    },
    {
      name: "from",
      label: "From",
      kind: "date",
      missing: "From: write the day",
      fills: "content.period.from",
    },
    {
      name: "to",
      label: "Before",
      kind: "date",
      missing: "Before: write the day",
      fills: "content.period.to",
    },
    {
      name: "due",
      label: "When do you need it?",
      kind: "date",
      missing: "Say when you need it",
      fills: "content.due",
    },
    kPurpose,
    kBasis,
    { name: "power", label: "The basis is a statutory power", kind: "tick" },
    ...(earlier.length === 0 ? [] : repeats),
    happened("When do you ask?"),
  ];
}

async function topicsOf({ services, call }: CommandRequest): Promise<Option[]> {
  const { items } = await services.oversight.listTopics({ pageSize: kMostTopics }, call);
  return items
    .filter(({ retiredOn, head }) => retiredOn === "" && head?.stub !== true)
    .map(({ head, name }) => ({ value: head?.id ?? "", text: name }));
}

async function requestsAbout({ services, call }: CommandRequest, id: string): Promise<Option[]> {
  const asked = { filter: { subjectId: id }, pageSize: kMostRequests };
  const { items } = await services.oversight.listRequests(asked, call);
  return items
    .filter(({ subject }) => subject?.id === id)
    .map(({ head, topicName, requester }) => ({
      value: head?.id ?? "",
      text: `${String(head?.number)}: ${topicName}, asked by ${requester?.name ?? "a body"}`,
    }));
}

/** What is done with a request that stands. */
interface Step {
  path: string;
  title: string;
  intro: string;
  record: string;
  fields: readonly Field[];
  method: Command["method"];
  content: (answers: Answers, organisationId: string) => Command["content"];
}

const kSteps: readonly Step[] = [
  {
    path: "joined",
    title: "Use this answer too",
    intro: "You get the same answer as who asked first. Nobody is asked again.",
    record: "Join the request",
    fields: [
      kPurpose,
      kBasis,
      {
        name: "besides",
        label: "What is missing for you?",
        hint: "It is asked within the same request. You can leave this empty",
        kind: "text",
        fills: "content.asks_besides",
      },
    ],
    method: subscribeToRequest,
    content: (answers, requesterId) => ({
      requesterId,
      basis: answers.basis ?? "",
      purpose: answers.purpose ?? "",
      asksBesides: answers.besides ?? "",
    }),
  },
  {
    path: "returns",
    title: "Send the answer",
    intro: "Everybody who asked for it gets this one answer.",
    record: "Send the answer",
    fields: [
      {
        name: "summary",
        label: "What is the answer?",
        kind: "text",
        missing: "Write the answer",
        fills: "content.summary",
      },
      {
        name: "uri",
        label: "Where does the whole of it stand?",
        hint: "A web address. You can leave this empty",
        kind: "line",
        fills: "content.uri",
      },
    ],
    method: submitReturn,
    content: (answers) => ({ summary: answers.summary ?? "", uri: answers.uri ?? "" }),
  },
];

async function prepareStep(step: Step, request: CommandRequest): Promise<Form> {
  const { key, moment, account, services, call } = request;
  const { answer } = await recordRequest(request, kindAt("requests"), (name) =>
    services.oversight.getRequest({ key: name }, call),
  );
  const item = answer?.item;
  const header = organisationVoice(account);
  if (step.path === "joined") requireAsker(request);
  if (step.path === "returns" && item?.subject?.id !== account.organisationId) {
    throw new RightError(`The answer is sent by ${item?.subject?.name ?? "who was asked"}.`);
  }
  return {
    title: step.title,
    caption: `Request ${key}: ${item?.topicName ?? ""}, asked of ${item?.subject?.name ?? "a body"}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Request ${key}`, href: moment.link(`/requests/${key}`) },
    ],
    intro: step.intro,
    fields: [...step.fields, happened("When?")],
    given: { ...happenedOn(), version: String(item?.head?.version ?? "") },
    record: step.record,
    command: (answers) => ({
      method: step.method,
      header: { ...header, recordId: item?.head?.id ?? "", occurred: occurred(answers) },
      content: step.content(answers, account.organisationId),
    }),
    page: () => `/requests/${key}`,
  };
}

export const requestJourneys: readonly Journey[] = [
  { path: "/organisations/:key/requests/new", prepare: prepareNew },
  ...kSteps.map((step) => ({
    path: `/requests/:key/${step.path}/new`,
    prepare: (request: CommandRequest) => prepareStep(step, request),
  })),
];
