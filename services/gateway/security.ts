// What every answer tells the browser: nothing from elsewhere, nothing inline, no script at all.
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

export function registerSecurityHeaders(server: FastifyInstance): void {
  void server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: { policy: "require-corp" },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
    // The gateway serves its own machine in the clear; there is no TLS to insist on.
    strictTransportSecurity: false,
  });
  server.addHook("onRequest", (_request, reply, done) => {
    reply.raw.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=()");
    done();
  });
}
