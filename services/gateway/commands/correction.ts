// A record is put right: an event is replaced by the same with other words, or taken back. Both texts
// stay, with the reason.
import type { DescMessage, JsonObject, Message } from "@bufbuild/protobuf";
import { getOption } from "@bufbuild/protobuf";
import {
  AttestationSchema,
  Attestation,
  CapacitySchema,
} from "../gen/witan/common/v1/common_pb.js";
import { CorrectionService } from "../gen/witan/correction/v1/correction_pb.js";
import { PayloadSchema } from "../gen/witan/event/v1/payload_pb.js";
import { event as eventOption } from "../gen/witan/options/v1/options_pb.js";
import type { TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { factsOf } from "../pages/facts.js";
import type { Fact } from "../pages/facts.js";
import { capitalised, formatCount } from "../pages/format.js";
import { kindOf } from "../pages/kinds.js";
import type { Kind } from "../pages/kinds.js";
import { namesOf } from "../pages/lookup.js";
import type { Names } from "../pages/names.js";
import { parameter } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import type { Answers } from "../signin/store.js";
import { spoken } from "./answers.js";
import { contentForm } from "./content_form.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { CommandRequest, Field, Form, Journey, Panel } from "./journey.js";
import { methodFor } from "./methods.js";
import { RightError, mandatedBodies } from "./voice.js";

const kReason: Field = {
  name: "reason",
  group: "Why",
  label: "What was wrong, and how is it known?",
  hint: "The reason stands with both texts",
  kind: "text",
  missing: "Say what was wrong",
  fills: "header.corrects.reason",
};
/** What a member said against a decision is withdrawn and never changed; the rest is stated anew. */
const kNeverCorrected: ReadonlySet<string> = new Set([
  "dissentRecorded",
  "dissentMaintained",
  "dissentWithdrawn",
  "eventRetracted",
  "classificationChanged",
  "reportConfirmed",
]);

/** `actedBy` and `attestation` under which this account may correct an event; undefined for nobody's. */
export async function correctionVoice(
  request: CommandRequest,
  entry: TrailEntry,
): Promise<JsonObject | undefined> {
  const isNever = kNeverCorrected.has(entry.payload?.kind.case ?? "");
  return entry.correctedBy !== "" || isNever ? undefined : voiceOfAct(request, entry);
}

/** As whose act an event is, where this account may speak for them. */
export async function voiceOfAct(
  request: CommandRequest,
  entry: TrailEntry,
): Promise<JsonObject | undefined> {
  const { account } = request;
  const { actedBy, attestation } = entry;
  const desc = contentDesc(entry);
  if (!actedBy || !desc) return undefined;
  const { personId, organisationId, bodyId, capacity } = actedBy;
  const said = {
    actedBy: { personId, organisationId, bodyId, capacity: CapacitySchema.value[capacity].name },
  };
  const as = (how: Attestation) => ({ ...said, attestation: AttestationSchema.value[how].name });
  const isOwn =
    personId === "" ? organisationId === account.organisationId : personId === account.personId;
  if (attestation === Attestation.REPORTED) {
    return entry.recordedBy === account.subject ? as(Attestation.REPORTED) : undefined;
  }
  const rules = getOption(desc, eventOption);
  if (bodyId !== "" && !rules.noClerk && !rules.ownActOnly) {
    if ((await mandatedBodies(request)).has(bodyId)) return as(Attestation.CLERK);
  }
  // For a body its members speak, not everybody of the organisation.
  return isOwn && (bodyId === "" || personId !== "") ? as(Attestation.OWN) : undefined;
}

function contentDesc({ payload }: TrailEntry): DescMessage | undefined {
  const name = payload?.kind.case;
  const field = name === undefined ? undefined : PayloadSchema.field[name];
  return field?.fieldKind === "message" ? field.message : undefined;
}

interface Cited {
  kind: Kind;
  entry: TrailEntry;
  desc: DescMessage;
  content: Message;
  names: Names;
  title: string;
  recordId: string;
  version: string;
  /** Its voice, and where the command belongs. */
  header: JsonObject;
}

async function citedBy(kind: Kind, request: CommandRequest): Promise<Cited> {
  const { services, call, query } = request;
  const { answer } = await recordRequest(request, kind, (name) =>
    kind.get(services, { asAt: {}, key: name }, call),
  );
  const position = parameter(query, "event");
  const entry = answer?.trail.find((each) => String(each.position) === position);
  const desc = entry && contentDesc(entry);
  const content = entry?.payload?.kind.value;
  if (!answer || !entry || !desc || !content) {
    throw new NotFoundError(`This ${kind.one} has no event ${position} that you may read.`);
  }
  const voice = await correctionVoice(request, entry);
  if (!voice) {
    throw new RightError(
      `Event ${formatCount(entry.position)} is corrected by whose act it was: in person, by the ` +
        "secretary of the body under a mandate, or by who reported it. What was corrected before, " +
        "and what a member said against a decision, is not corrected.",
    );
  }
  const { head } = answer.item ?? {};
  return {
    kind,
    entry,
    desc,
    content,
    names: await namesOf(request, kind.answer, answer, answer.trail, answer.asOf?.token),
    title: titleOf(head, capitalised(kind.one)),
    recordId: head?.id ?? "",
    version: String(head?.version ?? ""),
    header: voice,
  };
}

async function prepareReplacement(kind: Kind, request: CommandRequest): Promise<Form> {
  const cited = await citedBy(kind, request);
  const { entry, desc, names } = cited;
  const method = methodFor(desc.typeName);
  if (!method) throw new NotFoundError(`No command records “${entry.label}”.`);
  const form = contentForm(desc, cited.content, names);
  const fields = [...form.fields, happened("When did it happen?")];
  const given = { ...form.given, on: entry.occurred?.date ?? "" };
  return {
    ...frameOf(cited, request),
    title: `Correct: ${entry.label}`,
    intro:
      "Change what was wrong and leave the rest. The earlier text stays readable in the history, " +
      "and every rule is checked again as of the day on which it happened.",
    fields: [...fields, kReason],
    given: { ...given, ...reasonsGiven(entry), reason: "", version: cited.version },
    panels: (answers) => changePanel(fields, given, answers),
    record: "Record the correction",
    command: (answers) => ({
      method,
      header: {
        ...cited.header,
        ...keptHeader(entry),
        recordId: cited.recordId,
        corrects: citation(entry, answers, "CORRECTION_KIND_REPLACES"),
        occurred: sameMoment(entry, answers) ?? occurred(answers),
      },
      content: form.contentOf(answers),
    }),
  };
}

async function prepareRetraction(kind: Kind, request: CommandRequest): Promise<Form> {
  const cited = await citedBy(kind, request);
  const { entry, desc, content, names } = cited;
  return {
    ...frameOf(cited, request),
    title: `Take back: ${entry.label}`,
    intro:
      "Where it did not happen at all. It stays readable in the history and counts no longer. " +
      "Where only a part of it is wrong, correct it instead.",
    fields: [happened("When was it found out?"), { ...kReason, label: "Why is it taken back?" }],
    given: { ...happenedOn(), reason: "", version: cited.version },
    panels: () => [
      {
        title: "What is taken back",
        table: { heads: ["What", "Says"], rows: rowsOf(factsOf(desc, content, names)) },
      },
    ],
    record: "Take it back",
    command: (answers) => ({
      method: CorrectionService.method.retractEvent,
      header: {
        ...cited.header,
        evidence: keptHeader(entry).evidence ?? [],
        recordId: cited.recordId,
        corrects: citation(entry, answers, "CORRECTION_KIND_RETRACTS"),
        occurred: occurred(answers),
      },
      content: {},
    }),
  };
}

function frameOf({ kind, entry, title }: Cited, { key, moment }: CommandRequest) {
  const name = `${capitalised(kind.one)} ${key}`;
  return {
    caption: `${title}, event ${formatCount(entry.position)}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: name, href: moment.link(`/${kind.path}/${key}`) },
      { text: "Corrections", href: moment.link(`/${kind.path}/${key}/corrections`) },
    ],
    page: () => `/${kind.path}/${key}`,
  };
}

function citation({ eventId }: TrailEntry, answers: Answers, kind: string): JsonObject {
  return { eventId, kind, reason: answers.reason ?? "" };
}

/** What the event said besides its content, and still says. */
function keptHeader({ evidence, effectiveFrom, effectiveTo, subjects }: TrailEntry): JsonObject {
  return {
    evidence: evidence.map(({ title, uri, sha256, mediaType }) => ({
      title,
      uri,
      sha256,
      mediaType,
    })),
    effectiveFrom,
    effectiveTo,
    subjects: [...subjects],
  };
}

/** The time of day stays where the day does. */
function sameMoment(entry: TrailEntry, { on = "" }: Answers): JsonObject | undefined {
  if (entry.occurred?.date !== on || entry.occurred.time === "") return undefined;
  return { date: on, time: entry.occurred.time, precision: "PRECISION_TIME" };
}

/** Reasons that were given for rules hold for the corrected text as well, unless somebody changes them. */
function reasonsGiven({ verdict }: TrailEntry): Answers {
  const soft = (verdict?.results ?? []).filter(({ reason }) => reason !== "");
  return {
    ...Object.fromEntries(soft.map(({ rule, reason }) => [`soft_${rule}`, reason])),
    ...(verdict?.recordOfFactReason && { record_of_fact: verdict.recordOfFactReason }),
  };
}

/** What differs from what was recorded, before and after. */
function changePanel(fields: readonly Field[], given: Answers, answers: Answers): Panel[] {
  const words = (field: Field, answer: string) =>
    answer === "" && field.kind !== "tick" ? "Nothing" : spoken(field, answer);
  const rows = fields
    .filter(({ name }) => (given[name] ?? "") !== (answers[name] ?? ""))
    .map((field) => [
      { text: field.label },
      { text: words(field, given[field.name] ?? "") },
      { text: words(field, answers[field.name] ?? "") },
    ]);
  if (rows.length === 0) return [];
  return [{ title: "What changes", table: { heads: ["What", "Before", "After"], rows } }];
}

function rowsOf(facts: readonly Fact[], about = ""): { text: string }[][] {
  return facts.flatMap(({ name, text, facts: parts }) => {
    const label = about === "" ? name : `${about}: ${name.toLowerCase()}`;
    return parts ? rowsOf(parts, label) : [[{ text: label }, { text: text ?? "" }]];
  });
}

/** Every kind of record can be put right in the same way. */
export const correctionJourneys: readonly Journey[] = [
  {
    path: "/:kind/:key/corrections/new",
    prepare: (request) => prepareReplacement(kindOf(request), request),
  },
  {
    path: "/:kind/:key/retractions/new",
    prepare: (request) => prepareRetraction(kindOf(request), request),
  },
];
