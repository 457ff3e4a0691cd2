// A power is given: by a body that has it, to a body, a person or an organisation. It is proposed here;
// what becomes of it afterwards is in delegation_steps.ts.
import { InstrumentSchema, DelegationService } from "../gen/witan/delegation/v1/delegation_pb.js";
import type { JsonObject } from "@bufbuild/protobuf";
import type {
  Body,
  Delegation,
  GetPowersResponse,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { kindAt } from "../pages/kinds.js";
import { officeOf } from "../pages/names.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import type { Answers } from "../signin/store.js";
import { functionsIn, termAnswers, termFields, termsOf } from "./delegation_terms.js";
import { happened, happenedOn, occurred, optionsOf } from "./fields.js";
import type { CommandRequest, Field, Form, Journey, Option, Panel } from "./journey.js";
import { chainOf, chainPanel, heldBy, liveDelegations, overlapPanel } from "./power_chain.js";
import { voiceFor } from "./voice.js";

const kMostBodies = 100;
const kMostOrganisations = 500;
/** How a receiver is named in an answer: "body ID". */
const kReceivers = {
  body: "delegateBodyId",
  person: "delegatePersonId",
  organisation: "delegateOrganisationId",
} as const;

/** What the form is about, read once. */
interface Giving {
  body: Body;
  /** Schemes and live delegations of the giver's organisation. */
  powers: GetPowersResponse;
  functions: readonly Option[];
  receivers: readonly Option[];
  /** Delegations that the body holds, each with its chain up to the first giver. */
  held: readonly { delegation: Delegation; chain: readonly Delegation[] }[];
}

async function prepare(request: CommandRequest): Promise<Form> {
  const { key, moment } = request;
  const giving = await givingOf(request);
  const { body, functions } = giving;
  const { header } = await voiceFor(request, body.head?.id ?? "");
  const name = titleOf(body.head, "Body");
  return {
    title: "Give a power",
    caption: name,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: name, href: moment.link(`/bodies/${key}`) },
    ],
    intro:
      "It is proposed first. It holds once a decision of the giver approved it and it was made " +
      "active. Partners and those who oversee can read it from now on.",
    fields: [...partyFields(giving), ...termFields(functions), happened("When was it proposed?")],
    given: { ...happenedOn(), ...termAnswers(undefined, functions), receiver: "", instrument: "" },
    panels: (answers) => panelsOf(giving, answers, request),
    record: "Propose the delegation",
    command: (answers) => ({
      method: DelegationService.method.proposeDelegation,
      header: { ...header, occurred: occurred(answers) },
      content: contentOf(giving, answers),
    }),
    page: (position) => `/delegations/${position}`,
  };
}

async function givingOf(request: CommandRequest): Promise<Giving> {
  const { services, call, key } = request;
  const { answer } = await recordRequest(request, kindAt("bodies"), (name) =>
    services.oversight.getBody({ key: name }, call),
  );
  const body = answer?.item;
  if (!body) throw new NotFoundError(`There is no body ${key}.`);
  const organisationId = body.organisationIds[0] ?? "";
  const [powers, receivers] = await Promise.all([
    services.oversight.getPowers({ organisationId }, call),
    receiversFor(request, body),
  ]);
  const held = await Promise.all(
    heldBy(powers, body.head?.id ?? "").map(async (delegation) => ({
      delegation,
      chain: await chainOf(request, delegation),
    })),
  );
  return { body, powers, receivers, held, functions: knownFunctions(powers) };
}

/** The functions that the giver's schemes and delegations name, each with its matter. */
export function knownFunctions(powers: GetPowersResponse): Option[] {
  const known = new Map<string, string>();
  for (const { entries } of powers.schemes) {
    for (const { function: code, matter } of entries) known.set(code, `${code}: ${matter}`);
  }
  for (const { terms } of liveDelegations(powers)) {
    for (const code of terms?.functions ?? []) if (!known.has(code)) known.set(code, code);
  }
  return [...known].map(([value, text]) => ({ value, text }));
}

async function receiversFor(request: CommandRequest, body: Body): Promise<Option[]> {
  const { services, call } = request;
  const own = body.organisationIds[0] ?? "";
  const [system = ""] = body.head?.systems ?? [];
  const [bodies, organisations] = await Promise.all([
    services.oversight.listBodies({ filter: { subjectId: own }, pageSize: kMostBodies }, call),
    system === ""
      ? undefined
      : services.oversight.listOrganisations(
          { filter: { system }, pageSize: kMostOrganisations },
          call,
        ),
  ]);
  const others = bodies.items.filter(({ head, dissolvedOn }) => {
    return head?.id !== body.head?.id && dissolvedOn === "" && head?.stub !== true;
  });
  return [
    { value: "", text: "Choose who receives it" },
    ...others.map(({ head, name }) => ({
      value: `body ${head?.id ?? ""}`,
      text: name,
      group: "Committees and other bodies",
    })),
    ...directorsOf(bodies.items, own),
    ...(organisations?.items ?? [])
      .filter(({ head, validTo }) => head?.id !== own && validTo === "" && head?.stub !== true)
      .map(({ head }) => ({
        value: `organisation ${head?.id ?? ""}`,
        text: head?.title ?? "",
        group: "Organisations",
      })),
  ];
}

/** Members whom the giver employs: each once, whatever bodies they sit on. */
function directorsOf(bodies: readonly Body[], employer: string): Option[] {
  const people = new Map<string, string>();
  for (const member of bodies.flatMap(({ members }) => members)) {
    if (member.employerId !== employer || people.has(member.personId)) continue;
    people.set(member.personId, [member.name, officeOf(member)].filter(Boolean).join(", "));
  }
  return [...people].map(([id, text]) => ({ value: `person ${id}`, text, group: "Directors" }));
}

function partyFields({ receivers, held }: Giving): Field[] {
  const handed: Field = {
    name: "parent",
    label: "Which power that it was given does it hand on?",
    hint: "A committee has only what was delegated to it",
    kind: "pick",
    options: [
      { value: "", text: "None: the power is its own" },
      ...held.map(({ delegation: { head } }) => ({
        value: head?.id ?? "",
        text: `${String(head?.number)}: ${titleOf(head, "Delegation")}`,
      })),
    ],
    fills: "content.parent_delegation_id",
  };
  return [
    {
      name: "title",
      label: "What is the power called?",
      kind: "line",
      missing: "Write what the power is called",
      fills: "content.title",
    },
    {
      name: "receiver",
      label: "Who receives it?",
      kind: "pick",
      options: receivers,
      missing: "Choose who receives it",
      fills: "content.delegate",
    },
    {
      name: "instrument",
      label: "By which instrument?",
      kind: "choice",
      options: optionsOf(InstrumentSchema),
      missing: "Choose the instrument",
      fills: "content.instrument",
    },
    {
      name: "contract",
      label: "Reference of the contract or agreement",
      hint: "For contracts and agreements under an Act",
      kind: "line",
      fills: "content.contract_reference",
    },
    ...(held.length === 0 ? [] : [handed]),
  ];
}

function parentOf({ held }: Giving, answers: Answers) {
  return held.find(({ delegation }) => delegation.head?.id === (answers.parent ?? ""));
}

/** Before anything is recorded: where the power comes from, and who else holds the same. */
function panelsOf(giving: Giving, answers: Answers, { moment }: CommandRequest): Panel[] {
  const { body, powers, receivers } = giving;
  const receiver = receivers.find(({ value }) => value !== "" && value === answers.receiver);
  const chain = parentOf(giving, answers)?.chain ?? [];
  const panel = chainPanel(body, chain, receiver?.text, moment);
  const overlap = overlapPanel(liveDelegations(powers), functionsIn(answers), moment);
  return overlap ? [panel, overlap] : [panel];
}

function contentOf(giving: Giving, answers: Answers): JsonObject {
  const given = (name: string) => answers[name] ?? "";
  const { body } = giving;
  const parent = parentOf(giving, answers);
  const own = body.organisationIds[0] ?? "";
  // The first giver of a chain stays accountable.
  const first = parent?.chain.at(-1)?.proposed?.accountableOrganisationId;
  const [kind = "", receiver = ""] = given("receiver").split(" ");
  const field = kReceivers[kind as keyof typeof kReceivers] as string | undefined;
  return {
    title: given("title"),
    instrument: given("instrument"),
    delegatorBodyId: body.head?.id ?? "",
    delegatorOrganisationId: own,
    ...(field === undefined ? {} : { [field]: receiver }),
    terms: termsOf(answers),
    accountableOrganisationId: first ?? own,
    parentDelegationId: parent?.delegation.head?.id ?? "",
    contractReference: given("contract"),
  };
}

export const delegationJourneys: readonly Journey[] = [
  { path: "/bodies/:key/delegations/new", prepare },
];
