// How much one client may ask for. A client is whoever is signed in, or else an address.
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";

const kMostClients = 10_000;
const kNoHeaders = {
  "x-ratelimit-limit": false,
  "x-ratelimit-remaining": false,
  "x-ratelimit-reset": false,
};

/** More than the limit was asked for within a minute. */
export class TooManyError extends Error {
  readonly statusCode = 429;
}

export async function registerLimits(
  server: FastifyInstance,
  requestsPerMinute: number,
): Promise<void> {
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: "1 minute",
    cache: kMostClients,
    keyGenerator: ({ session, ip }) =>
      session ? `account ${session.account.subject}` : `address ${ip}`,
    allowList: ({ url }) => url === "/healthz" || url === "/readyz",
    // How much is left is said to nobody but who has nothing left.
    addHeaders: kNoHeaders,
    addHeadersOnExceeding: kNoHeaders,
    errorResponseBuilder: () => new TooManyError("Too many requests came from here in a minute."),
  });
}
