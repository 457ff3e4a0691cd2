// The API as an OpenAPI 3.1 document, made from the descriptors: each call, each message as JSON
// writes it, each rule that the schema states of a field.
import { ScalarType } from "@bufbuild/protobuf";
import type { DescEnum, DescField, DescMessage, DescMethod } from "@bufbuild/protobuf";
import { Format } from "../gen/witan/options/v1/options_pb.js";
import type { FieldRules } from "../gen/witan/options/v1/options_pb.js";
import { commentOf } from "./comments.js";
import { rulesOf } from "./field_rules.js";
import { isCommand } from "./schema.js";
import type { Schema } from "./schema.js";

type Json = string | number | boolean | Json[] | { [name: string]: Json };
type JsonObject = Record<string, Json>;

const kSecurity: Json = [{}, { bearer: [] }];
const kSecurityOfCommands: Json = [{ bearer: [] }];

/** `origin` is where the API is reached. */
export function openApiOf(schema: Schema, origin: string): JsonObject {
  const messages = new Map<string, DescMessage | DescEnum>();
  const paths: JsonObject = {};
  for (const service of schema.services) {
    for (const method of service.methods.filter(isOverHttp)) {
      collect(method.input, messages);
      collect(method.output, messages);
      paths[`/${service.typeName}/${method.name}`] = { post: operation(method) };
    }
  }
  const schemas: JsonObject = { Error: kError };
  for (const [name, desc] of [...messages].sort(([a], [b]) => a.localeCompare(b))) {
    schemas[name] = desc.kind === "enum" ? enumSchema(desc) : messageSchema(desc);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Witan",
      version: "1",
      description:
        "Each call is a POST whose body is the request in JSON (the Connect protocol; gRPC and " +
        "gRPC-Web are spoken at the same addresses). Without a token it is answered as to the " +
        "public. A call whose answer is a stream sends and gets messages in Connect's envelopes: one " +
        "byte of flags, four of length, then the JSON. Calls whose request is a stream need " +
        "HTTP/2, are listed at /api and are no part of this document.",
    },
    servers: [{ url: origin }],
    tags: schema.services.map((service) => ({
      name: service.typeName,
      description: commentOf(service),
    })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}

/** A message as a JSON Schema that stands by itself. */
export function jsonSchemaOf(first: DescMessage): JsonObject {
  const messages = new Map<string, DescMessage | DescEnum>();
  collect(first, messages);
  const schemas: JsonObject = {};
  for (const [name, desc] of messages) {
    schemas[name] = desc.kind === "enum" ? enumSchema(desc) : messageSchema(desc);
  }
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return { $schema, ...reference(first), components: { schemas } };
}

/** What a plain request can start: not a stream of requests. */
const isOverHttp = ({ methodKind }: DescMethod) =>
  methodKind === "unary" || methodKind === "server_streaming";

const kStream =
  "Any number of messages like this, each in an envelope; the last envelope has flag 2 and holds the " +
  "error, if there is one.";

function operation(method: DescMethod): JsonObject {
  const isStream = method.methodKind === "server_streaming";
  const type = isStream ? "application/connect+json" : "application/json";
  const body = (desc: DescMessage): Json => ({ [type]: { schema: reference(desc) } });
  return {
    operationId: `${method.parent.typeName}.${method.name}`,
    tags: [method.parent.typeName],
    summary: commentOf(method) || method.name,
    security: isCommand(method) ? kSecurityOfCommands : kSecurity,
    requestBody: { required: true, content: body(method.input) },
    responses: {
      "200": { description: isStream ? kStream : "The answer.", content: body(method.output) },
      default: {
        description: "A refusal or a failure, with its code, its sentence and its details.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

const kError: Json = {
  type: "object",
  required: ["code"],
  properties: {
    code: { type: "string", description: "A code of the Connect protocol: failed_precondition." },
    message: { type: "string", description: "A sentence that a person can act on." },
    details: {
      type: "array",
      description: "Each reason (google.rpc.ErrorInfo) and each wrong field (BadRequest).",
      items: {
        type: "object",
        properties: {
          type: { type: "string" },
          value: { type: "string", contentEncoding: "base64" },
          debug: { type: "object" },
        },
      },
    },
  },
};

/** Every message and enum that a message holds, itself included. */
function collect(first: DescMessage, found: Map<string, DescMessage | DescEnum>): void {
  const open = [first];
  for (let desc = open.shift(); desc; desc = open.shift()) {
    if (found.has(desc.typeName)) continue;
    found.set(desc.typeName, desc);
    for (const field of desc.fields) {
      if (field.message) open.push(field.message);
      if (field.enum) found.set(field.enum.typeName, field.enum);
    }
  }
}

function reference({ typeName }: DescMessage | DescEnum): JsonObject {
  return { $ref: `#/components/schemas/${typeName}` };
}

function enumSchema(desc: DescEnum): JsonObject {
  return { type: "string", enum: desc.values.map(({ name }) => name) };
}

function messageSchema(desc: DescMessage): JsonObject {
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const field of desc.fields) {
    properties[field.jsonName] = fieldSchema(field);
    if (rulesOf(field)?.required === true) required.push(field.jsonName);
  }
  const comment = commentOf(desc);
  return {
    type: "object",
    properties,
    ...(required.length > 0 && { required }),
    ...(comment !== "" && { description: comment }),
  };
}

function fieldSchema(field: DescField): JsonObject {
  const description = [commentOf(field), choiceOf(field)].filter((text) => text !== "").join(" ");
  const about = description === "" ? {} : { description };
  const stated = rulesOf(field);
  switch (field.fieldKind) {
    case "list": {
      const most = stated && stated.maxItems > 0 ? { maxItems: stated.maxItems } : {};
      return { type: "array", items: valueSchema(field, stated), ...most, ...about };
    }
    case "map":
      return { type: "object", additionalProperties: valueSchema(field, stated), ...about };
    case "scalar":
    case "enum":
    case "message":
      return { ...valueSchema(field, stated), ...about };
  }
}

function choiceOf({ oneof }: DescField): string {
  return oneof ? `At most one of ${oneof.fields.map(({ jsonName }) => jsonName).join(", ")}.` : "";
}

function valueSchema(field: DescField, stated: FieldRules | undefined): JsonObject {
  if (field.message) return reference(field.message);
  if (field.enum) return reference(field.enum);
  return scalarSchema(field.scalar, stated);
}

/** As proto3 writes scalars in JSON: whole numbers of 64 bits are texts. */
function scalarSchema(type: ScalarType, stated: FieldRules | undefined): JsonObject {
  switch (type) {
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: "number" };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: "integer", format: "int32" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: "integer", minimum: 0 };
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return { type: "string", pattern: "^-?[0-9]{1,19}$" };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: "string", pattern: "^[0-9]{1,20}$" };
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.STRING: {
      const longest = stated && stated.maxLength > 0 ? { maxLength: stated.maxLength } : {};
      return { type: "string", ...formatSchema(stated?.format ?? Format.UNSPECIFIED), ...longest };
    }
  }
}

/** Empty texts stand for absent ones, and so each pattern takes them. */
function formatSchema(format: Format): JsonObject {
  const optional = (pattern: string): JsonObject => ({ pattern: `^(${pattern})?$` });
  switch (format) {
    case Format.UUID:
      return optional("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    case Format.DATE:
      return optional("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    case Format.TIME:
      return optional("[0-9]{2}:[0-9]{2}");
    case Format.ODS:
      return optional("[A-Z0-9]{3,10}");
    case Format.SHA256:
      return optional("[0-9a-f]{64}");
    case Format.URI:
      return optional("https?://.+");
    case Format.CODE:
      return optional("[A-Za-z0-9._-]{1,64}");
    case Format.UNSPECIFIED:
      return {};
  }
}
