// Dissent: recorded by a member in person, answered for the body, maintained or withdrawn by its author.
import { DissentService } from "../gen/witan/dissent/v1/dissent_pb.js";
import type { Dissent } from "../gen/witan/oversight/v1/oversight_pb.js";
import { kindAt } from "../pages/kinds.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { CommandRequest, Field, Form, Journey } from "./journey.js";
import { RightError, bodyOf, memberVoice, voiceFor } from "./voice.js";

const { recordDissent, answerDissent, maintainDissent, withdrawDissent } = DissentService.method;

const kReasons: readonly Field[] = [
  {
    name: "reasons",
    label: "Why do you not agree?",
    kind: "text",
    missing: "Say why you do not agree",
    fills: "content.reasons",
  },
  {
    name: "would_settle",
    label: "What would settle it?",
    hint: "You can leave this empty",
    kind: "text",
    fills: "content.would_settle",
  },
  {
    name: "alternative",
    label: "What would you have decided instead?",
    hint: "You can leave this empty",
    kind: "text",
    fills: "content.alternative",
  },
  {
    name: "publish",
    label: "Publish my words",
    hint: "That somebody disagreed is always public once the decision is",
    kind: "tick",
    fills: "content.publish_text",
  },
  happened("When did you say so?"),
];

/** The decision of the address, as whoever asks sees it. */
async function decisionOf(request: CommandRequest) {
  const { answer } = await recordRequest(request, kindAt("decisions"), (key) =>
    request.services.oversight.getDecision({ key }, request.call),
  );
  return answer?.item;
}

async function prepareDissent(request: CommandRequest): Promise<Form> {
  const { key, account, moment } = request;
  const decision = await decisionOf(request);
  const title = titleOf(decision?.head, "Decision");
  const bodyId = (decision?.made ?? decision?.proposed ?? decision?.advice)?.bodyId ?? "";
  const voice = bodyId === "" ? undefined : memberVoice(account, await bodyOf(request, bodyId));
  if (!voice) {
    throw new RightError(
      "Dissent is recorded in person by members of the body that decided. The keeper of the " +
        "register says which person of the record you are, the body's secretary who its members are.",
    );
  }
  return {
    title: "Record a dissent",
    caption: title,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Decision ${key}`, href: moment.link(`/decisions/${key}`) },
    ],
    intro:
      "Your dissent stands in the record under your name, is answered, and is never edited. " +
      "Members, partners and those who oversee can read it.",
    fields: kReasons,
    given: happenedOn(),
    record: "Record the dissent",
    command: (answers) => ({
      method: recordDissent,
      header: { ...voice.header, occurred: occurred(answers) },
      content: {
        decisionId: decision?.head?.id ?? "",
        personId: account.personId,
        reasons: answers.reasons ?? "",
        wouldSettle: answers.would_settle ?? "",
        alternative: answers.alternative ?? "",
        publishText: answers.publish === "yes",
      },
    }),
    page: (position) => `/dissents/${position}`,
  };
}

/** What is done with a dissent that stands. */
interface Step {
  path: string;
  title: string;
  intro: string;
  field: Field;
  record: string;
  isAuthors: boolean;
  method: typeof answerDissent | typeof maintainDissent | typeof withdrawDissent;
}

const kSteps: readonly Step[] = [
  {
    path: "answers",
    title: "Answer a dissent",
    intro: "The answer stands beside the dissent. Its author then maintains or withdraws it.",
    field: {
      name: "answer",
      label: "What does the body answer?",
      kind: "text",
      missing: "Write the answer",
      fills: "content.answer",
    },
    record: "Record the answer",
    isAuthors: false,
    method: answerDissent,
  },
  {
    path: "maintained",
    title: "Maintain your dissent",
    intro: "You read the answer and still do not agree. Both stand in the record.",
    field: {
      name: "reasons",
      label: "Why do you maintain it?",
      hint: "You can leave this empty",
      kind: "text",
      fills: "content.reasons",
    },
    record: "Maintain the dissent",
    isAuthors: true,
    method: maintainDissent,
  },
  {
    path: "withdrawn",
    title: "Withdraw your dissent",
    intro: "The dissent stays in the record, and that you withdrew it.",
    field: {
      name: "reason",
      label: "Why do you withdraw it?",
      hint: "You can leave this empty",
      kind: "text",
      fills: "content.reason",
    },
    record: "Withdraw the dissent",
    isAuthors: true,
    method: withdrawDissent,
  },
];

async function prepareStep(step: Step, request: CommandRequest): Promise<Form> {
  const { key, moment } = request;
  const { answer } = await recordRequest(request, kindAt("dissents"), (name) =>
    request.services.oversight.getDissent({ key: name }, request.call),
  );
  const dissent = answer?.item;
  const { header, decision } = await voiceOn(step, request, dissent);
  return {
    title: step.title,
    caption: `Dissent ${key}: ${decision}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Dissent ${key}`, href: moment.link(`/dissents/${key}`) },
    ],
    intro: step.intro,
    fields: [step.field, happened("When?")],
    given: { ...happenedOn(), version: String(dissent?.head?.version ?? "") },
    record: step.record,
    command: (answers) => ({
      method: step.method,
      header: {
        ...header,
        recordId: dissent?.head?.id ?? "",
        occurred: occurred(answers),
      },
      content: { [step.field.name]: answers[step.field.name] ?? "" },
    }),
    page: () => `/dissents/${key}`,
  };
}

async function voiceOn(step: Step, request: CommandRequest, dissent: Dissent | undefined) {
  const { account, services, call } = request;
  if (step.isAuthors && dissent?.personId !== account.personId) {
    throw new RightError("Only its author may maintain or withdraw a dissent, and in person.");
  }
  const decisionKey = { case: "id", value: dissent?.decisionId ?? "" } as const;
  const { item } = await services.oversight.getDecision({ key: decisionKey }, call);
  const bodyId = (item?.made ?? item?.proposed ?? item?.advice)?.bodyId ?? "";
  const { header } = await voiceFor(request, bodyId);
  return { header, decision: titleOf(item?.head, "Decision") };
}

export const dissentJourneys: readonly Journey[] = [
  { path: "/decisions/:key/dissents/new", prepare: prepareDissent },
  ...kSteps.map((step) => ({
    path: `/dissents/:key/${step.path}/new`,
    prepare: (request: CommandRequest) => prepareStep(step, request),
  })),
];
