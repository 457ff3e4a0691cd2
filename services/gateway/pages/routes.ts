// The addresses of the pages and what each shows; from a request to HTML, errors included.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { kPageDeadlineMs, queryServices } from "../backend/services.js";
import type { GrpcTransport } from "../backend/transport.js";
import { openApiOf } from "../api/openapi.js";
import type { Schema } from "../api/schema.js";
import { principalIn } from "../signin/session_hook.js";
import type { SignIn } from "../signin/signin.js";
import { accountPage, signedOutPage } from "./account.js";
import { aboutPage } from "./about.js";
import { apiPage, fieldsPage, servicePage } from "./api_reference.js";
import { recordedNote } from "../commands/recorded.js";
import { registerJourneys } from "../commands/routes.js";
import { activityPage } from "./activity.js";
import { regionPage, systemPage } from "./area.js";
import { bundlesPage, registerBundles } from "./bundles.js";
import { changesPage } from "./changes.js";
import { comparePage } from "./compare.js";
import { correctionsPage } from "./corrections.js";
import { decisionPage } from "./decision.js";
import { delegationPage } from "./delegation.js";
import { errorView } from "./error_page.js";
import { eventPage } from "./event.js";
import { helpPage, privacyPage } from "./help.js";
import type { Privacy } from "./help.js";
import { homePage } from "./home.js";
import { accessibilityPage } from "./accessibility.js";
import { bodyPage } from "./body.js";
import { kinds } from "./kinds.js";
import { listPage } from "./lists.js";
import { dataPage, registerOpenData } from "./open_data.js";
import { meetingPage } from "./meeting.js";
import { Moment } from "./moment.js";
import type { Query } from "./moment.js";
import { NotFoundError } from "./page.js";
import type { File, Page, PageMaker } from "./page.js";
import { reconcilePage } from "./reconcile.js";
import { recordPage } from "./record_page.js";
import { registersPage } from "./registers.js";
import { registerDownload } from "../papers/download.js";
import type { Intake } from "../papers/intake.js";
import type { PaperStore } from "../papers/store.js";
import { registerUpload } from "../papers/upload.js";
import type { Renderer } from "./render.js";
import { rulePage, rulesPage } from "./rules.js";
import { searchPage } from "./search.js";
import { viewerOf } from "./viewer.js";
import { withheldPage } from "./withheld.js";

const kPages: readonly (readonly [string, PageMaker])[] = [
  ["/", homePage],
  ["/systems/:key", systemPage],
  ["/regions/:key", regionPage],
  ["/record", registersPage],
  ["/bundles", bundlesPage],
  ["/record/withheld", withheldPage],
  ["/changes", changesPage],
  ["/search", searchPage],
  ["/accessibility", accessibilityPage],
  ["/events/:key", eventPage],
  ["/data", dataPage],
  ["/:kind/:key/compare", comparePage],
  ["/:kind/:key/corrections", correctionsPage],
  ["/rules", rulesPage],
  ["/rules/:key", rulePage],
];

/** Kinds whose page says more than their facts. */
const kOwnPages: Readonly<Record<string, PageMaker>> = {
  bodies: bodyPage,
  decisions: decisionPage,
  delegations: delegationPage,
  involvement: activityPage,
  meetings: meetingPage,
};

/** The list and the page of each kind of record. */
const kRecordPages = kinds.flatMap((kind): (readonly [string, PageMaker])[] => [
  [`/${kind.path}`, listPage(kind)],
  [`/${kind.path}/:key`, kOwnPages[kind.path] ?? recordPage(kind)],
]);

export interface PagesOptions {
  schema: Schema;
  /** Where the gateway is reached, for examples: http://127.0.0.1:8080. */
  origin: string;
  /** Speaks for the public; for others as they sign in. */
  transport: GrpcTransport;
  /** Absent where nobody can sign in. */
  signIn: SignIn | undefined;
  renderer: Renderer;
  privacy: Privacy;
  /** Where papers of meetings are kept; without it none can be sent or read here. */
  papers?: { store: PaperStore; intake: Intake } | undefined;
}

export function registerPages(server: FastifyInstance, options: PagesOptions): void {
  const { signIn } = options;
  const about = aboutPage(options.origin);
  const pages = [
    ...kPages,
    ...kRecordPages,
    ["/about", about] as const,
    ["/help", helpPage(signIn !== undefined)] as const,
    ["/privacy", privacyPage(options.privacy)] as const,
    ["/record/reconcile", reconcilePage(queryServices(options.transport))] as const,
    ["/api", apiPage(options.schema, options.origin, signIn !== undefined)] as const,
    ["/api/:key", servicePage(options.schema)] as const,
    ["/data/:key/fields", fieldsPage(options.schema)] as const,
  ];
  const openApi = JSON.stringify(openApiOf(options.schema, options.origin));
  server.get("/api/openapi.json", (_request, reply) => {
    void cached(reply).type("application/json; charset=utf-8").send(openApi);
  });
  registerOpenData(server, options);
  registerBundles(server, options);
  if (signIn) {
    pages.push(["/signed-out", signedOutPage], ["/account", accountPage]);
    const show = (request: FastifyRequest, reply: FastifyReply, status: number, page: Page) => {
      showAnswer(request, reply.code(status), page, options);
    };
    const journeys = { ...options, signIn, show, papers: options.papers?.store };
    registerJourneys(server, journeys);
    if (options.papers) registerUpload(server, { ...journeys, intake: options.papers.intake });
  }
  if (options.papers) registerDownload(server, options, options.papers.store);
  for (const [path, maker] of pages) {
    server.get<{ Params: { key?: string; kind?: string }; Querystring: Query }>(
      path,
      (request, reply) => showPage(request, reply, maker, options),
    );
  }
  const limited = server.hasDecorator("rateLimit") ? { preHandler: server.rateLimit() } : {};
  server.setNotFoundHandler(limited, (request, reply) => {
    showError(request, reply, new NotFoundError("There is no page at this address."), options);
  });
  server.setErrorHandler((error, request, reply) => {
    showError(request, reply, error, options);
  });
}

async function showPage(
  request: FastifyRequest<{ Params: { key?: string; kind?: string }; Querystring: Query }>,
  reply: FastifyReply,
  maker: PageMaker,
  { transport, signIn, renderer, origin, papers }: PagesOptions,
): Promise<void> {
  const moment = new Moment(request.query);
  const { session } = request;
  const note = recordedNote(signIn, session);
  const page = await maker({
    services: queryServices(transport.as(principalIn(session), note?.token)),
    account: session?.account,
    moment,
    key: request.params.key ?? "",
    kind: request.params.kind,
    query: request.query,
    origin,
    papers: papers?.store,
    call: { timeoutMs: kPageDeadlineMs },
    ...(session && { lastLook: () => signIn?.store.lastLook(session.account.subject) }),
  });
  if (page.kind === "moved") {
    void reply.redirect(page.href, page.isForNow === true ? 302 : 308);
    return;
  }
  if (page.kind === "file") {
    sendFile(reply, page);
    return;
  }
  const viewer = viewerOf(signIn, request);
  const path = pathOf(request);
  const recorded = note?.path === path && moment.isNow ? note.event : undefined;
  const frame = { ...page, viewer, moment, path, recorded, kept: keptOf(request.query) };
  void html(reply, renderer.render(page.view, frame));
}

/** A page that answers a form. */
function showAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  { signIn, renderer }: PagesOptions,
): void {
  const viewer = viewerOf(signIn, request);
  const frame = { ...page, viewer, moment: new Moment({}), path: pathOf(request), kept: [] };
  void html(reply, renderer.render(page.view, frame));
}

function showError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  { renderer, signIn }: PagesOptions,
): void {
  const { status, ...view } = errorView(error);
  // Services that are away are no fault of this program: one line, without a stack.
  if (status === 503) request.log.warn({ reason: String(error) }, "the services did not answer");
  else if (kNoted.has(status)) request.log.warn({ reason: view.sentence }, "refused");
  else if (status >= 500) request.log.error({ err: error }, "a page could not be shown");
  const moment = new Moment({});
  const crumbs = [{ text: "Home", href: "/" }];
  const viewer = viewerOf(signIn, request);
  const frame = { title: view.title, crumbs, model: view, viewer, moment, path: "/", kept: [] };
  if (status === 503) void reply.header("retry-after", "5");
  void html(reply.code(status), renderer.render("error", frame));
}

/** Refusals that an attack would cause; they say nothing of what was asked. */
const kNoted: ReadonlySet<number> = new Set([401, 403, 429]);

function sendFile(reply: FastifyReply, { type, name, text }: File): void {
  if (name !== "") void reply.header("content-disposition", `attachment; filename="${name}"`);
  void cached(reply).type(type).send(text);
}

function html(reply: FastifyReply, text: string): FastifyReply {
  return cached(reply).type("text/html; charset=utf-8").send(text);
}

/** Asked for anew each time; what somebody who is signed in sees is not kept at all. */
function cached(reply: FastifyReply): FastifyReply {
  return reply.hasHeader("cache-control") ? reply : reply.header("cache-control", "no-cache");
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?")[0] ?? "/";
}

/** A page token belongs to its moment and is not kept for another. */
function keptOf(query: Query): [string, string][] {
  return Object.entries(query).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" &&
      !["known_at", "effective_at", "page", "format"].includes(entry[0]),
  );
}
