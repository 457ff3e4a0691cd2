// Each call of the API knows whose token it carries. A browser's cookie says nothing here: no page of
// another site can make a call in somebody's name.
import type { FastifyInstance } from "fastify";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";
import { principalOf } from "../signin/account.js";
import { TokenError } from "../signin/bearer.js";
import type { Bearer } from "../signin/bearer.js";
import { ProviderAwayError } from "../signin/provider.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The program that calls; undefined for the public. */
    caller: Principal | undefined;
  }
}

export function registerCallers(scope: FastifyInstance, bearer: Bearer | undefined): void {
  scope.decorateRequest("caller", undefined);
  scope.addHook("onRequest", async (request, reply) => {
    const { authorization } = request.headers;
    // Raw, since the handlers of the API write their answers past the framework.
    reply.raw.setHeader("cache-control", "no-store");
    if (authorization === undefined || !bearer) return;
    request.caller = principalOf(await bearer.accountOf(authorization));
  });
  // What goes wrong before a call is one is said in the words of the protocol.
  scope.setErrorHandler((error, request, reply) => {
    const { status, code, message } = answerTo(error);
    if (status === 401) void reply.header("www-authenticate", 'Bearer error="invalid_token"');
    if (status < 500) request.log.warn({ reason: message }, "refused");
    else request.log.error({ err: error }, "a call could not be answered");
    // What the sender still has under way would be read as the connection's next request.
    reply.raw.shouldKeepAlive = request.raw.complete && reply.raw.shouldKeepAlive;
    void reply.code(status).type("application/json").send({ code, message });
  });
}

function answerTo(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof TokenError) {
    return { status: 401, code: "unauthenticated", message: error.message };
  }
  if (error instanceof ProviderAwayError) {
    return { status: 503, code: "unavailable", message: error.message };
  }
  if (error instanceof Error && "statusCode" in error && error.statusCode === 429) {
    return { status: 429, code: "resource_exhausted", message: error.message };
  }
  return { status: 500, code: "internal", message: "The gateway failed to answer this call." };
}
