// What an inspection bundle is asked to hold, and how many records that is at one moment.
import type { AsOf, Withheld } from "../gen/witan/oversight/v1/query_pb.js";
import { kinds } from "./kinds.js";
import type { Kind, ListRequest } from "./kinds.js";
import { AddressError, parameter } from "./moment.js";
import type { Query } from "./moment.js";
import type { PageRequest } from "./page.js";

const kAreaCode = /^[A-Z0-9]{2,6}$/;
const kDate = /^\d{4}-\d\d-\d\d$/;
const kToken = /^[A-Za-z0-9+/=_-]{1,200}$/;
/** What a bundle may hold; more is asked for in several. */
export const kMostRecords = 2_000;

export interface AskedBundle {
  system: string;
  from: string;
  to: string;
  /** The registers to take from; never empty. */
  kinds: readonly Kind[];
  /** The moment, as an earlier answer named it; "" for that of the address. */
  token: string;
}

const kParameters: ReadonlySet<string> = new Set([
  ..."system,from,to,at,known_at,effective_at".split(","),
  ...kinds.map(({ path }) => path),
]);

/** Undefined where nothing is asked for yet. Throws AddressError. */
export function askedBundle(query: Query): AskedBundle | undefined {
  const unknown = Object.keys(query).find((name) => !kParameters.has(name));
  if (unknown !== undefined) throw new AddressError(`A bundle takes no parameter “${unknown}”.`);
  const [system = "", from = "", to = "", token = ""] = ["system", "from", "to", "at"].map((name) =>
    parameter(query, name),
  );
  if (system === "") return undefined;
  if (!kAreaCode.test(system)) {
    throw new AddressError(`system is “${system}”, but it must be a code such as QT1.`);
  }
  for (const [name, date] of [["from", from] as const, ["to", to] as const]) {
    if (date !== "" && !kDate.test(date)) {
      throw new AddressError(`${name} is “${date}”, but it must be a date such as 2022-07-01.`);
    }
  }
  if (token !== "" && !kToken.test(token))
    throw new AddressError("at is not the name of a moment.");
  const chosen = kinds.filter(({ path }) => parameter(query, path) !== "");
  return { system, from, to, token, kinds: chosen.length === 0 ? kinds : chosen };
}

/** The bundle as parameters of an address, without its moment. */
export function parametersOf({ system, from, to, kinds: chosen }: AskedBundle) {
  const named = chosen.length === kinds.length ? [] : chosen.map(({ path }) => [path, "yes"]);
  return { system, from, to, ...Object.fromEntries(named) } as Record<string, string>;
}

export function listRequest(
  { system, from, to, token }: AskedBundle,
  { moment }: Pick<PageRequest, "moment">,
  pageSize: number,
): ListRequest {
  return { asAt: moment.asAt(token), filter: { system, from, to }, pageSize, ascending: true };
}

/** What a register gives to the bundle. */
export interface Part {
  kind: Kind;
  total: bigint;
  withheld: readonly Withheld[];
}

export interface Extent {
  asOf: AsOf | undefined;
  parts: readonly Part[];
  total: bigint;
}

/** How much it is, counted at one moment, which `asked` then names. */
export async function extentOf(
  request: Pick<PageRequest, "services" | "moment" | "call">,
  asked: AskedBundle,
): Promise<Extent & { asked: AskedBundle }> {
  const { services, moment, call } = request;
  const [first, ...others] = asked.kinds;
  if (!first) throw new AddressError("A bundle holds at least one register.");
  const count = async (kind: Kind, token: string) => {
    const { page } = await kind.list(
      services,
      listRequest({ ...asked, token }, { moment }, 1),
      call,
    );
    return { kind, page };
  };
  const opening = await count(first, asked.token);
  const asOf = opening.page?.asOf;
  const token = asOf?.token ?? "";
  const rest = await Promise.all(others.map((kind) => count(kind, token)));
  const parts = [opening, ...rest].map(({ kind, page }) => ({
    kind,
    total: page?.total ?? 0n,
    withheld: page?.withheld ?? [],
  }));
  const total = parts.reduce((sum, part) => sum + part.total, 0n);
  return { asOf, parts, total, asked: { ...asked, token } };
}
