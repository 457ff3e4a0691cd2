// Signing in and out: to the provider and back, with a new session each time.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formToken, isFromElsewhere, isSame, personMark } from "./form_token.js";
import { statementOf } from "./claims.js";
import { SignInRefusedError } from "./provider.js";
import type { SignIn } from "./signin.js";
import type { LateForm, SignInStore } from "./store.js";

/** A form that was not sent by a page of this site, or by one of another session. */
export class ForeignFormError extends Error {}

const kSignInsPerMinute = 60;
const kLongestPath = 2_000;
const kEverySignIn = { config: { rateLimit: { max: kSignInsPerMinute, timeWindow: "1 minute" } } };

export function registerSignIn(server: FastifyInstance, signIn: SignIn): void {
  server.get<{ Querystring: { to?: unknown } }>("/sign-in", kEverySignIn, (request, reply) =>
    begin(signIn, localPath(request.query.to, signIn.origin), reply),
  );
  server.get("/sign-in/callback", kEverySignIn, (request, reply) => finish(signIn, request, reply));
  server.post("/sign-out", (request, reply) => signOut(signIn, request, reply));
}

/** A path of this site; "/" for anything else, so that nobody is led elsewhere. */
export function localPath(to: unknown, origin: string): string {
  if (typeof to !== "string" || to.length > kLongestPath || !/^\/(?![/\\])/.test(to)) return "/";
  const url = URL.parse(to, origin);
  if (url?.origin !== origin || /^\/sign(-in|-out|ed-out)/.test(url.pathname)) return "/";
  return url.pathname + url.search;
}

/** Sends the browser to the provider; it comes back to `returnTo`. */
export async function begin(
  signIn: SignIn,
  returnTo: string,
  reply: FastifyReply,
  late?: LateForm,
): Promise<FastifyReply> {
  const { href, attempt } = await signIn.provider.begin(returnTo);
  const kept = late ? { ...attempt, late } : attempt;
  signIn.cookies.set(reply, "signin", signIn.store.startAttempt(kept));
  return reply.header("cache-control", "no-store").redirect(href, 303);
}

async function finish(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { cookies, store, provider, table, directory } = signIn;
  const attemptId = cookies.read(request, "signin");
  const attempt = attemptId === undefined ? undefined : store.takeAttempt(attemptId);
  cookies.clear(reply, "signin");
  if (!attempt) {
    throw new SignInRefusedError("This sign-in was begun too long ago, or in another browser.");
  }
  const { claims, idToken } = await provider.finish(request.url, attempt);
  const account = await directory.accountOf(statementOf(table, claims));
  request.log.info({ subject: account.subject }, "signed in");
  keepLateForm(store, attempt.late, account.subject);
  // A secret that somebody could have known before the sign-in opens nothing after it.
  const before = cookies.read(request, "session");
  if (before !== undefined) store.end(before);
  cookies.set(reply, "session", store.begin(account, idToken));
  return reply.header("cache-control", "no-store").redirect(attempt.returnTo, 303);
}

/** Answers go to who gave them: somebody else at the same browser does not find them. */
function keepLateForm(store: SignInStore, late: LateForm | undefined, subject: string): void {
  if (late && isSame(late.mark, personMark(store.formKey, subject))) {
    store.keepDraft(subject, late.form, late.answers);
  }
}

async function signOut(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { session } = request;
  if (!session) return reply.redirect("/signed-out", 303);
  requireOwnForm(signIn, request);
  signIn.store.end(session.id);
  request.log.info({ subject: session.account.subject }, "signed out");
  signIn.cookies.clear(reply, "session");
  void reply.header("clear-site-data", '"cache"');
  // The session here has ended, whether or not the provider can be asked to end its own.
  const there = await signIn.provider.signOutHref(session.idToken).catch(() => undefined);
  return reply.redirect(there ?? "/signed-out", 303);
}

/** Throws ForeignFormError unless a page of this very session sent the request. */
export function requireOwnForm(signIn: SignIn, request: FastifyRequest): void {
  const { session, body } = request;
  const sent = typeof body === "object" && body !== null ? (body as { form?: unknown }).form : "";
  const isOwn =
    session !== undefined &&
    typeof sent === "string" &&
    isSame(sent, formToken(signIn.store.formKey, session.id)) &&
    !isFromElsewhere(request, signIn.origin);
  if (!isOwn) {
    throw new ForeignFormError("This form was not sent from a page that you opened here.");
  }
}
