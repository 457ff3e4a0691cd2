// The store of sign-ins in one SQLite file, readable by its owner alone.
import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { SettingsError } from "../settings.js";
import type { Account } from "./account.js";
import type { Answers, Attempt, Look, Session, SignInStore } from "./store.js";

const kSecretBytes = 32;
const kAttemptMs = 15 * 60_000;
const kDraftMs = 30 * 24 * 3_600_000;
const kLookMs = 365 * 24 * 3_600_000;
/** A session is written as used again no more often than this. */
const kTouchMs = 10_000;
const kOwnerOnly = 0o600;
const kMostDrafts = 50;

export interface Lifetimes {
  /** A session ends after this time without a request, and after the other in any case. */
  idleMs: number;
  longestMs: number;
}

const kSchema = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 2000;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS form_key (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS sessions (
    hash BLOB PRIMARY KEY, account TEXT NOT NULL, id_token TEXT NOT NULL,
    started_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS attempts (
    hash BLOB PRIMARY KEY, attempt TEXT NOT NULL, started_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS drafts (
    subject TEXT NOT NULL, form TEXT NOT NULL, answers TEXT NOT NULL, kept_ms INTEGER NOT NULL,
    PRIMARY KEY (subject, form)) STRICT;
  CREATE TABLE IF NOT EXISTS looks (
    subject TEXT PRIMARY KEY, position INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT;
`;

export class SqliteStore implements SignInStore {
  readonly formKey: Buffer;
  readonly #database: DatabaseSync;
  readonly #lifetimes: Lifetimes;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file, or makes it; ":memory:" keeps nothing. Throws SettingsError. */
  constructor(file: string, lifetimes: Lifetimes, now: () => number = Date.now) {
    this.#lifetimes = lifetimes;
    this.#now = now;
    try {
      if (file !== ":memory:") closeSync(openSync(file, "a", kOwnerOnly));
      this.#database = new DatabaseSync(file);
      this.#database.exec(kSchema);
      this.formKey = this.#readFormKey();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SettingsError(`--sessions ${file} cannot be used: ${reason}.`);
    }
    this.sweep();
  }

  begin(account: Account, idToken: string): string {
    const id = secret();
    const now = this.#now();
    this.#sql(
      "INSERT INTO sessions (hash, account, id_token, started_ms, used_ms) VALUES (?, ?, ?, ?, ?)",
    ).run(hashOf(id), JSON.stringify(account), idToken, now, now);
    return id;
  }

  find(id: string): Session | undefined {
    const hash = hashOf(id);
    const row = this.#sql(
      "SELECT account, id_token, started_ms, used_ms FROM sessions WHERE hash = ?",
    ).get(hash);
    if (!row) return undefined;
    const now = this.#now();
    const { idleMs, longestMs } = this.#lifetimes;
    const startedMs = Number(row.started_ms);
    const usedMs = Number(row.used_ms);
    if (now - usedMs >= idleMs || now - startedMs >= longestMs) {
      this.end(id);
      return undefined;
    }
    if (now - usedMs >= kTouchMs) {
      this.#sql("UPDATE sessions SET used_ms = ? WHERE hash = ?").run(now, hash);
    }
    const account = JSON.parse(String(row.account)) as Account;
    return { id, account, idToken: String(row.id_token), startedMs };
  }

  end(id: string): void {
    this.#sql("DELETE FROM sessions WHERE hash = ?").run(hashOf(id));
  }

  startAttempt(attempt: Attempt): string {
    const id = secret();
    this.#sql("INSERT INTO attempts (hash, attempt, started_ms) VALUES (?, ?, ?)").run(
      hashOf(id),
      JSON.stringify(attempt),
      this.#now(),
    );
    return id;
  }

  takeAttempt(id: string): Attempt | undefined {
    const row = this.#sql("DELETE FROM attempts WHERE hash = ? RETURNING attempt, started_ms").get(
      hashOf(id),
    );
    if (!row || this.#now() - Number(row.started_ms) >= kAttemptMs) return undefined;
    return JSON.parse(String(row.attempt)) as Attempt;
  }

  keepDraft(subject: string, form: string, answers: Answers): void {
    this.#sql(
      "INSERT OR REPLACE INTO drafts (subject, form, answers, kept_ms) VALUES (?, ?, ?, ?)",
    ).run(subject, form, JSON.stringify(answers), this.#now());
    this.#sql(
      `DELETE FROM drafts WHERE subject = ?1 AND form NOT IN
         (SELECT form FROM drafts WHERE subject = ?1 ORDER BY kept_ms DESC LIMIT ${kMostDrafts})`,
    ).run(subject);
  }

  draft(subject: string, form: string): Answers | undefined {
    const row = this.#sql("SELECT answers FROM drafts WHERE subject = ? AND form = ?").get(
      subject,
      form,
    );
    return row ? (JSON.parse(String(row.answers)) as Answers) : undefined;
  }

  dropDraft(subject: string, form: string): void {
    this.#sql("DELETE FROM drafts WHERE subject = ? AND form = ?").run(subject, form);
  }

  lastLook(subject: string): Look | undefined {
    const row = this.#sql(
      "SELECT CAST(position AS TEXT) AS position, at_ms FROM looks WHERE subject = ?",
    ).get(subject);
    return row && { position: BigInt(String(row.position)), atMs: Number(row.at_ms) };
  }

  noteLook(subject: string, position: bigint): void {
    this.#sql("INSERT OR REPLACE INTO looks (subject, position, at_ms) VALUES (?, ?, ?)").run(
      subject,
      position,
      this.#now(),
    );
  }

  sweep(): void {
    const now = this.#now();
    const { idleMs, longestMs } = this.#lifetimes;
    this.#sql("DELETE FROM sessions WHERE used_ms <= ? OR started_ms <= ?").run(
      now - idleMs,
      now - longestMs,
    );
    this.#sql("DELETE FROM attempts WHERE started_ms <= ?").run(now - kAttemptMs);
    this.#sql("DELETE FROM drafts WHERE kept_ms <= ?").run(now - kDraftMs);
    this.#sql("DELETE FROM looks WHERE at_ms <= ?").run(now - kLookMs);
  }

  close(): void {
    this.#database.close();
  }

  #readFormKey(): Buffer {
    this.#sql("INSERT OR IGNORE INTO form_key (id, secret) VALUES (1, ?)").run(
      randomBytes(kSecretBytes),
    );
    const row = this.#sql("SELECT secret FROM form_key WHERE id = 1").get();
    return Buffer.from(row?.secret as Uint8Array);
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}

function secret(): string {
  return randomBytes(kSecretBytes).toString("base64url");
}

function hashOf(id: string): Buffer {
  return createHash("sha256").update(id).digest();
}
