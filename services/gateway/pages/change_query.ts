// What the page of changes is asked for by its address.
import { headAt } from "./change_list.js";
import type { ChangeFilter } from "./change_list.js";
import { formatCount, formatDate, formatTimestamp } from "./format.js";
import { kinds } from "./kinds.js";
import { AddressError, parameter } from "./moment.js";
import type { Query } from "./moment.js";
import type { PageRequest } from "./page.js";

const kPosition = /^(?:0|[1-9][0-9]{0,17})$/;
const kAreaCode = /^[A-Z0-9]{2,6}$/;

/** Whether a text names a place in the log and not a date. */
export const isPosition = (text: string) => kPosition.test(text);

/** What the address asks for. */
export interface AskedChanges {
  /** A position, a date (its end) or a time; never "". */
  since: string;
  filter: ChangeFilter;
  /** The filter and `since` as parameters of an address. */
  parameters: Record<string, string>;
}

/** What the address may hold. */
const kParameters: ReadonlySet<string> = new Set([
  "since",
  "until",
  "kind",
  "system",
  "region",
  "format",
  "known_at",
  "effective_at",
]);

/** Throws AddressError, also for a name that is none: a misspelt filter would show too much. */
export function askedOf(query: Query, since: string): AskedChanges {
  const unknown = Object.keys(query).find((name) => !kParameters.has(name));
  if (unknown !== undefined) {
    const names = [...kParameters].join(", ");
    throw new AddressError(`What changed takes no parameter “${unknown}”. It takes ${names}.`);
  }
  const [kind, system, region] = ["kind", "system", "region"].map((name) => parameter(query, name));
  const known = kinds.find(({ path }) => path === kind);
  if (kind && !known) {
    throw new AddressError(
      `kind is “${kind}”, but it must be a list such as decisions or meetings.`,
    );
  }
  for (const [name, code] of [["system", system] as const, ["region", region] as const]) {
    if (code && !kAreaCode.test(code)) {
      throw new AddressError(`${name} is “${code}”, but it must be a code such as QT1.`);
    }
  }
  return {
    since,
    filter: {
      ...(known && { kind: known.aggregate }),
      ...(system && { system }),
      ...(region && { region }),
    },
    parameters: {
      ...(kind && { kind }),
      ...(system && { system }),
      ...(region && { region }),
      ...(since && { since }),
    },
  };
}

/** Where a later page ends; undefined for the newest event. Throws AddressError. */
export function untilOf(query: Query): bigint | undefined {
  const text = parameter(query, "until");
  if (text === "") return undefined;
  if (!kPosition.test(text)) {
    throw new AddressError(`until is “${text}”, but it must be the position of an event.`);
  }
  return BigInt(text);
}

export interface Since {
  position: bigint;
  /** "event 418,240", "the end of 8 September 2022". */
  words: string;
}

/** The position that stood at a moment. The services refuse what is no moment, or is to come. */
export async function positionOf(request: PageRequest, since: string): Promise<Since> {
  if (kPosition.test(since)) {
    const position = BigInt(since);
    const words = position === 0n ? "the first event" : `event ${formatCount(position)}`;
    return { position, words };
  }
  const asOf = await headAt(request, since);
  const isDate = /^\d{4}-\d\d-\d\d$/.test(since);
  const time = Date.parse(since);
  if (!isDate && Number.isNaN(time)) {
    throw new AddressError(
      `since is “${since}”, but it must be a date such as 2022-07-01 or the position of an event.`,
    );
  }
  const words = isDate ? `the end of ${formatDate(since)}` : formatTimestamp(BigInt(time) * 1000n);
  return { position: asOf?.position ?? 0n, words };
}
