// The address of a record is its number, the position of the event that opened it. An address with an
// id leads there.
import type { RecordHead } from "../gen/witan/oversight/v1/query_pb.js";
import type { Kind } from "./kinds.js";
import { NotFoundError, orNotFound } from "./page.js";
import type { Moved, PageRequest } from "./page.js";

const kUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kNumber = /^[1-9][0-9]{0,17}$/;

export type RecordKey = { case: "number"; value: bigint } | { case: "id"; value: string };

interface Answer {
  item?: { head?: RecordHead | undefined } | undefined;
}

type Found<A> = { answer: A; moved?: undefined } | { answer?: undefined; moved: Moved };

/** Asks for the record that the address names. Throws NotFoundError. */
export async function recordRequest<A extends Answer>(
  { key, moment }: PageRequest,
  { path, one }: Pick<Kind, "path" | "one">,
  get: (key: RecordKey) => Promise<A>,
): Promise<Found<A>> {
  const nothing = `There is no ${one} ${key} to be shown at this moment.`;
  const recordKey = keyOf(key, one);
  const answer = await orNotFound(get(recordKey), nothing);
  const head = answer.item?.head;
  if (!head) throw new NotFoundError(nothing);
  if (recordKey.case === "number") return { answer };
  return { moved: { kind: "moved", href: moment.link(`/${path}/${String(head.number)}`) } };
}

function keyOf(key: string, one: string): RecordKey {
  if (kNumber.test(key)) return { case: "number", value: BigInt(key) };
  if (kUuid.test(key)) return { case: "id", value: key };
  throw new NotFoundError(`“${key}” is not the number of a ${one}.`);
}
