// The HTTP/JSON API, generic over the schema: every call goes to the services for the program whose
// token it carries, or for the public; a command of the public is refused here already.
import { create } from "@bufbuild/protobuf";
import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodStreaming,
  DescMethodUnary,
  Message,
} from "@bufbuild/protobuf";
import { Code, ConnectError, createContextKey } from "@connectrpc/connect";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { publicError } from "../backend/status.js";
import type { GrpcTransport } from "../backend/transport.js";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { isCommand } from "./schema.js";
import type { Schema } from "./schema.js";

/** Who calls; undefined for the public. */
export const kCaller = createContextKey<Principal | undefined>(undefined);

/** A query without a deadline of its own gets this one; a stream has none. */
export const kDefaultDeadlineMs = 10_000;

export function registerRoutes(
  router: ConnectRouter,
  schema: Schema,
  transport: GrpcTransport,
): void {
  for (const { methods } of schema.services) {
    for (const method of methods) registerRoute(router, method, transport);
  }
}

function registerRoute(router: ConnectRouter, method: DescMethod, transport: GrpcTransport): void {
  if (isUnary(method)) {
    router.rpc<DescMethodUnary>(method, (input, context) =>
      forwardUnary(transport, method, input, context),
    );
  } else if (isServerStreaming(method)) {
    router.rpc<DescMethodServerStreaming>(method, (input, context) =>
      forwardStream(transport, method, once(input), context),
    );
  } else {
    const duplex = method as DescMethodBiDiStreaming;
    router.rpc<DescMethodBiDiStreaming>(duplex, (input, context) =>
      forwardStream(transport, duplex, input, context),
    );
  }
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

function isServerStreaming(method: DescMethod): method is DescMethodServerStreaming {
  return method.methodKind === "server_streaming";
}

/** The refusal of every command of the public. */
export function signInRequired(): ConnectError {
  const error = new ConnectError(
    "Sign in to record anything. Without a token this address shows what is public.",
    Code.PermissionDenied,
  );
  error.details.push({
    desc: ErrorInfoSchema,
    value: create(ErrorInfoSchema, { reason: "SIGN_IN_REQUIRED", domain: "witan" }),
  });
  return error;
}

/** The way to the services for whoever calls. Throws where the public calls a command. */
function transportFor(transport: GrpcTransport, method: DescMethod, context: HandlerContext) {
  const caller = context.values.get(kCaller);
  if (caller) return transport.as(caller);
  if (isCommand(method)) throw signInRequired();
  return transport;
}

async function forwardUnary(
  transport: GrpcTransport,
  method: DescMethodUnary,
  input: Message,
  context: HandlerContext,
): Promise<Message> {
  try {
    const timeoutMs = context.timeoutMs() ?? kDefaultDeadlineMs;
    const { message } = await transportFor(transport, method, context).unary(
      method,
      context.signal,
      timeoutMs,
      traceOf(context),
      input,
    );
    return message;
  } catch (error) {
    throw publicError(error);
  }
}

async function* forwardStream(
  transport: GrpcTransport,
  method: DescMethodStreaming,
  input: AsyncIterable<Message>,
  context: HandlerContext,
): AsyncGenerator<Message, void, undefined> {
  try {
    const { message } = await transportFor(transport, method, context).stream(
      method,
      context.signal,
      context.timeoutMs(),
      traceOf(context),
      input,
    );
    yield* message;
  } catch (error) {
    throw publicError(error);
  }
}

/** The trace of the call is all that goes on to the services; who calls is not the caller's to say. */
function traceOf(context: HandlerContext): Headers {
  const header = new Headers();
  const trace = context.requestHeader.get("traceparent");
  if (trace !== null && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(trace)) {
    header.set("traceparent", trace);
  }
  return header;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is asked for
async function* once(input: Message): AsyncGenerator<Message, void, undefined> {
  yield input;
}
