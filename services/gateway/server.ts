// The gateway as one HTTP server: pages, sign-in, the API, assets, health. It holds no truth.
import formBody from "@fastify/formbody";
import Fastify, { LogController } from "fastify";
import type { FastifyInstance } from "fastify";
import { mountApi } from "./api/mount.js";
import { schemaOfBuild } from "./api/schema.js";
import { registerAssets } from "./assets.js";
import { isReachable } from "./backend/channel.js";
import type { Channels } from "./backend/channels.js";
import { queryServices } from "./backend/services.js";
import { GrpcTransport } from "./backend/transport.js";
import { Renderer } from "./pages/render.js";
import { registerPages } from "./pages/routes.js";
import type { Intake } from "./papers/intake.js";
import type { PaperStore } from "./papers/store.js";
import { registerLimits } from "./limits.js";
import { registerSecurityHeaders } from "./security.js";
import { kPublic } from "./signin/account.js";
import { registerLooks } from "./signin/looks.js";
import { registerSignIn } from "./signin/routes.js";
import { registerSessions } from "./signin/session_hook.js";
import { openSignIn } from "./signin/signin.js";
import type { SignInSettings } from "./signin/signin.js";
import type { SignInStore } from "./signin/store.js";

const kMostConnections = 1_024;
const kRequestTimeoutMs = 30_000;
const kLargestBodyBytes = 128 * 1024;
const kReadyTimeoutMs = 1_000;
const kSweepMs = 50;
/** No page stands here, so that it is answered as not found. */
const kUnreadable = "/unreadable-address";

export interface ServerOptions {
  isDemonstration: boolean;
  /** Where browsers reach the gateway. */
  origin: string;
  /** Of one client; no limit where it is left out. */
  requestsPerMinute?: number;
  /** How people sign in, and the store of their sessions, which outlives the server. */
  signIn?: SignInSettings;
  store?: SignInStore;
  /** After which a session ends, unused: as the store has it. */
  idleMs?: number;
  /** Who decides about the personal details here, and how to reach them. */
  controller?: string;
  /** Where papers are kept, and how they are looked at; none are without it. */
  papers?: { store: PaperStore; intake: Intake };
  /** Where log lines go; none are written without it. */
  log?: { write(line: string): void };
  /** Told of each address as the router takes it: what there is can be listed. */
  onRoute?: (method: string, path: string) => void;
}

/** Builds the server; the channels outlive it. */
export async function buildServer(
  channels: Channels,
  options: ServerOptions,
): Promise<FastifyInstance> {
  const { isDemonstration, origin } = options;
  const server = newServer(options);
  tellRoutes(server, options.onRoute);
  const transport = new GrpcTransport(channels, kPublic);
  const signIn =
    options.signIn && options.store
      ? openSignIn(options.signIn, origin, options.store, queryServices(transport))
      : undefined;
  registerSecurityHeaders(server, { origin, formTargets: () => signIn?.provider.origins ?? [] });
  logAnswers(server);
  registerSessions(server, signIn);
  if (options.requestsPerMinute !== undefined) {
    await registerLimits(server, options.requestsPerMinute);
  }
  await server.register(formBody, { bodyLimit: kLargestBodyBytes });
  registerHealth(server, channels);
  const styleSheet = registerAssets(server);
  const schema = schemaOfBuild();
  if (signIn) {
    registerSignIn(server, signIn);
    registerLooks(server, signIn);
  }
  registerPages(server, {
    schema,
    origin,
    transport,
    signIn,
    privacy: {
      controller: options.controller ?? "",
      signIn: options.signIn,
      idleMs: options.idleMs ?? 0,
    },
    papers: options.papers,
    renderer: new Renderer(styleSheet, isDemonstration),
  });
  mountApi(server, { schema, transport, bearer: signIn?.bearer, shutdown: shutdownOf(server) });
  await server.ready();
  return server;
}

function newServer({ origin, log }: ServerOptions): FastifyInstance {
  const server = Fastify({
    // Only a proxy on this machine can reach the gateway, and says who asks when it ends TLS.
    trustProxy: origin.startsWith("https:") ? "loopback" : false,
    bodyLimit: kLargestBodyBytes,
    requestTimeout: kRequestTimeoutMs,
    rewriteUrl: ({ url = "/" }) => (isReadable(url) ? url : kUnreadable),
    logController: new LogController({ disableRequestLogging: true }),
    logger: log ? { stream: log, base: null } : false,
    routerOptions: { ignoreTrailingSlash: true },
  });
  server.server.maxConnections = kMostConnections;
  return server;
}

function tellRoutes(server: FastifyInstance, onRoute: ServerOptions["onRoute"]): void {
  if (!onRoute) return;
  server.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat()) onRoute(each, url);
  });
}

/**
 * Aborted when the server begins to close, so that open streams end. A connection that carried one
 * would then be kept for another request, and keep the server: it is closed as soon as it is idle.
 */
function shutdownOf(server: FastifyInstance): AbortSignal {
  const controller = new AbortController();
  server.addHook("preClose", (done) => {
    controller.abort();
    const sweep = setInterval(() => {
      server.server.closeIdleConnections();
    }, kSweepMs);
    server.server.once("close", () => {
      clearInterval(sweep);
    });
    done();
  });
  return controller.signal;
}

/** Fastify answers an address with broken escapes by itself; here it gets a page as any other. */
function isReadable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

/** One line an answer: the route and not the address, which may hold what somebody searched for. */
function logAnswers(server: FastifyInstance): void {
  server.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "",
        status: reply.raw.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "answered",
    );
    done();
  });
}

/** Ready is who can show pages: while no recorder can be reached, what is recorded is still read. */
function registerHealth(server: FastifyInstance, { oversight, involvement }: Channels): void {
  server.get("/healthz", (_request, reply) => {
    void reply.header("cache-control", "no-store").send({ status: "alive" });
  });
  server.get("/readyz", async (_request, reply) => {
    const queries = [...new Set([oversight, involvement])];
    const answers = await Promise.all(queries.map((one) => isReachable(one, kReadyTimeoutMs)));
    const isReady = answers.every(Boolean);
    void reply.code(isReady ? 200 : 503).header("cache-control", "no-store");
    return { status: isReady ? "ready" : "the services cannot be reached" };
  });
}
