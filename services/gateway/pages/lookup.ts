// Names of what an answer mentions and does not name: the records that its events refer to are asked
// for, at the moment of the answer, and what may not be shown is called so.
import type { DescMessage, Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { PayloadSchema } from "../gen/witan/event/v1/payload_pb.js";
import { Aggregate, AggregateSchema } from "../gen/witan/options/v1/options_pb.js";
import type { RecordHead, TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import { rulesOf } from "../api/field_rules.js";
import { kinds } from "./kinds.js";
import { namesIn, recordName, recordPath } from "./names.js";
import type { Name, Names } from "./names.js";
import type { Link, PageRequest } from "./page.js";
import { capitalised } from "./format.js";
import { wordsOf } from "./words.js";

/** More than any event of a page refers to; what is beyond is called by its kind. */
const kMostLookups = 40;

/** The names in an answer and those of what its events refer to. `token` is the answer's moment. */
export async function namesOf(
  request: PageRequest,
  desc: DescMessage,
  answer: Message,
  trail: readonly TrailEntry[],
  token: string | undefined,
): Promise<Names> {
  const names = new Map(namesIn(desc, answer));
  const missing = [...referencesIn(trail)].filter(([id]) => !names.has(id));
  const asked = missing.slice(0, kMostLookups);
  const found = await Promise.all(asked.map(([id, kind]) => lookUp(request, id, kind, token)));
  asked.forEach(([id], index) => names.set(id, found[index] ?? { text: "Not public" }));
  for (const [id, kind] of missing.slice(kMostLookups)) names.set(id, unnamed(kind));
  return names;
}

/** Ids that the events hold, with the kind of record that the schema says they name. */
function referencesIn(trail: readonly TrailEntry[]): ReadonlyMap<string, Aggregate> {
  const found = new Map<string, Aggregate>();
  const open = trail.flatMap(({ payload }) => (payload ? [reflect(PayloadSchema, payload)] : []));
  for (let next: ReflectMessage | undefined = open.shift(); next; next = open.shift()) {
    const message = next;
    for (const field of message.fields.filter((each) => message.isSet(each))) {
      const value: unknown = message.get(field);
      const items = field.fieldKind === "list" ? [...(value as Iterable<unknown>)] : [value];
      const kind = rulesOf(field)?.references ?? 0;
      for (const item of items) {
        if (isReflectMessage(item)) open.push(item);
        else if (typeof item === "string" && kind !== 0 && item !== "") found.set(item, kind);
      }
    }
  }
  return found;
}

/** The systems in whose footprint a record lies, each by the name in force. */
export function systemsOf(
  request: PageRequest,
  head: RecordHead | undefined,
  token: string | undefined,
): Promise<Link[]> {
  const codes = (head?.systems ?? []).slice(0, kMostLookups);
  return Promise.all(
    codes.map(async (code) => ({
      text:
        head?.subjects.find(({ odsCode }) => odsCode === code)?.name ??
        (await systemName(request, code, token)),
      href: request.moment.link(`/systems/${code}`),
    })),
  );
}

async function systemName(
  { services, moment, call }: PageRequest,
  code: string,
  token: string | undefined,
): Promise<string> {
  const key = { case: "odsCode", value: code } as const;
  try {
    const asked = { asAt: moment.asAt(token), key };
    const { item } = await services.oversight.getOrganisation(asked, call);
    return item?.head?.title ?? code;
  } catch {
    // Its code is a name too.
    return code;
  }
}

async function lookUp(
  { services, moment, call }: PageRequest,
  id: string,
  aggregate: Aggregate,
  token: string | undefined,
): Promise<Name> {
  const kind = kinds.find((each) => each.aggregate === aggregate);
  if (!kind) return unnamed(aggregate);
  try {
    const asked = { asAt: moment.asAt(token), key: { case: "id", value: id } } as const;
    const { item } = await kind.get(services, asked, call);
    return item?.head && !item.head.stub ? nameOf(item.head) : unnamed(aggregate);
  } catch {
    // Whatever the reason, the page stands without this name.
    return unnamed(aggregate);
  }
}

function nameOf(head: RecordHead): Name {
  const text = recordName(head);
  const path = recordPath(head.kind, head.number);
  return path === undefined ? { text } : { text, path };
}

function unnamed(kind: Aggregate): Name {
  if (kind === Aggregate.PERSON) return { text: "A person, not named in public", isOffice: true };
  return { text: `${capitalised(wordsOf(AggregateSchema, kind)) || "Record"}, not public` };
}
