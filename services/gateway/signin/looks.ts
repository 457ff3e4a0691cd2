// "I have seen these": where somebody goes on looking through what changed.
import type { FastifyInstance } from "fastify";
import { requireOwnForm } from "./routes.js";
import type { SignIn } from "./signin.js";

const kLooksPerMinute = 60;
const kLimit = { config: { rateLimit: { max: kLooksPerMinute, timeWindow: "1 minute" } } };
const kPosition = /^[1-9][0-9]{0,17}$/;

export function registerLooks(server: FastifyInstance, signIn: SignIn): void {
  server.post("/changes/seen", kLimit, (request, reply) => {
    // Throws without a session too.
    requireOwnForm(signIn, request);
    const { position } = request.body as { position?: unknown };
    const { session } = request;
    if (session && typeof position === "string" && kPosition.test(position)) {
      signIn.store.noteLook(session.account.subject, BigInt(position));
    }
    return reply.redirect("/", 303);
  });
}
