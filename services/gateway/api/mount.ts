// Serves the API's handlers on Fastify: Connect, gRPC-Web and gRPC from one registration.
import { Code, ConnectError, createConnectRouter, createContextValues } from "@connectrpc/connect";
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type {
  UniversalHandler,
  UniversalServerRequest,
  UniversalServerResponse,
} from "@connectrpc/connect/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GrpcTransport } from "../backend/transport.js";
import type { Bearer } from "../signin/bearer.js";
import { registerCallers } from "./callers.js";
import { kCaller, registerRoutes } from "./forward.js";
import type { Schema } from "./schema.js";

/** The largest command is one event, 60 KB; a query is far smaller. */
const kLargestRequestBytes = 128 * 1024;
const kLongestDeadlineMs = 60 * 60 * 1000;

export interface ApiOptions {
  schema: Schema;
  transport: GrpcTransport;
  /** Checks the tokens of programs; where it is left out, every caller is the public. */
  bearer: Bearer | undefined;
  /** Ends the streams that are open when the gateway stops. */
  shutdown: AbortSignal;
}

export function mountApi(server: FastifyInstance, options: ApiOptions): void {
  const router = createConnectRouter({
    acceptCompression: [compressionGzip],
    readMaxBytes: kLargestRequestBytes,
    maxTimeoutMs: kLongestDeadlineMs,
    shutdownSignal: options.shutdown,
    // A misspelt field is an error here, as it is for every other door of Witan.
    jsonOptions: { registry: options.schema.registry, ignoreUnknownFields: false },
  });
  registerRoutes(router, options.schema, options.transport);
  void server.register((scope, _options, done) => {
    // Bodies are read by the handlers, whatever type they claim to be.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, parsed) => {
      parsed(null, undefined);
    });
    registerCallers(scope, options.bearer);
    for (const handler of router.handlers) mountHandler(scope, handler);
    scope.all("/witan.*", unknownCall);
    done();
  });
}

function mountHandler(server: FastifyInstance, handler: UniversalHandler): void {
  server.all(handler.requestPath, async (request, reply) => {
    // What a stream's sender still has under way would be read as the connection's next request.
    if (/client|bidi/.test(handler.method.methodKind)) reply.raw.shouldKeepAlive = false;
    const refusal = refusalOf(request);
    if (refusal) {
      refuse(request, reply, refusal);
      return;
    }
    const values = createContextValues().set(kCaller, request.caller);
    const answer = await handler(
      strict(universalRequestFromNodeRequest(request.raw, reply.raw, undefined, values)),
    );
    if (answer.status === 415) {
      refuse(request, reply, kWrongType);
      return;
    }
    reply.hijack();
    if (!request.raw.complete) reply.raw.shouldKeepAlive = false;
    await universalResponseToNodeResponse(await blameTheCaller(answer), reply.raw);
  });
}

/** What Connect would answer with a bare status, said in words. */
interface Refusal {
  status: number;
  header: readonly [string, string];
  message: string;
}

const kWrongMethod: Refusal = {
  status: 405,
  header: ["allow", "POST"],
  message: "A call of this API is a POST: its body is the request, in JSON.",
};
const kWrongType: Refusal = {
  status: 415,
  header: ["accept-post", "application/json, application/proto, application/connect+json"],
  message: "The body must be JSON, with Content-Type: application/json.",
};

function refusalOf({ method }: FastifyRequest): Refusal | undefined {
  return method === "POST" ? undefined : kWrongMethod;
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, header: [name, value], message }: Refusal,
): void {
  reply.raw.shouldKeepAlive = request.raw.complete && reply.raw.shouldKeepAlive;
  void reply.code(status).header(name, value).send({ code: "invalid_argument", message });
}

/** JSON that is not UTF-8 is refused; read leniently, it would ask for something else. */
function strict(request: UniversalServerRequest): UniversalServerRequest {
  const isJson = /^application\/json\b/i.test(request.header.get("content-type") ?? "");
  const isPlain = (request.header.get("content-encoding") ?? "identity") === "identity";
  if (!isJson || !isPlain || !isBytes(request.body)) return request;
  return { ...request, body: utf8(request.body) };
}

function isBytes(body: UniversalServerRequest["body"]): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

async function* utf8(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const check = (part?: Uint8Array) => {
    try {
      decoder.decode(part, { stream: part !== undefined });
    } catch (cause) {
      const message = "The body is not text in UTF-8.";
      throw new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
    }
  };
  for await (const part of body) {
    check(part);
    yield part;
  }
  check();
}

/** Connect calls a message that cannot be parsed our fault; it is the sender's. */
async function blameTheCaller(answer: UniversalServerResponse): Promise<UniversalServerResponse> {
  if (answer.status !== 500 || !answer.body) return answer;
  const bytes = await collect(answer.body);
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith('{"code":"internal","message":"parse binary: ')) {
    return { ...answer, body: one(bytes) };
  }
  const body = new TextEncoder().encode(text.replace('"internal"', '"invalid_argument"'));
  const header = new Headers(answer.header);
  header.set("content-length", String(body.byteLength));
  return { ...answer, status: 400, header, body: one(body) };
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is asked for
async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

function unknownCall(request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split("?")[0] ?? "";
  reply.raw.shouldKeepAlive = request.raw.complete && reply.raw.shouldKeepAlive;
  void reply.code(404).send({ code: "unimplemented", message: `There is no call ${path}.` });
}
