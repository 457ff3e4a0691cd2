// The moment that a page shows: what was true on a date, from what had been recorded by another.
// Any page takes both, and its links keep them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AsAtSchema } from "../gen/witan/oversight/v1/query_pb.js";

/** An address whose parameters cannot be used: the message says which and why. */
export class AddressError extends Error {}
/** What is asked for is there, but not in this format: the message says in which. */
export class FormatError extends Error {}

const kDate = /^(?:19(?:4[89]|[5-9]\d)|20\d\d)-\d\d-\d\d$/;
const kTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

// Sweden writes dates as ISO 8601 does.
const kLondonDate = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" });

export type Query = Readonly<Record<string, unknown>>;

/** One parameter as a text; given twice it is an error, absent it is "". */
export function parameter(query: Query, name: string): string {
  const value = query[name];
  if (value === undefined) return "";
  if (typeof value !== "string") throw new AddressError(`${name} stands twice in the address.`);
  return value.trim();
}

export class Moment {
  readonly knownAt: string;
  readonly effectiveAt: string;

  /** Reads known_at and effective_at. Throws AddressError. */
  constructor(query: Query) {
    this.knownAt = parameter(query, "known_at");
    this.effectiveAt = parameter(query, "effective_at");
    if (this.knownAt !== "" && !isDate(this.knownAt) && !isTime(this.knownAt)) {
      throw new AddressError(
        `known_at is “${this.knownAt}”, but it must be a date such as 2022-07-01 or a time such as ` +
          `2022-07-01T09:00:00Z.`,
      );
    }
    if (this.effectiveAt !== "" && !isDate(this.effectiveAt)) {
      throw new AddressError(
        `effective_at is “${this.effectiveAt}”, but it must be a date such as 2022-07-01.`,
      );
    }
  }

  get isNow(): boolean {
    return this.knownAt === "" && this.effectiveAt === "";
  }

  /** The moment as the services take it, or that of an earlier answer. */
  asAt(token = ""): MessageInitShape<typeof AsAtSchema> {
    return { effectiveAt: this.effectiveAt, ...this.#known(token) };
  }

  #known(token: string): Pick<MessageInitShape<typeof AsAtSchema>, "known"> {
    if (token !== "") return { known: { case: "token", value: token } };
    return this.knownAt === "" ? {} : { known: { case: "knownAt", value: this.knownAt } };
  }

  /** The civil date on which the page stands: that asked about, or today's in London. */
  today(): string {
    return this.effectiveAt === "" ? kLondonDate.format(new Date()) : this.effectiveAt;
  }

  /** An address of this site that shows the same moment. */
  link(path: string, parameters: Readonly<Record<string, string>> = {}): string {
    const query = new URLSearchParams();
    const all = { ...parameters, known_at: this.knownAt, effective_at: this.effectiveAt };
    for (const [name, value] of Object.entries(all)) if (value !== "") query.set(name, value);
    const text = query.toString();
    return text === "" ? path : `${path}?${text}`;
  }
}

function isDate(text: string): boolean {
  // A day that its month has not (30 February) becomes one of the next month.
  const date = new Date(`${text}T00:00:00Z`);
  return kDate.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return kTime.test(text) && isDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
}
