// What a person recorded last is noted for a minute, so that the pages wait for it and say so.
import { formatCount } from "../pages/format.js";
import type { Link } from "../pages/page.js";
import type { SignIn } from "../signin/signin.js";
import type { Session } from "../signin/store.js";

/** The name of the note in the store; no form has an address like this. */
const kNote = "recorded";
const kNotedMs = 60_000;

export interface RecordedNote {
  /** The page that shows what was recorded. */
  path: string;
  /** Queries that ask for it wait until they can show it. */
  token: string;
  event: Link;
}

export function noteRecorded(
  { store }: SignIn,
  { account }: Session,
  { path, token, position }: { path: string; token: string; position: string },
): void {
  const atMs = String(Date.now());
  store.keepDraft(account.subject, kNote, { path, token, position, atMs });
}

export function recordedNote(
  signIn: SignIn | undefined,
  session: Session | undefined,
): RecordedNote | undefined {
  if (!signIn || !session) return undefined;
  const note = signIn.store.draft(session.account.subject, kNote);
  const { path = "", token = "", position = "0", atMs = "0" } = note ?? {};
  if (Date.now() - Number(atMs) >= kNotedMs) return undefined;
  const event = { text: formatCount(BigInt(position)), href: `/events/${position}` };
  return { path, token, event };
}
