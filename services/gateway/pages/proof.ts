// The event behind a line: every statement of a page leads to what was recorded.
import { formatCount } from "./format.js";
import type { Moment } from "./moment.js";
import type { Link } from "./page.js";

export function eventLink(position: bigint, moment: Moment): Link | undefined {
  if (position === 0n) return undefined;
  return {
    text: `Event ${formatCount(position)}`,
    href: moment.link(`/events/${String(position)}`),
  };
}

/** One statement of a record with the events that it rests on. */
export interface ProvenRow {
  key: string;
  /** One line each; a line may lead to a record. */
  lines: readonly (Partial<Link> & { text: string })[];
  events: readonly Link[];
}

export function provenRow(
  key: string,
  lines: ProvenRow["lines"],
  positions: readonly (bigint | undefined)[],
  moment: Moment,
): ProvenRow {
  const unique = [...new Set(positions)].filter((position) => position !== undefined);
  const events = unique.map((position) => eventLink(position, moment));
  return { key, lines, events: events.filter((link) => link !== undefined) };
}
