// The two files that pages need, served from here alone: the style sheet under a name that changes
// with its content, so that a browser may keep it for ever, and the icon.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";

interface Asset {
  path: string;
  type: string;
  bytes: Buffer;
  gzipped: Buffer;
}

const kForEver = "public, max-age=31536000, immutable";

/** Registers the assets and returns the style sheet's address. */
export function registerAssets(server: FastifyInstance): string {
  const styleSheet = asset("witan.css", "text/css; charset=utf-8");
  const icon = asset("icon.svg", "image/svg+xml");
  serve(server, styleSheet, kForEver);
  serve(server, { ...icon, path: "/assets/icon.svg" }, "public, max-age=86400");
  return styleSheet.path;
}

function asset(name: string, type: string): Asset {
  const bytes = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const path = `/assets/${name.replace(".", `-${hash}.`)}`;
  return { path, type, bytes, gzipped: gzipSync(bytes, { level: 9 }) };
}

function serve(server: FastifyInstance, { path, type, bytes, gzipped }: Asset, keep: string): void {
  server.get(path, (request, reply) => {
    const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    void reply.header("cache-control", keep).header("vary", "accept-encoding").type(type);
    if (takesGzip) void reply.header("content-encoding", "gzip");
    void reply.send(takesGzip ? gzipped : bytes);
  });
}
