// Who and what the ids in an answer are: an answer names most of what it mentions, somewhere.
import type { Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import type { DescMessage } from "@bufbuild/protobuf";
import { MemberRoleSchema } from "../gen/witan/body/v1/body_pb.js";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { MemberSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { NamedSchema, RecordHeadSchema } from "../gen/witan/oversight/v1/query_pb.js";
import type { Member } from "../gen/witan/oversight/v1/oversight_pb.js";
import type { Named, RecordHead } from "../gen/witan/oversight/v1/query_pb.js";

import { capitalised, formatDate } from "./format.js";
import { wordsOf } from "./words.js";

export interface Name {
  text: string;
  /** The page of the record, where it has one; without the moment. */
  path?: string;
  /** The office of a person whose name is not public. */
  isOffice?: boolean;
}

export type Names = ReadonlyMap<string, Name>;

/** The address of a record's page, for the kinds that have one. */
export function recordPath(kind: Aggregate, number: bigint): string | undefined {
  if (number === 0n) return undefined;
  const path = kPaths[kind];
  return path === undefined ? undefined : `/${path}/${String(number)}`;
}

// Persons and mandates have no page: their names are not public.
const kPaths: Partial<Record<Aggregate, string>> = {
  [Aggregate.ACTION]: "actions",
  [Aggregate.ACTIVITY]: "involvement",
  [Aggregate.BODY]: "bodies",
  [Aggregate.CONCERN]: "concerns",
  [Aggregate.CQC_RECORD]: "cqc-records",
  [Aggregate.DECISION]: "decisions",
  [Aggregate.DELEGATION]: "delegations",
  [Aggregate.DISSENT]: "dissents",
  [Aggregate.INTEREST]: "interests",
  [Aggregate.MEETING]: "meetings",
  [Aggregate.ORGANISATION]: "organisations",
  [Aggregate.RECOVERY]: "recoveries",
  [Aggregate.REGULATORY_ACTION]: "regulatory-actions",
  [Aggregate.REQUEST]: "requests",
  [Aggregate.SCHEME]: "schemes",
  [Aggregate.SEGMENT]: "segments",
  [Aggregate.TOPIC]: "topics",
};

/** What a record is called where it is named in passing. */
export function recordName({ kind, title, occurred }: RecordHead): string {
  if (kind !== Aggregate.MEETING || title === "") return title;
  return `Meeting of ${title}, ${formatDate(occurred)}`;
}

/** A member's office, or the role where none is stated. */
export function officeOf({ office, role }: Member): string {
  return office || wordsOf(MemberRoleSchema, role);
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
      const member = item.message as Member;
      const office = { text: capitalised(officeOf(member)), isOffice: true };
      add(names, member.personId, member.name === "" ? office : { text: member.name });
      return;
    }
    case RecordHeadSchema.typeName: {
      const head = item.message as RecordHead;
      const text = recordName(head);
      const path = recordPath(head.kind, head.number);
      add(names, head.id, path === undefined ? { text } : { text, path });
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

/** The place in a board's name, which is what a reader looks for: its page has the whole name. */
export function placeOf(name: string): string {
  return /^NHS (.+) Integrated Care Board$/.exec(name)?.[1] ?? name;
}
