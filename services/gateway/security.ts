// What every answer tells the browser: nothing from elsewhere, nothing inline, no script at all.
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

export interface SecurityOptions {
  /** Where browsers reach the gateway. */
  origin: string;
  /** The other sites that a form may lead to: the provider, when somebody signs out. */
  formTargets: () => readonly string[];
}

const kYearS = 365 * 24 * 3600;

export function registerSecurityHeaders(
  server: FastifyInstance,
  { origin, formTargets }: SecurityOptions,
): void {
  void server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'", () => formTargets().join(" ")],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    // No other site learns an address; our own forms still say where they come from.
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    // Served in the clear to its own machine, there is no TLS to insist on.
    strictTransportSecurity: origin.startsWith("https:") && { maxAge: kYearS },
  });
  server.addHook("onRequest", (_request, reply, done) => {
    reply.raw.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=()");
    done();
  });
}
