// Who and what the ids in an answer are: an answer names most of what it mentions, somewhere.
import type { Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { DescMessage } from "@bufbuild/protobuf";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { MemberSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { NamedSchema, RecordHeadSchema } from "../gen/witan/oversight/v1/query_pb.js";
import type { Member } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Named, RecordHead } from "../gen/witan/oversight/v1/query_pb.js";

export interface Name {
  text: string;
  /** The page of the record, where it has one; without the moment. */
  path?: string;
}

export type Names = ReadonlyMap<string, Name>;

/** The address of a record's page, for the kinds that have one. */
export function recordPath(kind: Aggregate, number: bigint): string | undefined {
  if (number === 0n) return undefined;
  if (kind === Aggregate.DECISION) return `/decisions/${String(number)}`;
  if (kind === Aggregate.ACTIVITY) return `/involvement/${String(number)}`;
  return undefined;
}

/** Collects the names that stand in an answer, by id. */
export function namesIn(desc: DescMessage, answer: Message): Names {
  const names = new Map<string, Name>();
  // The answer's messages, breadth first: no recursion, however deep they nest.
  const open: ReflectMessage[] = [reflect(desc, answer)];
  for (let next = open.shift(); next; next = open.shift()) {
    note(names, next);
    for (const field of next.fields) {
      if (!next.isSet(field)) continue;
      if (field.fieldKind === "message") open.push(next.get(field));
      if (field.fieldKind !== "list") continue;
      for (const item of next.get(field)) if (isReflectMessage(item)) open.push(item);
    }
  }
  return names;
}

function note(names: Map<string, Name>, item: ReflectMessage): void {
  switch (item.desc.typeName) {
    case NamedSchema.typeName: {
      const { id, name } = item.message as Named;
      add(names, id, { text: name });
      return;
    }
    case MemberSchema.typeName: {
      const { personId, name } = item.message as Member;
      add(names, personId, { text: name });
      return;
    }
    case RecordHeadSchema.typeName: {
      const { id, title, kind, number } = item.message as RecordHead;
      const path = recordPath(kind, number);
      add(names, id, path === undefined ? { text: title } : { text: title, path });
      return;
    }
    default:
  }
}

/** A name with a page wins over one without. */
function add(names: Map<string, Name>, id: string, name: Name): void {
  if (id === "" || name.text === "") return;
  if (!names.has(id) || name.path !== undefined) names.set(id, name);
}
