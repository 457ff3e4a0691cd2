// Any message of the schema as a list of named facts, by its descriptor: the content of every kind of
// event can be shown without code of its own.
import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import { isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { MoneySchema, TextSchema } from "../gen/witan/common/v1/common_pb.js";
import type { Money, Text } from "../gen/witan/common/v1/common_pb.js";
import { Format } from "../gen/witan/options/v1/options_pb.js";
import { rulesOf } from "../api/field_rules.js";
import { capitalised, formatCount, formatDate, formatMoney, formatTime } from "./format.js";
import { NamedSchema } from "../gen/witan/oversight/v1/query_pb.js";
import type { Named } from "../gen/witan/oversight/v1/query_pb.js";
import type { Names } from "./names.js";
import { wordsOf } from "./words.js";

export interface Fact {
  name: string;
  /** The value, or what it consists of. */
  text?: string;
  /** The page of what the value names; without the moment. */
  path?: string;
  facts?: Fact[];
}

const kDate = /^\d{4}-\d{2}-\d{2}$/;
const kCode = /^[A-Z]+(?:_[A-Z]+)+$/;

/** What is nested deeper is not shown; no event of the schema goes as deep. */
const kDeepest = 6;

export function factsOf(desc: DescMessage, message: Message, names: Names): Fact[] {
  return messageFacts(reflect(desc, message), names, 0);
}

function messageFacts(message: ReflectMessage, names: Names, depth: number): Fact[] {
  if (depth > kDeepest) return [];
  return message.fields
    .filter((field) => message.isSet(field))
    .flatMap((field) => fieldFacts(field, message.get(field), names, depth));
}

function fieldFacts(field: DescField, value: unknown, names: Names, depth: number): Fact[] {
  const name = fieldName(field);
  if (field.fieldKind !== "list") return [oneFact(name, field, value, names, depth)];
  const items = [...(value as Iterable<unknown>)];
  return items.map((item, index) =>
    oneFact(
      items.length === 1 ? name : `${singular(name)} ${index + 1}`,
      field,
      item,
      names,
      depth,
    ),
  );
}

/** "Options" as "Option", "Bodies" as "Body": one of several. */
export function singular(name: string): string {
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  return name.endsWith("s") && !name.endsWith("ss") ? name.slice(0, -1) : name;
}

/** "meets_in_public" as "Meets in public"; an id is named by what it identifies. */
export function fieldName(field: DescField): string {
  const words = field.name.replace(/_ids?$/, "").replaceAll("_", " ");
  return capitalised(words.replace(/\b(?:ods|cqc|icb|ics)\b/g, (short) => short.toUpperCase()));
}

function oneFact(
  name: string,
  field: DescField,
  value: unknown,
  names: Names,
  depth: number,
): Fact {
  if (isReflectMessage(value)) return messageFact(name, value, names, depth);
  const enumeration = field.fieldKind === "enum" || field.fieldKind === "list" ? field.enum : null;
  if (enumeration && typeof value === "number") {
    return { name, text: capitalised(wordsOf(enumeration, value)) };
  }
  return { name, ...scalar(field, value, names) };
}

function messageFact(name: string, value: ReflectMessage, names: Names, depth: number): Fact {
  switch (value.desc.typeName) {
    case TextSchema.typeName:
      return { name, text: textOf(value.message as Text) };
    case MoneySchema.typeName:
      return { name, text: formatMoney(value.message as Money) };
    case NamedSchema.typeName:
      return { name, ...namedFact(value.message as Named, names) };
    default:
      return { name, facts: messageFacts(value, names, depth + 1) };
  }
}

/** An organisation or body by its name; one with a code of the register has a page. */
function namedFact({ id, name, odsCode, number }: Named, names: Names) {
  const path = names.get(id)?.path ?? (odsCode === "" ? "" : `/organisations/${String(number)}`);
  const text = name === "" ? "Not known" : name;
  return path === "" ? { text } : { text, path };
}

/** A text as it may be read: in the clear, closed to this reader, or gone. */
export function textOf(text: Text | undefined): string {
  switch (text?.form.case) {
    case "plain":
      return text.form.value;
    case "sealed":
      return "Withheld: personal details";
    case "erased":
      return "Erased";
    case undefined:
      return "Not known";
  }
}

/** AMBULANCE_COMMISSIONING as "Ambulance commissioning"; a code that is no words stays. */
function codeWords(code: string): string {
  const isWords = /^[A-Z]+(_[A-Z]+)*$/.test(code) && code.length > 4;
  return isWords ? capitalised(code.toLowerCase().replaceAll("_", " ")) : code;
}

function scalar(field: DescField, value: unknown, names: Names): Pick<Fact, "text" | "path"> {
  if (typeof value === "boolean") return { text: value ? "Yes" : "No" };
  if (typeof value === "bigint" || typeof value === "number") return { text: formatCount(value) };
  if (value instanceof Uint8Array) return { text: Buffer.from(value).toString("hex") };
  const text = String(value);
  const name = names.get(text);
  if (name) return name.path === undefined ? { text: name.text } : { ...name };
  const format = rulesOf(field)?.format ?? Format.UNSPECIFIED;
  // The views of the queries are not annotated; a text that is a date is one.
  if (format === Format.DATE || kDate.test(text)) return { text: formatDate(text) };
  if (format === Format.CODE || kCode.test(text)) return { text: codeWords(text) };
  return { text: format === Format.TIME ? formatTime(text) : text };
}
