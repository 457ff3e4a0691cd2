// What a page is before it is HTML, and what its maker has at hand.
import { Code, ConnectError } from "@connectrpc/connect";
import type { CallOptions } from "@connectrpc/connect";
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import type { Services } from "../backend/services.js";
import type { Account } from "../signin/account.js";
import { reasonsOf } from "../backend/status.js";
import type { Look } from "../signin/store.js";
import type { PaperStore } from "../papers/store.js";
import type { Moment, Query } from "./moment.js";

export interface Link {
  text: string;
  href: string;
}

export interface Page {
  kind: "page";
  /** The template, without its ending. */
  view: string;
  /** The heading; with `caption`, what kind of record it is and its number. */
  title: string;
  caption?: string;
  /** The way back, from the home page on. */
  crumbs: readonly Link[];
  /** Which entry of the main navigation the page stands under. */
  section?: string;
  asOf?: AsOf | undefined;
  /** Who may see the record: "everybody". */
  openTo?: string;
  /** What this person may record from here, now. */
  commands?: readonly Link[];
  /** It was sent with answers that cannot be used. */
  isWrong?: boolean;
  /** What the template shows. */
  model: object;
}

/** The page stands elsewhere, for good. */
export interface Moved {
  kind: "moved";
  href: string;
  /** Not for good: another moment may lead elsewhere. */
  isForNow?: boolean;
}

/** The list as a file. */
export interface File {
  kind: "file";
  type: string;
  /** The name to save it under; "" when it is to be read where it stands. */
  name: string;
  text: string;
}

export interface PageRequest {
  /** As whoever reads asks them: what they do not show is not there. */
  services: Services;
  /** Who reads, signed in; undefined for the public. */
  account: Account | undefined;
  moment: Moment;
  /** The last part of the path: a code, a number, an id. */
  key: string;
  /** For an address that every kind of record has: where its list stands, "decisions". */
  kind?: string | undefined;
  query: Query;
  /** Where the gateway is reached: http://127.0.0.1:8080. */
  origin: string;
  /** Where the papers of meetings stand; undefined where none are kept. */
  papers?: PaperStore | undefined;
  /** Deadline and trace of the calls. */
  call: CallOptions;
  /** Up to where somebody who is signed in has looked through what changed; absent elsewhere. */
  lastLook?: () => Look | undefined;
}

export type PageMaker = (request: PageRequest) => Promise<Page | Moved | File>;

/** There is no such page: the sentence says what is not there. */
export class NotFoundError extends Error {}

const kNotThere = new Set(["NOT_FOUND", "UNKNOWN_RECORD", "FILTER_INVALID"]);

/** An answer; where the services know nothing of the thing asked for, NotFoundError with the sentence. */
export async function orNotFound<T>(answer: Promise<T>, sentence: string): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const error = ConnectError.from(cause);
    const isNotThere = reasonsOf(error).some(({ reason }) => kNotThere.has(reason));
    if (error.code === Code.NotFound || isNotThere) throw new NotFoundError(sentence, { cause });
    throw error;
  }
}
