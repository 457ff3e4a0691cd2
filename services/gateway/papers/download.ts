// A paper as a download: to whoever sees the meeting that lists it, as what it is and as nothing else.
import type { FastifyInstance } from "fastify";
import { kPageDeadlineMs, queryServices } from "../backend/services.js";
import type { GrpcTransport } from "../backend/transport.js";
import { kindAt } from "../pages/kinds.js";
import { Moment } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import type { PageRequest } from "../pages/page.js";
import { recordRequest } from "../pages/record.js";
import { RightError } from "../commands/voice.js";
import { principalIn } from "../signin/session_hook.js";
import { kindOf } from "./kind.js";
import { listedPapers, mayReadClosed } from "./listed.js";
import type { PaperStore } from "./store.js";

interface Options {
  transport: GrpcTransport;
  origin: string;
}

const kLongestTitle = 100;
const kPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

export function registerDownload(
  server: FastifyInstance,
  { transport, origin }: Options,
  store: PaperStore,
): void {
  server.get<{ Params: { key: string; sha256: string } }>(
    "/meetings/:key/papers/:sha256",
    async (request, reply) => {
      const { session } = request;
      const { key, sha256 } = request.params;
      const asked: PageRequest = {
        services: queryServices(transport.as(principalIn(session))),
        account: session?.account,
        moment: new Moment({}),
        key,
        query: {},
        origin,
        papers: store,
        call: { timeoutMs: kPageDeadlineMs },
      };
      const { title, isPublic } = await paperAt(asked, sha256);
      const bytes = await store.get(sha256);
      const kind = bytes && kindOf(bytes);
      if (!bytes || !kind) throw new NotFoundError("This paper is not kept here.");
      return reply
        .header("cache-control", isPublic ? "no-cache" : "private, no-store")
        .header("content-disposition", disposition(title, kind.ending))
        .header("content-security-policy", kPolicy)
        .header("x-content-type-options", "nosniff")
        .type(kind.mediaType)
        .send(Buffer.from(bytes));
    },
  );
}

/** Throws NotFoundError where the meeting lists no such paper, RightError where it is closed. */
async function paperAt(asked: PageRequest, sha256: string) {
  const { services, call } = asked;
  const { answer } = await recordRequest(asked, kindAt("meetings"), (key) =>
    services.oversight.getMeeting({ key }, call),
  );
  const paper = answer && listedPapers(answer).find((each) => each.sha256 === sha256);
  if (!paper) throw new NotFoundError("This meeting lists no such paper.");
  if (!paper.isClosed) return { title: paper.title, isPublic: asked.account === undefined };
  if (await mayReadClosed(asked, answer.item)) return { title: paper.title, isPublic: false };
  throw new RightError(
    "Papers of items taken without the public, and minutes before they are published, are open " +
      "here to the members of the body and its secretary.",
  );
}

/** RFC 6266: a plain name for all, and the real one beside it. */
export function disposition(title: string, ending: string): string {
  // By characters: half of one cannot be encoded.
  const stem = Array.from(title).slice(0, kLongestTitle).join("");
  const safe = stem.replace(/[^A-Za-z0-9 _.-]/g, "_").replace(/^\.+/, "") || "paper";
  const full = encodeURIComponent(`${stem.replace(/[\p{C}\\/]/gu, "_")}.${ending}`).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${safe}.${ending}"; filename*=UTF-8''${full}`;
}
