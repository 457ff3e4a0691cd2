// A Connect transport over @grpc/grpc-js: Connect's own client stalls calls when a server is killed
// and turns a server's farewell (GOAWAY) into errors; this one has neither fault.
import type { Writable } from "node:stream";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type {
  DescMessage,
  DescMethod,
  DescMethodStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { Code, ConnectError } from "@connectrpc/connect";
import type { StreamResponse, Transport, UnaryResponse } from "@connectrpc/connect";
import type { CallOptions, Client, ClientDuplexStream, ServiceError } from "@grpc/grpc-js";
import { callMetadata } from "./channel.js";
import { channelOf } from "./channels.js";
import type { Channels } from "./channels.js";
import { followWriter } from "./follow_writer.js";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";
import { fromGrpc } from "./status.js";

type HeaderInit = ConstructorParameters<typeof Headers>[0];

/** Sends typed calls to the services. */
export class GrpcTransport implements Transport {
  readonly #channels: Channels;
  readonly #principal: Principal;
  readonly #atLeast: string;

  /** The channels outlive the transport. Every call speaks for the principal. */
  constructor(channels: Channels, principal: Principal, atLeast = "") {
    this.#channels = channels;
    this.#principal = principal;
    this.#atLeast = atLeast;
  }

  /**
   * The same connections for somebody else. With a token, queries that ask for none wait until the
   * services have got there: who recorded something sees it.
   */
  as(principal: Principal, atLeast = ""): GrpcTransport {
    return new GrpcTransport(this.#channels, principal, atLeast);
  }

  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit,
    input: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    const { recorder, recorders } = this.#channels;
    const service = channelOf(this.#channels, method);
    if (service !== recorder || recorders === undefined) {
      return this.#send(service, method, signal, timeoutMs, header, input);
    }
    return followWriter(recorders, timeoutMs, signal, (client, leftMs) =>
      this.#send(client, method, signal, leftMs, header, input),
    );
  }

  #send<I extends DescMessage, O extends DescMessage>(
    client: Client,
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit,
    input: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError(signal));
        return;
      }
      const call = client.makeUnaryRequest(
        pathOf(method),
        writer(method.input),
        reader(method.output),
        this.#waiting(method.input, create(method.input, input)),
        this.#metadataOf(header),
        options(timeoutMs),
        (error: ServiceError | null, message?: MessageShape<O>) => {
          signal?.removeEventListener("abort", cancel);
          if (error) reject(signal?.aborted ? abortError(signal) : fromGrpc(error));
          else if (!message) reject(new ConnectError("the answer is missing", Code.Internal));
          else resolve({ ...answerOf(method), stream: false, method, message });
        },
      );
      const cancel = () => {
        call.cancel();
      };
      signal?.addEventListener("abort", cancel, { once: true });
    });
  }

  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeaderInit,
    input: AsyncIterable<MessageInitShape<I>>,
  ): Promise<StreamResponse<I, O>> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const { recorder, recorders } = this.#channels;
    const service = channelOf(this.#channels, method);
    const client = service === recorder ? (recorders?.last ?? service) : service;
    const call = client.makeBidiStreamRequest(
      pathOf(method),
      writer(method.input),
      reader(method.output),
      this.#metadataOf(header),
      options(timeoutMs),
    );
    const cancel = () => {
      call.cancel();
    };
    signal?.addEventListener("abort", cancel, { once: true });
    call.once("close", () => signal?.removeEventListener("abort", cancel));
    // A failed call ends its reading side with the same error; nothing is lost by ignoring it here.
    sendAll(method.input, call, input).catch(cancel);
    const message = readAll(call, signal);
    return Promise.resolve({ ...answerOf(method), stream: true, method, message });
  }

  #metadataOf(header: HeaderInit) {
    return callMetadata(this.#principal, new Headers(header).get("traceparent"));
  }

  #waiting<I extends DescMessage>(desc: I, message: MessageShape<I>): MessageShape<I> {
    const field = this.#atLeast === "" ? undefined : desc.field.atLeast;
    if (field?.fieldKind !== "scalar" || field.name !== "at_least") return message;
    const reflected = reflect(desc, message);
    if (!reflected.isSet(field)) reflected.set(field, this.#atLeast);
    return message;
  }
}

function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function writer<I extends DescMessage>(desc: I) {
  return (message: MessageShape<I>): Buffer => Buffer.from(toBinary(desc, message));
}

function reader<O extends DescMessage>(desc: O) {
  return (bytes: Buffer): MessageShape<O> => fromBinary(desc, bytes);
}

function options(timeoutMs: number | undefined): CallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}

/** Headers and trailers of the services are theirs; none goes further. */
function answerOf(method: DescMethod) {
  return { service: method.parent, header: new Headers(), trailer: new Headers() };
}

async function sendAll<I extends DescMessage, O extends DescMessage>(
  desc: I,
  call: ClientDuplexStream<MessageShape<I>, MessageShape<O>>,
  input: AsyncIterable<MessageInitShape<I>>,
): Promise<void> {
  for await (const item of input) {
    if (call.destroyed) return;
    if (!call.write(create(desc, item))) await drained(call);
  }
  call.end();
}

function drained(call: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off("drain", done).off("close", done).off("error", done);
      resolve();
    };
    call.once("drain", done).once("close", done).once("error", done);
  });
}

async function* readAll<I extends DescMessage, O extends DescMessage>(
  call: ClientDuplexStream<MessageShape<I>, MessageShape<O>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<MessageShape<O>, void, undefined> {
  try {
    for await (const message of call) yield message as MessageShape<O>;
  } catch (error) {
    throw signal?.aborted ? abortError(signal) : fromGrpc(error as ServiceError);
  } finally {
    call.cancel();
  }
}

/** Why the caller left: its deadline or its hanging up, told apart by the signal's own reason. */
function abortError(signal: AbortSignal): ConnectError {
  return ConnectError.from(signal.reason, Code.Canceled);
}
