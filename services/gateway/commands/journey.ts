// A journey is a form that records one thing: its fields, and the command that its answers make. The
// services check the command as they check any other; what a form asks is for the person alone.
import type { DescMethodUnary, JsonObject } from "@bufbuild/protobuf";
import type { Account } from "../signin/account.js";
import type { Answers } from "../signin/store.js";
import type { Link, PageRequest } from "../pages/page.js";

export interface Option {
  value: string;
  text: string;
  hint?: string;
  /** For a pick: the heading of the options that stand together. */
  group?: string;
}

export interface Field {
  /** Also the name of its answer; of letters, digits, hyphen, underscore. */
  name: string;
  label: string;
  hint?: string;
  kind:
    | "line"
    | "text"
    | "date"
    | "time"
    | "number"
    | "pounds"
    | "choice"
    | "several"
    | "pick"
    | "tick";
  /** For a choice (all seen at once), several of them, and a pick (one line). */
  options?: readonly Option[];
  /** What to say when it is left empty; without it, it may be. */
  missing?: string;
  /** The part of the command that it fills: "content.reasons". */
  fills?: string;
  /** The heading of a group of fields that begins here. */
  group?: string;
}

/** What the answers lead to, beside the form and before it is recorded: a chain, a comparison. */
export interface Panel {
  title: string;
  intro?: string;
  /** One under the other, each resting on the one before. */
  chain?: readonly Partial<Link>[];
  table?: { heads: readonly string[]; rows: readonly (readonly { text: string }[])[] };
}

/** A command in the JSON form of the schema; the request id and what the page adds come with it. */
export interface Command {
  method: DescMethodUnary;
  header: JsonObject;
  content: JsonObject;
}

export interface Form {
  title: string;
  caption: string;
  crumbs: readonly Link[];
  /** What is recorded and who will see it. */
  intro: string;
  fields: readonly Field[];
  /** Answers to begin with, from the record. */
  given: Answers;
  /** What stands beside the answers, as they are so far. */
  panels?: (answers: Answers) => readonly Panel[];
  /** The words of the button: "Record the dissent". */
  record: string;
  command: (answers: Answers) => Command;
  /** The page of what was recorded, where it is not one of its own at the event's position. */
  page: (position: string) => string;
}

export interface CommandRequest extends PageRequest {
  account: Account;
  /** The fingerprint of a file that this person sent, from the ticket in the address. */
  fileOf?: (ticket: string) => string | undefined;
}

export interface Journey {
  /** The address of its form: "/decisions/:key/dissents/new". */
  path: string;
  /** Reads the records that it is about. Throws NotFoundError. */
  prepare: (request: CommandRequest) => Promise<Form>;
}
