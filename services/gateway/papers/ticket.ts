// That a person sent a file: its fingerprint, signed for them, in the address of the form that records
// it. Nobody can name a file in a form that they did not send.
import { createHmac } from "node:crypto";
import { isSame } from "../signin/form_token.js";

const kTicket = /^([0-9a-f]{64})\.([A-Za-z0-9_-]{43})$/;

export function ticketFor(formKey: Buffer, subject: string, sha256: string): string {
  return `${sha256}.${mac(formKey, subject, sha256)}`;
}

/** The fingerprint; undefined for what was not signed for this person. */
export function fingerprintIn(
  formKey: Buffer,
  subject: string,
  ticket: string,
): string | undefined {
  const [, sha256, signature] = kTicket.exec(ticket) ?? [];
  if (sha256 === undefined || signature === undefined) return undefined;
  return isSame(signature, mac(formKey, subject, sha256)) ? sha256 : undefined;
}

function mac(formKey: Buffer, subject: string, sha256: string): string {
  return createHmac("sha256", formKey).update(`paper ${sha256} of ${subject}`).digest("base64url");
}
