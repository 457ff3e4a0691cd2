// Each request knows whose session it belongs to.
import type { FastifyInstance } from "fastify";
import { kPublic, principalOf } from "./account.js";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";
import type { SignIn } from "./signin.js";
import type { Session } from "./store.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Of the browser's cookie; programs have none. */
    session: Session | undefined;
  }
}

export function registerSessions(server: FastifyInstance, signIn: SignIn | undefined): void {
  server.decorateRequest("session", undefined);
  if (!signIn) return;
  server.addHook("onRequest", (request, reply, done) => {
    const id = signIn.cookies.read(request, "session");
    if (id !== undefined) request.session = signIn.store.find(id);
    // What somebody who signed in was shown is not kept for who comes next.
    if (request.session) void reply.header("cache-control", "no-store");
    done();
  });
}

export function principalIn(session: Session | undefined): Principal {
  return session ? principalOf(session.account) : kPublic;
}
