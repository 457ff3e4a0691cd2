// The addresses of the journeys, for whoever is signed in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { kPageDeadlineMs, queryServices } from "../backend/services.js";
import type { GrpcTransport } from "../backend/transport.js";
import { Moment } from "../pages/moment.js";
import type { Query } from "../pages/moment.js";
import type { Page } from "../pages/page.js";
import { principalIn } from "../signin/session_hook.js";
import { fingerprintIn } from "../papers/ticket.js";
import type { PaperStore } from "../papers/store.js";
import { begin, localPath } from "../signin/routes.js";
import type { SignIn } from "../signin/signin.js";
import { classificationJourneys } from "./classification.js";
import { conflictJourneys } from "./conflict.js";
import { correctionJourneys } from "./correction.js";
import { decisionJourneys } from "./decision.js";
import { delegationJourneys } from "./delegation.js";
import { delegationStepJourneys } from "./delegation_steps.js";
import { dissentJourneys } from "./dissent.js";
import { keepUntilSignedIn, showForm, takeForm } from "./handlers.js";
import type { Context, Shown } from "./handlers.js";
import { interestJourneys } from "./interest.js";
import { involvementJourneys } from "./involvement.js";
import { meetingJourneys } from "./meeting.js";
import type { Journey } from "./journey.js";
import { recordedNote } from "./recorded.js";
import { paperJourneys } from "./paper.js";
import { requestJourneys } from "./request.js";

export const journeys: readonly Journey[] = [
  ...classificationJourneys,
  ...conflictJourneys,
  ...correctionJourneys,
  ...decisionJourneys,
  ...delegationJourneys,
  ...delegationStepJourneys,
  ...dissentJourneys,
  ...interestJourneys,
  ...involvementJourneys,
  ...meetingJourneys,
  ...requestJourneys,
];

/** So many forms a minute are more than anybody fills in. */
const kFormsPerMinute = 60;
const kLimit = { config: { rateLimit: { max: kFormsPerMinute, timeWindow: "1 minute" } } };

export interface Route {
  Params: { key?: string; kind?: string };
  Querystring: Query;
}

export interface JourneyOptions {
  origin: string;
  transport: GrpcTransport;
  signIn: SignIn;
  papers: PaperStore | undefined;
  show: (request: FastifyRequest, reply: FastifyReply, status: number, page: Page) => void;
}

export function registerJourneys(server: FastifyInstance, options: JourneyOptions): void {
  const { signIn } = options;
  const all = options.papers ? [...journeys, ...paperJourneys] : journeys;
  for (const journey of all) {
    server.get<Route>(journey.path, async (request, reply) => {
      const context = contextOf(request, options);
      if (!context) return begin(signIn, localPath(request.url, signIn.origin), reply);
      answer(request, reply, await showForm(journey, context), options);
      return reply;
    });
    server.post<Route>(journey.path, kLimit, async (request, reply) => {
      const context = contextOf(request, options);
      if (!context) return keepUntilSignedIn(signIn, request, reply);
      answer(request, reply, await takeForm(journey, context), options);
      return reply;
    });
  }
}

/** Undefined for who is not signed in. */
export function contextOf(
  request: FastifyRequest<Route>,
  { signIn, transport, origin, papers }: JourneyOptions,
): Context | undefined {
  const { session } = request;
  if (!session) return undefined;
  const asked = {
    // What this person recorded a moment ago is there for the next form.
    services: queryServices(
      transport.as(principalIn(session), recordedNote(signIn, session)?.token),
    ),
    account: session.account,
    moment: new Moment({}),
    key: request.params.key ?? "",
    kind: request.params.kind,
    query: request.query,
    origin,
    papers,
    fileOf: (ticket: string) =>
      fingerprintIn(signIn.store.formKey, session.account.subject, ticket),
    call: { timeoutMs: kPageDeadlineMs },
  };
  return { signIn, session, request: request, transport, asked };
}

function answer(
  request: FastifyRequest<Route>,
  reply: FastifyReply,
  shown: Shown,
  { show }: JourneyOptions,
): void {
  // Kept by the browser, so that its Back button shows the answers again; signing out clears it.
  void reply.header("cache-control", "private, no-cache");
  if ("href" in shown) void reply.redirect(shown.href, shown.status);
  else show(request, reply, shown.status, shown.page);
}
