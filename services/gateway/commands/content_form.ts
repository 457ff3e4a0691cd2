// The content of any event as a form, by its descriptor: each value that a person can write anew is a
// field; what names other records stays as it is.
import { toJson } from "@bufbuild/protobuf";
import type { DescEnum, DescField, DescMessage, JsonObject, Message } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { ScalarType } from "@bufbuild/protobuf";
import { MoneySchema, TextSchema, ValueSchema } from "../gen/witan/common/v1/common_pb.js";
import type { Money, Text } from "../gen/witan/common/v1/common_pb.js";
import { Format } from "../gen/witan/options/v1/options_pb.js";
import { rulesOf } from "../api/field_rules.js";
import { fieldName, singular } from "../pages/facts.js";
import type { Names } from "../pages/names.js";
import type { Answers } from "../signin/store.js";
import { linesOf, penceOf, poundsOf } from "./answers.js";
import { optionsOf } from "./fields.js";
import type { Field } from "./journey.js";

/** What stands beyond is not asked for, and stays as it is. */
const kMostFields = 200;
const kDeepest = 4;
const kLongLine = 500;

/** A value that can be written anew: its field, what it says now, and how an answer changes the content. */
interface Leaf {
  field: Field;
  answer: string;
  write: (answer: string) => void;
}

export interface ContentForm {
  fields: Field[];
  given: Answers;
  /** The content as the answers have it, in the JSON form of the schema. */
  contentOf: (answers: Answers) => JsonObject;
}

export function contentForm(desc: DescMessage, content: Message, names: Names): ContentForm {
  const leaves = () => {
    const json = toJson(desc, content) as JsonObject;
    const found = leavesOf(
      reflect(desc, content),
      json,
      { path: "is", fills: "content", about: "" },
      names,
    );
    return { json, found: found.slice(0, kMostFields) };
  };
  const { found } = leaves();
  return {
    fields: found.map(({ field }) => field),
    given: Object.fromEntries(found.map(({ field, answer }) => [field.name, answer])),
    contentOf: (answers) => {
      const { json, found: fresh } = leaves();
      for (const { field, write } of fresh) write(answers[field.name] ?? "");
      return json;
    },
  };
}

interface Place {
  /** The name of the answer so far: "is-8-0". */
  path: string;
  /** The part of the command: "content.options[0]". */
  fills: string;
  /** What it is part of, in words: "Option 1". */
  about: string;
}

function leavesOf(
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
  names: Names,
  depth = 0,
): Leaf[] {
  if (depth > kDeepest) return [];
  return message.fields.flatMap((field) => {
    const place = {
      path: `${at.path}-${field.number}`,
      fills: `${at.fills}.${field.name}`,
      about: at.about === "" ? fieldName(field) : `${at.about}: ${fieldName(field).toLowerCase()}`,
    };
    const own = leafOf(field, message, json, place);
    if (own) return own;
    if (field.fieldKind === "message") {
      if (!message.isSet(field)) return [];
      return leavesOf(message.get(field), part(json, field), place, names, depth + 1);
    }
    if (field.fieldKind !== "list" || field.listKind !== "message") return [];
    const items = [...(message.get(field) as Iterable<ReflectMessage>)];
    const parts = json[field.jsonName] as JsonObject[] | undefined;
    return items.flatMap((item, index) => {
      const about = `${singular(fieldName(field))} ${index + 1}${nameIn(item, names)}`;
      const element = { path: `${place.path}-${index}`, fills: `${place.fills}[${index}]`, about };
      return leavesOf(item, parts?.[index] ?? {}, element, names, depth + 1);
    });
  });
}

/** " (Director of finance)", where an element says whom or what it is about. */
function nameIn(item: ReflectMessage, names: Names): string {
  for (const field of item.fields) {
    if (!isId(field) || field.fieldKind !== "scalar") continue;
    const name = names.get(String(item.get(field)));
    if (name) return ` (${name.text})`;
  }
  return "";
}

function part(json: JsonObject, field: DescField): JsonObject {
  return (json[field.jsonName] ?? {}) as JsonObject;
}

function isId(field: DescField): boolean {
  const format = rulesOf(field)?.format;
  return format === Format.UUID || format === Format.SHA256;
}

/** The leaves of a field that is a value; none where it stays; undefined where it has parts. */
function leafOf(
  field: DescField,
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
): Leaf[] | undefined {
  if (isId(field) || field.fieldKind === "map") return [];
  switch (field.fieldKind) {
    case "scalar":
      return scalarLeaf(field, message.get(field), json, at);
    case "enum":
      return [enumLeaf(field, field.enum, message.get(field), json, at)];
    case "list":
      return listLeaf(field, [...(message.get(field) as Iterable<unknown>)], json, at);
    case "message":
      return messageLeaf(field, message, json, at);
  }
}

function leaf(
  field: DescField,
  json: JsonObject,
  at: Place,
  kind: Field["kind"],
  answer: string,
): Leaf {
  const required = rulesOf(field)?.required === true && kind !== "tick";
  return {
    field: {
      name: at.path,
      label: at.about,
      kind,
      fills: at.fills,
      ...(required && { missing: `${at.about} is needed` }),
    },
    answer,
    write: (text) => {
      json[field.jsonName] = text;
    },
  };
}

function scalarLeaf(
  field: DescField & { fieldKind: "scalar" },
  value: unknown,
  json: JsonObject,
  at: Place,
): Leaf[] {
  const text = String(value);
  switch (field.scalar) {
    case ScalarType.STRING:
      return [leaf(field, json, at, textKind(field), text)];
    case ScalarType.BOOL: {
      const tick = leaf(field, json, at, "tick", value === true ? "yes" : "");
      return [
        {
          ...tick,
          write: (answer) => {
            json[field.jsonName] = answer === "yes";
          },
        },
      ];
    }
    case ScalarType.BYTES:
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return [];
    default: {
      const number = leaf(field, json, at, "number", text);
      return [
        {
          ...number,
          write: (answer) => {
            json[field.jsonName] = answer === "" ? "0" : answer;
          },
        },
      ];
    }
  }
}

function textKind(field: DescField): Field["kind"] {
  const stated = rulesOf(field);
  if (stated?.format === Format.DATE) return "date";
  if (stated?.format === Format.TIME) return "time";
  const isShort = stated?.format !== Format.UNSPECIFIED && stated !== undefined;
  const longest = stated?.maxLength ?? 0;
  return isShort || (longest > 0 && longest <= kLongLine) ? "line" : "text";
}

function enumLeaf(
  field: DescField,
  desc: DescEnum,
  value: unknown,
  json: JsonObject,
  at: Place,
): Leaf {
  const answer = value === 0 ? "" : (desc.value[Number(value)]?.name ?? "");
  const own = leaf(field, json, at, "pick", answer);
  const none = { value: "", text: "Not stated" };
  const options = own.field.missing === undefined ? [none, ...optionsOf(desc)] : optionsOf(desc);
  return {
    ...own,
    field: { ...own.field, options },
    write: (text) => {
      if (text === "") Reflect.deleteProperty(json, field.jsonName);
      else json[field.jsonName] = text;
    },
  };
}

function listLeaf(
  field: DescField & { fieldKind: "list" },
  values: readonly unknown[],
  json: JsonObject,
  at: Place,
): Leaf[] | undefined {
  const lines = (text: string) => {
    json[field.jsonName] = linesOf(text);
  };
  if (field.listKind === "enum") {
    const desc = field.enum;
    const answer = values.map((value) => desc.value[Number(value)]?.name ?? "").join("\n");
    const own = leaf(field, json, at, "several", answer);
    return [{ ...own, field: { ...own.field, options: optionsOf(desc) }, write: lines }];
  }
  if (field.listKind !== "scalar") return undefined;
  if (field.scalar !== ScalarType.STRING) return [];
  const own = leaf(field, json, at, "text", values.map(String).join("\n"));
  return [{ ...own, field: { ...own.field, hint: "One on each line" }, write: lines }];
}

function messageLeaf(
  field: DescField & { fieldKind: "message" },
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
): Leaf[] | undefined {
  switch (field.message.typeName) {
    case MoneySchema.typeName:
      return [moneyLeaf(field, message, json, at)];
    case ValueSchema.typeName:
      return valueLeaves(field, message, json, at);
    case TextSchema.typeName:
      return [textLeaf(field, message, json, at)];
    default:
      return undefined;
  }
}

function moneyLeaf(
  field: DescField & { fieldKind: "message" },
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
): Leaf {
  const money = message.isSet(field) ? (message.get(field).message as Money) : undefined;
  return {
    ...leaf(field, json, at, "pounds", money ? poundsOf(money) : ""),
    write: (text) => {
      const pence = text === "" ? undefined : penceOf(text);
      if (pence === undefined) Reflect.deleteProperty(json, field.jsonName);
      else json[field.jsonName] = { pence: String(pence) };
    },
  };
}

/** A value that is not stated can be stated: its parts are asked for in any case. */
function valueLeaves(
  field: DescField & { fieldKind: "message" },
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
): Leaf[] {
  const value = message.get(field);
  const parts: JsonObject = { ...part(json, field) };
  return value.fields.flatMap((each) => {
    if (each.fieldKind !== "message") return [];
    const own = moneyLeaf(each, value, parts, {
      path: `${at.path}-${each.number}`,
      fills: at.fills,
      about: `${at.about} (${each.name})`,
    });
    const write = (answer: string) => {
      own.write(answer);
      if (Object.keys(parts).length === 0) Reflect.deleteProperty(json, field.jsonName);
      else json[field.jsonName] = parts;
    };
    return [{ ...own, write }];
  });
}

function textLeaf(
  field: DescField & { fieldKind: "message" },
  message: ReflectMessage,
  json: JsonObject,
  at: Place,
): Leaf {
  const { form, retention } = message.get(field).message as Text;
  const own = leaf(field, json, at, "text", form.case === "plain" ? form.value : "");
  return {
    ...own,
    write: (text) => {
      json[field.jsonName] = { plain: text, retention };
    },
  };
}
