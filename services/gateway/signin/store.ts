// What the gateway remembers of people who sign in: sessions, sign-ins under way, forms that are not
// finished, up to where somebody looked. None of it is truth: a lost store signs everybody out and no more. Several gateways may
// share one behind this interface.
import type { Account } from "./account.js";

export interface Session {
  /** The secret that the cookie holds. The store itself keeps only its hash. */
  id: string;
  account: Account;
  /** For the sign-out at the provider; "" when it gave none. */
  idToken: string;
  startedMs: number;
}

/** A sign-in that the provider has not answered yet. */
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  /** The page to go to after it, a path of this site. */
  returnTo: string;
  /** A form that was sent after its session had ended. */
  late?: LateForm;
}

export interface LateForm {
  /** Names the person whose page the form stood on. */
  mark: string;
  form: string;
  answers: Answers;
}

/** The answers of a form that is not finished, as they were sent. */
export type Answers = Readonly<Record<string, string>>;

/** Up to where somebody has looked through what changed. */
export interface Look {
  /** Of the log. */
  position: bigint;
  /** When they said so, in ms since 1970. */
  atMs: number;
}

/** Safe to use from one process; every method is done when it returns. */
export interface SignInStore {
  /** The secret under which forms are signed, the same as long as the store lives. */
  readonly formKey: Buffer;

  /** Begins a session and returns its secret. */
  begin(account: Account, idToken: string): string;
  /** The session of a cookie, now used again; undefined when it ended, expired or never was. */
  find(id: string): Session | undefined;
  end(id: string): void;

  /** Keeps a sign-in under way and returns the secret that leads to it. */
  startAttempt(attempt: Attempt): string;
  /** The sign-in, which can be taken once and for a short time. */
  takeAttempt(id: string): Attempt | undefined;

  /** Keeps the answers of a person's form; those kept before for it are replaced. */
  keepDraft(subject: string, form: string, answers: Answers): void;
  draft(subject: string, form: string): Answers | undefined;
  dropDraft(subject: string, form: string): void;

  /** Where a person goes on looking through what changed; undefined before the first time. */
  lastLook(subject: string): Look | undefined;
  /** Notes that a person has seen everything up to a position. */
  noteLook(subject: string, position: bigint): void;

  /** Takes out what has expired. */
  sweep(): void;
  close(): void;
}
