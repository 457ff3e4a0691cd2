// What is withheld from this reader, register by register: ground, kind, count and who may see it. What
// a ground forbids to count is not here at all: the services do not say it.
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import { ClassificationSchema } from "../gen/witan/options/v1/options_pb.js";
import type { Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import { capitalised, counted, formatCount } from "./format.js";
import { kinds } from "./kinds.js";
import type { Kind } from "./kinds.js";
import type { Moment } from "./moment.js";
import type { Page, PageRequest } from "./page.js";
import { wordsOf } from "./words.js";

export async function withheldPage(request: PageRequest): Promise<Page> {
  const { services, moment, call } = request;
  const [first, ...others] = kinds;
  if (!first) throw new Error("there are no kinds of record");
  // The first answer fixes the moment of the others.
  const list = (kind: Kind, token?: string) =>
    kind.list(services, { asAt: moment.asAt(token), pageSize: 1 }, call);
  const { page } = await list(first);
  const pages = await Promise.all(others.map((kind) => list(kind, page?.asOf?.token)));
  const all = [page, ...pages.map((answer) => answer.page)];
  const found = kinds.flatMap((kind, index) =>
    (all[index]?.withheld ?? []).filter(({ count }) => count > 0n).map((each) => ({ kind, each })),
  );
  const total = found.reduce((sum, { each }) => sum + each.count, 0n);
  return {
    kind: "page",
    view: "withheld",
    title: "What is withheld from you",
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "The record", href: moment.link("/record") },
    ],
    section: "record",
    asOf: page?.asOf,
    model: {
      total: capitalised(counted(total, "record")),
      rows: found
        .toSorted((a, b) => groundOf(a.each).localeCompare(groundOf(b.each)))
        .map(({ kind, each }) => row(kind, each, moment)),
    },
  };
}

function groundOf({ ground }: Withheld): string {
  return capitalised(wordsOf(GroundSchema, ground)) || "None stated";
}

function row(kind: Kind, withheld: Withheld, moment: Moment) {
  const readers = wordsOf(ClassificationSchema, withheld.classification);
  return [
    { text: groundOf(withheld) },
    { text: capitalised(kind.many), href: moment.link(`/${kind.path}`) },
    { text: formatCount(withheld.count) },
    { text: capitalised(readers) || "Not stated" },
  ];
}
