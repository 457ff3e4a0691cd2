// What a form carries so that only a page of this site, shown to this person, can send it.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** The token of every form of a session: no other session has it, and it ends with the session. */
export function formToken(formKey: Buffer, sessionId: string): string {
  return signed(formKey, `session ${sessionId}`);
}

/** Names the person a form was shown to, for answers that arrive after the session ended. */
export function personMark(formKey: Buffer, subject: string): string {
  return signed(formKey, `person ${subject}`);
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a browser says that another site sent the request. Browsers cannot be made to hide it. */
export function isFromElsewhere(request: FastifyRequest, origin: string): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const sender = request.headers.origin;
  return sender !== undefined && sender !== origin;
}

function signed(formKey: Buffer, text: string): string {
  return createHmac("sha256", formKey).update(text).digest("base64url");
}
