// Does everybody read the same? For every reader the chain of hashes up to the newest event that they
// may see; for operators the digests of the tables that all answers come from.
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import type { GetDigestResponse } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Named, TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { kPageDeadlineMs } from "../backend/services.js";
import type { Services } from "../backend/services.js";
import { formatCount } from "./format.js";
import { AddressError, parameter } from "./moment.js";
import type { Moment, Query } from "./moment.js";
import type { Page, PageMaker, PageRequest } from "./page.js";

const kTitle = "Does everybody read the same?";
const kPositionsBack = [100n, 10_000n] as const;
const kDigestBytes = 32;

/** `publicly` asks as the public: names of systems for operators, who read no records. */
export function reconcilePage(publicly: Services): PageMaker {
  return (request) =>
    request.account?.roles.includes(Role.OPERATOR) === true
      ? digestsPage(request, publicly)
      : chainPage(request);
}

function frame(moment: Moment): Pick<Page, "kind" | "view" | "title" | "crumbs" | "section"> {
  const crumbs = [
    { text: "Home", href: moment.link("/") },
    { text: "The record", href: moment.link("/record") },
  ];
  return { kind: "page", view: "reconcile", title: kTitle, crumbs, section: "record" };
}

async function chainPage(request: PageRequest): Promise<Page> {
  const { moment } = request;
  const { asOf, newest } = await newestEvent(request);
  const chain = newest && [
    { key: "Position", text: formatCount(newest.position), href: eventHref(newest, moment) },
    { key: "Hash of this event", text: newest.hash },
    { key: "Hash of the event before", text: newest.previousHash },
  ];
  return { ...frame(moment), asOf, model: { chain, digests: undefined } };
}

function eventHref({ position }: TrailEntry, moment: Moment): string {
  return moment.link(`/events/${String(position)}`);
}

/** The newest event of the moment that this reader may see. */
async function newestEvent({ services, moment, call }: PageRequest) {
  const ask = (afterPosition: bigint, token?: string) =>
    services.oversight.listEvents({ asAt: moment.asAt(token), afterPosition, pageSize: 500 }, call);
  const { asOf } = await ask(1n << 62n);
  const head = asOf?.position ?? 0n;
  for (const back of kPositionsBack) {
    const found = await ask(head > back ? head - back : 0n, asOf?.token);
    const newest = found.items.at(-1);
    if (newest) return { asOf, newest };
  }
  return { asOf, newest: undefined };
}

async function digestsPage(request: PageRequest, publicly: Services): Promise<Page> {
  const { services, moment, query, call } = request;
  const [answer, systems] = await Promise.all([
    services.oversight.getDigest({ position: positionIn(query) }, call),
    systemsOf(publicly),
  ]);
  const system = parameter(query, "system");
  const chosen = systems.find(({ odsCode }) => odsCode === system);
  if (system !== "" && !chosen) {
    throw new AddressError(`system is “${system}”, but there is no system with that code.`);
  }
  const digests = {
    position: formatCount(answer.asOf?.position ?? 0n),
    total: answer.total,
    name: chosen?.name ?? "",
    heads: chosen ? ["Table", "Rows", "Digest"] : ["System", "Rows", "Digest"],
    rows: chosen ? tableRows(answer, chosen) : systemRows(answer, systems, moment),
  };
  // An operator reads no records: the way back is home.
  const crumbs = frame(moment).crumbs.slice(0, 1);
  return { ...frame(moment), crumbs, model: { chain: undefined, digests } };
}

function positionIn(query: Query): bigint {
  const text = parameter(query, "position");
  if (/^(?:|0|[1-9][0-9]{0,17})$/.test(text)) return BigInt(text);
  throw new AddressError(`position is “${text}”, but it must be a number.`);
}

/** The systems of today, by name. */
async function systemsOf({ oversight }: Services): Promise<Named[]> {
  const { systems } = await oversight.getOverview({}, { timeoutMs: kPageDeadlineMs });
  return systems.flatMap(({ system }) => system ?? []);
}

function systemRows(answer: GetDigestResponse, all: readonly Named[], moment: Moment) {
  return all.map(({ id, name, odsCode }) => {
    const own = answer.digests.filter(({ subjectId }) => subjectId === id);
    const rows = own.reduce((sum, each) => sum + each.rows, 0n);
    return [
      { text: name, href: moment.link("/record/reconcile", { system: odsCode }) },
      { text: formatCount(rows) },
      { text: sumOf(own.map(({ sum }) => sum)), isCode: true },
    ];
  });
}

function tableRows(answer: GetDigestResponse, { id }: Named) {
  return answer.digests
    .filter(({ subjectId }) => subjectId === id)
    .map(({ table, rows, sum }) => [
      { text: table },
      { text: formatCount(rows) },
      { text: sum, isCode: true },
    ]);
}

/** The sum modulo 2^256 of digests in hexadecimal, least significant byte first, as the services add. */
export function sumOf(digests: readonly string[]): string {
  const total = Buffer.alloc(kDigestBytes);
  for (const digest of digests) {
    let carry = 0;
    for (const [index, byte] of Buffer.from(digest, "hex").entries()) {
      carry += (total[index] ?? 0) + byte;
      total[index] = carry & 0xff;
      carry >>= 8;
    }
  }
  return total.toString("hex");
}
