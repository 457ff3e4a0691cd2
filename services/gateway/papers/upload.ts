// The page on which a file is chosen. It is sent alone, before the form that records it: a session that
// ends over a long form costs no file, and a file that is refused costs no answers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sittingFrame, sittingOf } from "../commands/meeting.js";
import { contextOf } from "../commands/routes.js";
import type { JourneyOptions, Route } from "../commands/routes.js";
import { voiceFor } from "../commands/voice.js";
import type { CommandRequest } from "../commands/journey.js";
import type { Page } from "../pages/page.js";
import { formToken, isFromElsewhere } from "../signin/form_token.js";
import { ForeignFormError, begin, localPath, requireOwnForm } from "../signin/routes.js";
import type { Session } from "../signin/store.js";
import { kKindWords } from "./kind.js";
import { PaperRefusedError, kLargestPaperBytes } from "./intake.js";
import type { Intake } from "./intake.js";
import { partsOf } from "./multipart.js";
import { ticketFor } from "./ticket.js";

/** More than may be kept, so that who sends a larger file is told in a page. */
const kLargestBodyBytes = kLargestPaperBytes + 12 * 1024 * 1024;
const kFilesPerMinute = 30;
const kMostAtOnce = 4;
const kLongestName = 200;
const kLimit = { config: { rateLimit: { max: kFilesPerMinute, timeWindow: "1 minute" } } };

const kUses = [
  { path: "papers", title: "Choose a paper" },
  { path: "minutes", title: "Choose the minutes" },
] as const;

type Options = JourneyOptions & { intake: Intake };

interface Sent {
  form: string;
  fileName: string;
  bytes: Buffer;
}

export function registerUpload(server: FastifyInstance, options: Options): void {
  const { signIn } = options;
  let underWay = 0;
  void server.register((scope, _options, done) => {
    scope.addContentTypeParser(
      "multipart/form-data",
      { parseAs: "buffer", bodyLimit: kLargestBodyBytes },
      (request, body, parsed) => {
        const sent = sentIn(request, body as Buffer);
        if (sent) parsed(null, sent);
        else parsed(Object.assign(new Error("not a form"), { statusCode: 400 }));
      },
    );
    for (const use of kUses) {
      const path = `/meetings/:key/${use.path}/upload`;
      scope.get<Route>(path, async (request, reply) => {
        const context = contextOf(request, options);
        if (!context) return begin(signIn, localPath(request.url, signIn.origin), reply);
        const page = await uploadPage(use.title, context.asked, context.session, options);
        options.show(request, reply, 200, page);
        return reply;
      });
      scope.post<Route>(path, {
        ...kLimit,
        // Before anything is read: whoever is not signed in sends nothing, other sites neither.
        onRequest: async (request, reply) => {
          if (!request.session) {
            return begin(signIn, localPath(request.url, signIn.origin), reply);
          }
          if (isFromElsewhere(request, signIn.origin)) {
            throw new ForeignFormError("This file was not sent from a page that you opened here.");
          }
          if (underWay >= kMostAtOnce) {
            throw Object.assign(
              new Error("Several files are being sent. Send it again in a minute."),
              {
                statusCode: 429,
              },
            );
          }
          underWay += 1;
          reply.raw.once("close", () => {
            underWay -= 1;
          });
          return undefined;
        },
        handler: (request, reply) => takeFile(use, request, reply, options),
      });
    }
    done();
  });
}

function sentIn(request: FastifyRequest, body: Buffer): Sent | undefined {
  const parts = partsOf(request.headers["content-type"] ?? "", body);
  if (!parts) return undefined;
  const one = (name: string) => parts.find((part) => part.name === name);
  const { fileName = "", bytes = Buffer.alloc(0) } = one("file") ?? {};
  return { form: one("form")?.bytes.toString("utf8") ?? "", fileName, bytes };
}

async function takeFile(
  use: (typeof kUses)[number],
  request: FastifyRequest<Route>,
  reply: FastifyReply,
  options: Options,
): Promise<FastifyReply> {
  const { signIn, intake } = options;
  const context = contextOf(request, options);
  if (!context) return begin(signIn, localPath(request.url, signIn.origin), reply);
  const { asked, session } = context;
  requireOwnForm(signIn, request);
  const { fileName, bytes } = request.body as Sent;
  const page = await uploadPage(use.title, asked, session, options);
  try {
    const { sha256 } = await intake.take(bytes);
    const query = new URLSearchParams({
      file: ticketFor(signIn.store.formKey, session.account.subject, sha256),
      name: plainName(fileName),
    });
    return await reply.redirect(
      `/meetings/${encodeURIComponent(asked.key)}/${use.path}/new?${query.toString()}`,
      303,
    );
  } catch (error) {
    if (!(error instanceof PaperRefusedError)) throw error;
    const model = { ...page.model, problem: error.message };
    options.show(request, reply, 422, { ...page, isWrong: true, model });
    return reply;
  }
}

/** For whoever speaks for the body of the meeting. Throws RightError. */
async function uploadPage(
  title: string,
  asked: CommandRequest,
  session: Session,
  { signIn }: Options,
): Promise<Page> {
  const sitting = await sittingOf(asked);
  await voiceFor(asked, sitting.body.head?.id ?? "");
  const { caption, crumbs } = sittingFrame(sitting);
  const model = {
    form: formToken(signIn.store.formKey, session.id),
    kinds: kKindWords,
    problem: "",
  };
  return { kind: "page", view: "upload", title, caption, crumbs, model };
}

/** A name to begin the title with: no folders, no control characters, no ending. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last
    .replace(/\p{C}/gu, "")
    .replace(/\.[A-Za-z0-9]{1,5}$/, "")
    .slice(0, kLongestName);
}
