// The reference of the API, made from the schema: each service on a page, each call with what it takes
// and answers, in the words of the schema itself.
import type { DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { commentOf } from "../api/comments.js";
import { rulesOf } from "../api/field_rules.js";
import { isCommand } from "../api/schema.js";
import type { Schema } from "../api/schema.js";
import { kinds } from "./kinds.js";
import { NotFoundError } from "./page.js";
import type { Page, PageMaker } from "./page.js";

/** A part of a comment: what is written for machines stands apart. */
interface Part {
  text: string;
  isCode: boolean;
}

const kForMachines =
  /(`[^`]+`|\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b|\b\d{4}-\d{2}-\d{2}\S*|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[a-z]+(?:_[a-z0-9]+)+\b)/;

export function apiPage(schema: Schema, origin: string, hasSignIn: boolean): PageMaker {
  const services = schema.services.map((service) => ({
    name: service.typeName,
    href: `/api/${service.typeName}`,
    comment: partsOf(commentOf(service)),
    calls: service.methods.length,
  }));
  return ({ moment }) =>
    Promise.resolve<Page>({
      kind: "page",
      view: "api",
      title: "The API",
      crumbs: [{ text: "Home", href: moment.link("/") }],
      model: { services, origin, hasSignIn },
    });
}

export function servicePage(schema: Schema): PageMaker {
  return ({ moment, key }) => {
    const service = schema.services.find(({ typeName }) => typeName === key);
    if (!service) throw new NotFoundError(`There is no service “${key}” in the API.`);
    return Promise.resolve<Page>({
      kind: "page",
      view: "api_service",
      title: service.name,
      caption: "The API",
      crumbs: [
        { text: "Home", href: moment.link("/") },
        { text: "The API", href: moment.link("/api") },
      ],
      model: {
        comment: partsOf(commentOf(service)),
        calls: service.methods.map(callView),
        messages: messagesFrom(service.methods.flatMap(({ input, output }) => [input, output])),
      },
    });
  };
}

/** What the records of a file of open data hold: the columns of its CSV, the fields of its JSON. */
export function fieldsPage({ registry }: Schema): PageMaker {
  return ({ moment, key }) => {
    const kind = kinds.find(({ path }) => path === key);
    if (!kind) throw new NotFoundError(`There is no open data of “${key}”.`);
    // The schema of the build has the comments, which the generated code has not.
    const message = registry.getMessage(kind.item.typeName) ?? kind.item;
    return Promise.resolve<Page>({
      kind: "page",
      view: "data_fields",
      title: `What a record holds: ${kind.one}`,
      caption: "Open data",
      crumbs: [
        { text: "Home", href: moment.link("/") },
        { text: "Open data", href: moment.link("/data") },
      ],
      model: {
        schemaHref: `/data/${kind.path}.schema.json`,
        columns: kind.columns.map(({ field, name }) => ({ field, name })),
        messages: messagesFrom([message]),
      },
    });
  };
}

function callView(method: DescMethod) {
  return {
    name: method.name,
    path: `/${method.parent.typeName}/${method.name}`,
    comment: partsOf(commentOf(method)),
    isCommand: isCommand(method),
    isStream: method.methodKind !== "unary",
    takes: linkTo(method.input),
    answers: linkTo(method.output),
  };
}

function messageView(message: DescMessage) {
  return {
    name: message.typeName,
    id: idOf(message),
    comment: partsOf(commentOf(message)),
    fields: message.fields.map(fieldView),
  };
}

function fieldView(field: DescField) {
  const type = field.message ?? field.enum;
  const stated = rulesOf(field);
  return {
    name: field.jsonName,
    type: type?.typeName ?? kScalars[field.scalar ?? 0] ?? "text",
    values: (field.enum?.values ?? []).map(({ name }) => name),
    href: field.message ? `#${idOf(field.message)}` : "",
    isList: field.fieldKind === "list",
    isRequired: stated?.required === true,
    comment: partsOf(commentOf(field)),
  };
}

// Numbers of FieldDescriptorProto.Type.
const kScalars: Readonly<Record<number, string>> = {
  3: "whole number, as a text",
  4: "whole number, as a text",
  5: "whole number",
  8: "true or false",
  12: "bytes, in base64",
  13: "whole number",
};

const linkTo = (message: DescMessage) => ({ text: message.typeName, href: `#${idOf(message)}` });
const idOf = ({ typeName }: DescMessage) => typeName.replaceAll(".", "-");

/** These messages and every one that they hold, each once, in the order in which they are met. */
function messagesFrom(first: readonly DescMessage[]) {
  const found = new Map<string, DescMessage>();
  const open = [...first];
  for (let message = open.shift(); message; message = open.shift()) {
    if (found.has(message.typeName)) continue;
    found.set(message.typeName, message);
    for (const field of message.fields) if (field.message) open.push(field.message);
  }
  return [...found.values()].map(messageView);
}

function partsOf(comment: string): Part[] {
  return comment
    .split(kForMachines)
    .filter((text) => text !== "")
    .map((text) => ({
      text: text.replace(/^`(.*)`$/, "$1"),
      isCode: kForMachines.test(text),
    }));
}
