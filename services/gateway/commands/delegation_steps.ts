// What becomes of a delegation: approved by a decision of its giver, made active, varied, suspended,
// revoked.
import { DelegationService } from "../gen/witan/delegation/v1/delegation_pb.js";
import { Result } from "../gen/witan/decision/v1/decision_pb.js";
import type { Delegation } from "../gen/witan/oversight/v1/oversight_pb.js";
import { formatDate } from "../pages/format.js";
import { kindAt } from "../pages/kinds.js";
import { NotFoundError } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { titleOf } from "../pages/statements.js";
import type { Answers } from "../signin/store.js";
import { knownFunctions } from "./delegation.js";
import { functionsIn, termAnswers, termFields, termsOf } from "./delegation_terms.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { Command, CommandRequest, Field, Form, Journey, Option, Panel } from "./journey.js";
import { delegationLine, liveDelegations, overlapPanel } from "./power_chain.js";
import { organisationVoice, voiceFor } from "./voice.js";

const { method } = DelegationService;
const kMostDecisions = 100;

interface Standing {
  delegation: Delegation;
  chain: readonly Delegation[];
  /** Decisions of the giver that approved something, the newest first. */
  decisions: readonly Option[];
  functions: readonly Option[];
  overlap: (functions: readonly string[]) => Panel | undefined;
}

interface Step {
  path: string;
  title: string;
  intro: string;
  record: string;
  fields: (standing: Standing) => readonly Field[];
  given?: (standing: Standing) => Answers;
  method: Command["method"];
  content: (answers: Answers, standing: Standing) => Command["content"];
}

const day = (name: string, label: string, fills: string, hint = ""): Field => ({
  name,
  label,
  ...(hint !== "" && { hint }),
  kind: "date",
  missing: `${label.replace(/\?$/, "")}: write the day`,
  fills,
});
const reason = (label: string): Field => ({
  name: "reason",
  label,
  kind: "text",
  missing: "Say why",
  fills: "content.reason",
});

function decisionField({ decisions }: Standing, label: string, fills: string): Field {
  return {
    name: "decision",
    label,
    hint: "Decisions of the giver that approved what was asked",
    kind: "pick",
    options: [{ value: "", text: "Choose the decision" }, ...decisions],
    fills,
  };
}

const kSteps: readonly Step[] = [
  {
    path: "approvals",
    title: "Approve a delegation",
    intro: "By a decision of the giver. Nobody approves a power for themselves.",
    record: "Record the approval",
    fields: (standing) => [
      {
        ...decisionField(standing, "Which decision approved it?", "content.approving_decision_id"),
        missing: "Choose the decision that approved it",
      },
    ],
    method: method.approveDelegation,
    content: (answers) => ({ approvingDecisionId: answers.decision ?? "" }),
  },
  {
    path: "activations",
    title: "Make a delegation active",
    intro: "From that day on decisions can rest on it.",
    record: "Make it active",
    fields: () => [day("active_on", "From which day?", "content.on")],
    given: ({ delegation }) => ({ active_on: delegation.terms?.start ?? "" }),
    method: method.activateDelegation,
    content: (answers) => ({ on: answers.active_on ?? "" }),
  },
  {
    path: "variations",
    title: "Vary a delegation",
    intro:
      "The new terms hold as a whole from the day that you give. The earlier ones stay readable.",
    record: "Record the new terms",
    fields: (standing) => [
      day("varied_from", "From which day do the new terms hold?", "content.from"),
      {
        ...decisionField(
          standing,
          "Which decision approved them?",
          "content.approving_decision_id",
        ),
        missing: "Choose the decision that approved them",
      },
      ...termFields(standing.functions),
    ],
    given: ({ delegation, functions }) => termAnswers(delegation.terms, functions),
    method: method.varyDelegation,
    content: (answers, { delegation }) => ({
      terms: termsOf(answers, delegation.terms),
      from: answers.varied_from ?? "",
      approvingDecisionId: answers.decision ?? "",
      accountableOrganisationId: delegation.proposed?.accountableOrganisationId ?? "",
    }),
  },
  {
    path: "suspensions",
    title: "Suspend a delegation",
    intro: "Nothing can be decided under it meanwhile.",
    record: "Suspend it",
    fields: () => [
      day("from", "From which day?", "content.from"),
      {
        name: "to",
        label: "Until which day?",
        hint: "The first day on which it holds again. Leave it empty if it is not known",
        kind: "date",
        fills: "content.to",
      },
      reason("Why?"),
    ],
    method: method.suspendDelegation,
    content: ({ from = "", to = "", reason: why = "" }) => ({ from, to, reason: why }),
  },
  {
    path: "revocations",
    title: "Revoke a delegation",
    intro: "Decisions that were taken under it before that day stand.",
    record: "Revoke it",
    fields: (standing) => [
      day("ends_on", "Which is the first day without it?", "content.on"),
      reason("Why?"),
      decisionField(standing, "Which decision says so?", "content.deciding_decision_id"),
    ],
    method: method.revokeDelegation,
    content: (answers) => ({
      on: answers.ends_on ?? "",
      reason: answers.reason ?? "",
      decidingDecisionId: answers.decision ?? "",
    }),
  },
];

async function prepare(step: Step, request: CommandRequest): Promise<Form> {
  const { key, moment } = request;
  const standing = await standingOf(request);
  const { delegation, chain, overlap } = standing;
  const { head, proposed, terms } = delegation;
  const bodyId = proposed?.delegatorBodyId ?? "";
  const header =
    bodyId === "" ? organisationVoice(request.account) : (await voiceFor(request, bodyId)).header;
  const own: Panel = {
    title: "Where the power comes from",
    chain: (chain.length === 0 ? [delegation] : chain.toReversed()).map((each) =>
      delegationLine(each, moment),
    ),
  };
  return {
    title: step.title,
    caption: `Delegation ${key}: ${titleOf(head, "Delegation")}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: `Delegation ${key}`, href: moment.link(`/delegations/${key}`) },
    ],
    intro: step.intro,
    fields: [...step.fields(standing), happened("When was it said?")],
    given: { ...happenedOn(), ...step.given?.(standing), version: String(head?.version ?? "") },
    panels: (answers) => {
      const codes = step.path === "variations" ? functionsIn(answers) : (terms?.functions ?? []);
      const same = step.path === "revocations" ? undefined : overlap(codes);
      return same ? [own, same] : [own];
    },
    record: step.record,
    command: (answers) => ({
      method: step.method,
      header: { ...header, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: step.content(answers, standing),
    }),
    page: () => `/delegations/${key}`,
  };
}

async function standingOf(request: CommandRequest): Promise<Standing> {
  const { services, call, key, moment } = request;
  const { answer } = await recordRequest(request, kindAt("delegations"), (name) =>
    services.oversight.getDelegation({ key: name }, call),
  );
  const delegation = answer?.item;
  if (!delegation || delegation.head?.stub)
    throw new NotFoundError(`There is no delegation ${key}.`);
  const { delegatorOrganisationId: organisationId = "", delegatorBodyId = "" } =
    delegation.proposed ?? {};
  const filter =
    delegatorBodyId === "" ? { subjectId: organisationId } : { bodyId: delegatorBodyId };
  const [powers, decided] = await Promise.all([
    services.oversight.getPowers({ organisationId }, call),
    services.oversight.listDecisions({ filter, pageSize: kMostDecisions }, call),
  ]);
  const others = liveDelegations(powers).filter(({ head }) => head?.id !== delegation.head?.id);
  return {
    delegation,
    chain: answer.chain,
    functions: knownFunctions(powers),
    decisions: decided.items
      .filter(({ made }) => made?.result === Result.APPROVED)
      .map(({ head }) => ({
        value: head?.id ?? "",
        text: `${String(head?.number)}: ${titleOf(head, "Decision")}, ${formatDate(head?.occurred ?? "")}`,
      })),
    overlap: (functions) => overlapPanel(others, functions, moment),
  };
}

export const delegationStepJourneys: readonly Journey[] = kSteps.map((step) => ({
  path: `/delegations/:key/${step.path}/new`,
  prepare: (request) => prepare(step, request),
}));
