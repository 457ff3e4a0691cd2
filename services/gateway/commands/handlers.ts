// A journey's pages: the form, the check before it is recorded, and what became of it.
import { randomUUID } from "node:crypto";
import { Code, ConnectError } from "@connectrpc/connect";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { GrpcTransport } from "../backend/transport.js";
import type { CommandResponse } from "../gen/witan/command/v1/command_pb.js";
import { principalOf } from "../signin/account.js";
import { formToken, isFromElsewhere, isSame, personMark } from "../signin/form_token.js";
import { begin, ForeignFormError, localPath, requireOwnForm } from "../signin/routes.js";
import type { SignIn } from "../signin/signin.js";
import type { Answers, Session } from "../signin/store.js";
import type { Page } from "../pages/page.js";
import { checksOf } from "../pages/trail.js";
import { fieldsIn, problemsOf, readSent } from "./answers.js";
import type { Problem, Sent } from "./answers.js";
import { checkView, formView } from "./form_view.js";
import type { CommandRequest, Form, Journey } from "./journey.js";
import { noteRecorded } from "./recorded.js";
import { refusalView } from "./refusal.js";
import type { RuleQuestion } from "./refusal.js";
import { send } from "./send.js";
import type { Outcome } from "./send.js";

export interface Context {
  signIn: SignIn;
  session: Session;
  request: FastifyRequest;
  transport: GrpcTransport;
  asked: CommandRequest;
}

/** What is shown, or where the browser is sent. */
export type Shown = { status: number; page: Page } | { status: 303; href: string };

const kKeptNotice =
  "Your answers were kept. Nothing has been recorded yet: look through them and go on.";

/** The empty form, or with the answers that were kept of it. */
export async function showForm(journey: Journey, context: Context): Promise<Shown> {
  const form = await journey.prepare(context.asked);
  const { store } = context.signIn;
  const kept = store.draft(context.session.account.subject, formName(context.request));
  const answers = { ...form.given, ...kept, version: form.given.version ?? "" };
  const notice = kept === undefined ? "" : kKeptNotice;
  return formPage(context, form, { answers, requestId: randomUUID(), notice });
}

/** One step of a form that was sent. */
export async function takeForm(journey: Journey, context: Context): Promise<Shown> {
  const { signIn, request, session } = context;
  const form = await prepared(journey, context);
  if (!form) return awayPage(context);
  const sent = readSent(request.body, form.fields);
  const { subject } = session.account;
  signIn.store.keepDraft(subject, formName(request), sent.answers);
  if (isOfAnEarlierSession(context, sent)) {
    return formPage(context, form, { ...sent, notice: kKeptNotice });
  }
  requireOwnForm(signIn, request);
  if (sent.step === "change") return formPage(context, form, { ...sent, notice: "" });
  const problems = problemsOf(form.fields, sent.answers);
  if (problems.length > 0) return formPage(context, form, { ...sent, notice: "", problems });
  return sendForm(context, form, sent);
}

/** Undefined while the services are away. */
async function prepared(journey: Journey, { asked }: Context): Promise<Form | undefined> {
  try {
    return await journey.prepare(asked);
  } catch (error) {
    const { code } = ConnectError.from(error);
    if (code === Code.Unavailable || code === Code.DeadlineExceeded) return undefined;
    throw error;
  }
}

/** Without the services the form is not known: what was sent is kept and carried on as it is. */
function awayPage(context: Context): Shown {
  const { signIn, request, session } = context;
  requireOwnForm(signIn, request);
  const sent = readSent(request.body, fieldsIn(request.body));
  signIn.store.keepDraft(session.account.subject, formName(request), sent.answers);
  const crumbs = [{ text: "Home", href: "/" }];
  return unknownPage(context, { caption: "", crumbs, record: "Record it" }, sent);
}

async function sendForm(context: Context, form: Form, sent: Sent): Promise<Shown> {
  const { signIn, session, request, transport } = context;
  const { requestId, answers } = sent;
  const isCheck = sent.step === "check";
  const command = form.command(answers);
  const version = answers.version ?? "";
  if (version !== "") command.header.expectedVersion = version;
  const speaker = transport.as(principalOf(session.account));
  const outcome = await send(speaker, command, { requestId, answers, isCheck });
  switch (outcome.kind) {
    case "accepted":
      if (isCheck) return checkPage(context, form, sent, outcome.response);
      signIn.store.dropDraft(session.account.subject, formName(request));
      return recorded(context, form, outcome.response);
    case "unknown":
      return unknownPage(context, form, sent);
    case "refused":
      return refusedPage(context, form, sent, outcome);
  }
}

/** The record that the event is part of; the page waits until it can show it. */
function recorded({ signIn, session }: Context, form: Form, response: CommandResponse): Shown {
  const position = String(response.position);
  const href = form.page(position);
  noteRecorded(signIn, session, { path: href, token: response.token, position });
  return { status: 303, href };
}

function checkPage(context: Context, form: Form, sent: Sent, response: CommandResponse): Shown {
  const checks = checksOf(response.verdict, context.asked.moment);
  const model = {
    ...hidden(context, sent),
    ...checkView(form.fields, sent.answers),
    panels: form.panels?.(sent.answers) ?? [],
    checks,
    record: form.record,
    reasons: Object.entries(sent.answers)
      .filter(([name, text]) => /^soft_|^record_of_fact$/.test(name) && text !== "")
      .map(([name, text]) => ({ name, text, rule: name.replace("soft_", "") })),
  };
  const view = { ...frameOf(form), view: "check", title: "Check before you record it", model };
  return { status: 200, page: view };
}

type Frame = Pick<Form, "caption" | "crumbs" | "record">;

function unknownPage(context: Context, form: Frame, sent: Sent): Shown {
  const model = {
    ...hidden(context, sent),
    all: Object.entries(sent.answers).map(([name, value]) => ({ name, value })),
    step: sent.step,
    record: sent.step === "record" ? form.record : "Continue",
  };
  const title = "It is not known whether this was recorded";
  return { status: 503, page: { ...frameOf(form), view: "unknown", title, model } };
}

async function refusedPage(
  context: Context,
  form: Form,
  sent: Sent,
  outcome: Extract<Outcome, { kind: "refused" }>,
): Promise<Shown> {
  const { services, call } = context.asked;
  const hasRules = outcome.reasons.some(({ rule }) => rule !== "");
  const rules = hasRules ? (await services.oversight.listRules({}, call)).items : [];
  const refusal = refusalView(outcome, form.fields, rules);
  const { status } = outcome;
  // A request id that recorded something else is spent; a record that changed has a new version.
  const isStale = status === 409;
  const requestId = isStale ? randomUUID() : sent.requestId;
  const answers = isStale ? { ...sent.answers, version: form.given.version ?? "" } : sent.answers;
  return formPage(context, form, { requestId, answers, notice: "", status, ...refusal });
}

interface FormState {
  answers: Answers;
  requestId: string;
  notice: string;
  status?: number;
  problems?: readonly Problem[];
  questions?: readonly RuleQuestion[];
}

function formPage(context: Context, form: Form, state: FormState): Shown {
  const { answers, problems = [], questions = [], notice } = state;
  const model = {
    ...hidden(context, state),
    ...formView(form.fields, answers, problems, questions),
    intro: form.intro,
    panels: form.panels?.(answers) ?? [],
    notice,
    version: answers.version ?? "",
  };
  const isWrong = problems.length > 0;
  const page = { ...frameOf(form), view: "form", title: form.title, isWrong, model };
  return { status: state.status ?? (isWrong ? 422 : 200), page };
}

function frameOf({ caption, crumbs }: Pick<Form, "caption" | "crumbs">) {
  return { kind: "page", caption, crumbs, isForm: true } as const;
}

/** What every page of a journey carries along. */
function hidden({ signIn, session, request }: Context, { requestId }: { requestId: string }) {
  return {
    action: formName(request),
    form: formToken(signIn.store.formKey, session.id),
    mark: personMark(signIn.store.formKey, session.account.subject),
    requestId,
  };
}

/** The address of a form names it: the same person finds the same answers there. */
function formName({ url }: FastifyRequest): string {
  return url;
}

/** Sent from a page of this site that the same person opened before signing in again. */
function isOfAnEarlierSession({ signIn, session, request }: Context, { mark }: Sent): boolean {
  const { formKey } = signIn.store;
  const sent = (request.body as { form?: unknown }).form;
  const isOfThis = typeof sent === "string" && isSame(sent, formToken(formKey, session.id));
  const isOfPerson = isSame(mark, personMark(formKey, session.account.subject));
  return !isOfThis && isOfPerson && !isFromElsewhere(request, signIn.origin);
}

/** A form that arrives after its session ended: its answers wait until the person is back. */
export async function keepUntilSignedIn(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = request.body as Readonly<Record<string, unknown>> | undefined;
  const mark = body?.mark;
  if (typeof mark !== "string" || isFromElsewhere(request, signIn.origin)) {
    throw new ForeignFormError("This form was not sent from a page that you opened here.");
  }
  const { answers } = readSent(body, fieldsIn(body));
  const returnTo = localPath(request.url, signIn.origin);
  return begin(signIn, returnTo, reply, { mark, form: formName(request), answers });
}
