// The record as a whole: which registers there are, how much of each is public, and the newest events.
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import { ClassificationSchema } from "../gen/witan/options/v1/options_pb.js";
import type { TrailEntry, Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, formatCount, formatTimestamp } from "./format.js";
import { kinds } from "./kinds.js";
import type { Kind } from "./kinds.js";
import type { Moment } from "./moment.js";
import type { Page, PageRequest } from "./page.js";
import { wordsOf } from "./words.js";

const kNewest = 20n;

export async function registersPage(request: PageRequest): Promise<Page> {
  const { services, moment, call } = request;
  // The first answer fixes the moment of the others.
  const first = await services.oversight.getOverview({ asAt: moment.asAt() }, call);
  const token = first.asOf?.token;
  const newest = first.asOf?.position ?? 0n;
  const after = newest > kNewest ? newest - kNewest : 0n;
  const asked = { asAt: moment.asAt(token), afterPosition: after, pageSize: Number(kNewest) };
  const [events, rows] = await Promise.all([
    services.oversight.listEvents(asked, call),
    Promise.all(kinds.map((kind) => registerRow(kind, token, request))),
  ]);
  return {
    kind: "page",
    view: "registers",
    title: "The record",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    section: "record",
    asOf: first.asOf,
    model: {
      rows,
      newest: formatCount(newest),
      events: events.items.toReversed().map((entry) => eventRow(entry, moment)),
      count: formatCount(kNewest),
    },
  };
}

async function registerRow(
  kind: Kind,
  token: string | undefined,
  { services, moment, call }: PageRequest,
) {
  const { page } = await kind.list(services, { asAt: moment.asAt(token), pageSize: 1 }, call);
  return [
    { text: capitalised(kind.many), href: moment.link(`/${kind.path}`) },
    { text: kind.question },
    { text: formatCount(page?.total ?? 0n) },
    { text: withheldText(page?.withheld ?? []) },
  ];
}

function withheldText(withheld: readonly Withheld[]): string {
  const parts = withheld
    .filter(({ count }) => count > 0n)
    .map(({ count, ground, classification }) => {
      const why = wordsOf(GroundSchema, ground);
      const readers = wordsOf(ClassificationSchema, classification);
      return `${formatCount(count)}, ${why === "" ? `open to ${readers}` : `ground: ${why}`}`;
    });
  return parts.length === 0 ? "None" : parts.join("; ");
}

function eventRow({ label, position, recordedAtUs }: TrailEntry, moment: Moment) {
  return [
    { text: `Event ${formatCount(position)}`, href: moment.link(`/events/${String(position)}`) },
    { text: label },
    { text: formatTimestamp(recordedAtUs) },
  ];
}
