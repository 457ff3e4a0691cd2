// Who may see a record, and why nobody else: published, closed with its ground, confirmed.
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import { CorrectionService } from "../gen/witan/correction/v1/correction_pb.js";
import { DecisionService } from "../gen/witan/decision/v1/decision_pb.js";
import { counted, capitalised, formatCount } from "../pages/format.js";
import { kindAt, kindOf } from "../pages/kinds.js";
import type { Kind, RecordAnswer } from "../pages/kinds.js";
import { parameter } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { openTo, titleOf } from "../pages/statements.js";
import { voiceOfAct } from "./correction.js";
import { happened, happenedOn, occurred, optionsOf } from "./fields.js";
import type { CommandRequest, Field, Form, Journey, Option, Panel } from "./journey.js";
import { standing, unconfirmed } from "./record_offers.js";
import { RightError, organisationVoice, voiceFor } from "./voice.js";

const kWho: readonly Option[] = [
  { value: "CLASSIFICATION_PUBLIC", text: "Everybody", hint: "Without signing in" },
  {
    value: "CLASSIFICATION_PARTNERS",
    text: "Partners",
    hint: "The organisations in whose area it lies, their partners, and who oversees them",
  },
  {
    value: "CLASSIFICATION_OVERSIGHT",
    text: "Those who oversee",
    hint: "And the subject with its system",
  },
  {
    value: "CLASSIFICATION_RESTRICTED",
    text: "Named members",
    hint: "And who oversees them",
  },
];

const kFields: readonly Field[] = [
  {
    name: "classification",
    label: "Who may see it from now on?",
    hint: "Every event of the record follows, the earlier ones too",
    kind: "choice",
    options: kWho,
    missing: "Choose who may see it",
    fills: "content.classification",
  },
  {
    name: "ground",
    label: "If it is closed: on what ground?",
    hint: "Others are told that a record is withheld, and this ground. Safeguarding and an investigation forbid even that",
    kind: "pick",
    options: [{ value: "", text: "None" }, ...optionsOf(GroundSchema)],
    fills: "content.ground",
  },
  {
    name: "reason",
    label: "Why?",
    kind: "text",
    missing: "Say why",
    fills: "content.reason",
  },
  happened("When was it decided?"),
];

async function recordAt(kind: Kind, request: CommandRequest): Promise<RecordAnswer> {
  const { services, call, key } = request;
  const { answer } = await recordRequest(request, kind, (name) =>
    kind.get(services, { asAt: {}, key: name }, call),
  );
  if (!answer || answer.item?.head?.stub) {
    throw new NotFoundError(`There is no ${kind.one} ${key} that you may read.`);
  }
  return answer;
}

function frameOf(kind: Kind, answer: RecordAnswer, { key, moment }: CommandRequest) {
  const name = `${capitalised(kind.one)} ${key}`;
  return {
    caption: titleOf(answer.item?.head, name),
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: name, href: moment.link(`/${kind.path}/${key}`) },
    ],
    page: () => `/${kind.path}/${key}`,
  };
}

async function prepareChange(kind: Kind, request: CommandRequest): Promise<Form> {
  const answer = await recordAt(kind, request);
  const head = answer.item?.head;
  const [first] = standing(answer.trail);
  const voice = first && (await voiceOfAct(request, first));
  if (!voice) {
    throw new RightError(
      "Who may see a record is said by whose record it is: in person, by the secretary of the " +
        "body under a mandate, or by who reported it.",
    );
  }
  return {
    ...frameOf(kind, answer, request),
    title: "Change who may see it",
    intro: `Now it is open to ${openTo(head)}.`,
    fields: kFields,
    given: {
      ...happenedOn(),
      classification: "",
      ground: "",
      reason: "",
      version: String(head?.version ?? ""),
    },
    record: "Record the change",
    command: (answers) => ({
      method: CorrectionService.method.changeClassification,
      header: { ...voice, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: {
        classification: answers.classification ?? "",
        ...(answers.ground && { ground: answers.ground }),
        reason: answers.reason ?? "",
      },
    }),
  };
}

async function prepareConfirmation(kind: Kind, request: CommandRequest): Promise<Form> {
  const { account, query } = request;
  const answer = await recordAt(kind, request);
  const position = parameter(query, "event");
  const reported = answer.trail.find((each) => String(each.position) === position);
  if (!reported) throw new NotFoundError(`This record has no event ${position}.`);
  if (!unconfirmed(answer.trail, account.organisationId).includes(reported)) {
    throw new RightError(
      "A report is confirmed once, by the organisation whose act was reported. This one is not of " +
        "yours, or it was confirmed before.",
    );
  }
  return {
    ...frameOf(kind, answer, request),
    title: "Confirm a report",
    intro: `Another body reported your act: ${reported.label}, event ${formatCount(reported.position)}. Where the report is wrong, do not confirm it: ask them to correct it.`,
    fields: [happened("When do you confirm it?")],
    given: { ...happenedOn(), version: String(answer.item?.head?.version ?? "") },
    record: "Confirm that it was so",
    command: (answers) => ({
      method: CorrectionService.method.confirmReport,
      header: {
        ...organisationVoice(account),
        recordId: answer.item?.head?.id ?? "",
        occurred: occurred(answers),
      },
      content: { eventId: reported.eventId },
    }),
  };
}

const kPublish: readonly Field[] = [
  {
    name: "uri",
    label: "Where else does it stand?",
    hint: "A web address. You can leave this empty",
    kind: "line",
    fills: "content.uri",
  },
  happened("When was it published?"),
];

/** a publication says how many dissented. */
async function preparePublication(request: CommandRequest): Promise<Form> {
  const { services, call, key } = request;
  const kind = kindAt("decisions");
  const { answer } = await recordRequest(request, kind, (name) =>
    services.oversight.getDecision({ key: name }, call),
  );
  const head = answer?.item?.head;
  if (!answer?.item?.made || head?.stub) {
    throw new NotFoundError(`Decision ${key} has not been made, and cannot be published.`);
  }
  const { header } = await voiceFor(request, answer.item.made.bodyId);
  const { dissentCount } = answer.item;
  const panel: Panel = {
    title: "What everybody will see",
    chain: [
      { text: "The decision, why and by what power, with everything that is recorded of it later" },
      {
        text:
          dissentCount === 0
            ? "That nobody dissented"
            : `That ${counted(dissentCount, "member")} dissented; the words of those who let them be published`,
      },
    ],
  };
  return {
    ...frameOf(kind, answer, request),
    title: "Publish a decision",
    intro: `Now it is open to ${openTo(head)}. Published, what was open to partners is open to everybody; what is closed on a ground stays closed until somebody opens it.`,
    fields: kPublish,
    given: { ...happenedOn(), version: String(head?.version ?? "") },
    panels: () => [panel],
    record: "Publish the decision",
    command: (answers) => ({
      method: DecisionService.method.publishDecision,
      header: { ...header, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: { uri: answers.uri ?? "", dissentCount },
    }),
  };
}

export const classificationJourneys: readonly Journey[] = [
  { path: "/decisions/:key/publications/new", prepare: preparePublication },
  {
    path: "/:kind/:key/classifications/new",
    prepare: (request) => prepareChange(kindOf(request), request),
  },
  {
    path: "/:kind/:key/confirmations/new",
    prepare: (request) => prepareConfirmation(kindOf(request), request),
  },
];
