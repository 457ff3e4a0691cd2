// The services as a gateway meets them, for tests: a real gRPC server with certificates that speaks
// the real schema and answers what a test tells it to.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, Message, MessageInitShape } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import type {
  ServerUnaryCall,
  ServerWritableStream,
  UntypedServiceImplementation,
  sendUnaryData,
} from "@grpc/grpc-js";
import { BadRequestSchema, ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "../gen/google/rpc/status_pb.js";
import { RecordService } from "../gen/witan/command/v1/record_pb.js";
import { DecisionService } from "../gen/witan/decision/v1/decision_pb.js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { certificates } from "./certificates.js";

const kServices = [OversightService, InvolvementQueryService, DecisionService, RecordService];

/** What a call was, for a test to look at. */
export interface Call {
  method: string;
  request: Message;
  metadata: Metadata;
  deadlineMs: number;
  /** Whether the caller hung up. */
  isCancelled: () => boolean;
}

type Answer = Message | Message[] | Failure | Promise<Message>;
type Handler = (call: Call) => Answer;

/** A status with the details that Witan's services send. */
export class Failure {
  readonly code: status;
  readonly message: string;
  readonly reasons: readonly string[];
  readonly fields: readonly string[];

  constructor(
    code: status,
    message: string,
    reasons: readonly string[] = [],
    fields: readonly string[] = [],
  ) {
    this.code = code;
    this.message = message;
    this.reasons = reasons;
    this.fields = fields;
  }

  toStatus() {
    const metadata = new Metadata();
    const details = this.reasons.map((reason) =>
      anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain: "witan" })),
    );
    if (this.fields.length > 0) {
      const fieldViolations = this.fields.map((field) => ({ field, description: "is wrong" }));
      details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
    }
    const all = create(StatusSchema, { code: this.code, message: this.message, details });
    metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, all)));
    // What a gateway must never let through.
    metadata.set("content-type-of-service", "secret");
    return { code: this.code, details: this.message, metadata };
  }
}

export class FakeServices {
  readonly calls: Call[] = [];
  readonly #handlers = new Map<string, Handler>();
  #server = new Server();
  #port = 0;

  get port(): number {
    return this.#port;
  }

  /** The answer of one RPC from now on; an RPC without one answers UNIMPLEMENTED. */
  answer<O extends DescMessage>(
    method: DescMethod & { output: O },
    handler: (call: Call) => MessageInitShape<O> | Failure | Promise<MessageInitShape<O>>,
  ): void {
    this.#handlers.set(pathOf(method), (call) => {
      const init = handler(call);
      if (init instanceof Failure) return init;
      if (init instanceof Promise) return init.then((item) => create(method.output, item));
      return create(method.output, init);
    });
  }

  /** The messages of a streaming RPC; the stream stays open after them. */
  stream<O extends DescMessage>(
    method: DescMethod & { output: O },
    items: MessageInitShape<O>[],
  ): void {
    this.#handlers.set(pathOf(method), () => items.map((item) => create(method.output, item)));
  }

  async start(certificate = "standalone", from = certificates(), port = 0): Promise<void> {
    for (const service of kServices) {
      this.#server.addService(
        Object.fromEntries(service.methods.map((method) => [method.name, definitionOf(method)])),
        this.#implementations(service.methods),
      );
    }
    const secure = ServerCredentials.createSsl(
      from.read("ca.pem"),
      [
        {
          cert_chain: from.read(`${certificate}.pem`),
          private_key: from.read(`${certificate}.key`),
        },
      ],
      true,
    );
    this.#port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, secure, (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
  }

  /** Gone at once, as after a kill; start() brings it back. */
  stop(): void {
    this.#server.forceShutdown();
    this.#server = new Server();
  }

  #implementations(methods: readonly DescMethod[]): UntypedServiceImplementation {
    return Object.fromEntries(
      methods.map((method) => [
        method.name,
        method.methodKind === "unary"
          ? (call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) => {
              void this.#unary(method, call, done);
            }
          : (call: ServerWritableStream<Message, Message>) => {
              this.#streaming(method, call);
            },
      ]),
    );
  }

  async #unary(
    method: DescMethod,
    call: ServerUnaryCall<Message, Message>,
    done: sendUnaryData<Message>,
  ): Promise<void> {
    const answer = await this.#handle(method, call);
    if (answer instanceof Failure) done(answer.toStatus());
    else done(null, answer as Message);
  }

  #streaming(method: DescMethod, call: ServerWritableStream<Message, Message>): void {
    const answer = this.#handle(method, call);
    if (answer instanceof Failure) call.emit("error", answer.toStatus());
    else for (const item of answer as Message[]) call.write(item);
  }

  #handle(
    method: DescMethod,
    call: ServerUnaryCall<Message, Message> | ServerWritableStream<Message, Message>,
  ): Answer {
    const seen: Call = {
      method: method.name,
      request: call.request,
      metadata: call.metadata,
      deadlineMs: Number(call.getDeadline()) - Date.now(),
      isCancelled: () => call.cancelled,
    };
    this.calls.push(seen);
    const unknown = () => new Failure(status.UNIMPLEMENTED, `no answer for ${method.name}`);
    return (this.#handlers.get(pathOf(method)) ?? unknown)(seen);
  }
}

function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function definitionOf(method: DescMethod) {
  return {
    path: pathOf(method),
    requestStream: /client|bidi/.test(method.methodKind),
    responseStream: /server|bidi/.test(method.methodKind),
    requestSerialize: (message: Message) => Buffer.from(toBinary(method.input, message)),
    requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
    responseSerialize: (message: Message) => Buffer.from(toBinary(method.output, message)),
    responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
  };
}
