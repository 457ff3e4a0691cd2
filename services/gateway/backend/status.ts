// gRPC statuses of the services as Connect errors, and what of them the world may see.
import { fromBinary } from "@bufbuild/protobuf";
import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Metadata } from "@grpc/grpc-js";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  PreconditionFailureSchema,
  RetryInfoSchema,
} from "../gen/google/rpc/error_details_pb.js";
import type { ErrorInfo } from "../gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "../gen/google/rpc/status_pb.js";

const kTypePrefix = "type.googleapis.com/";
const kKnownDetails: readonly DescMessage[] = [
  ErrorInfoSchema,
  BadRequestSchema,
  PreconditionFailureSchema,
  RetryInfoSchema,
];

/** What gRPC says when a call fails. */
interface FailedCall {
  code: number;
  details: string;
  metadata: Metadata;
}

/** The error of a failed call, with every detail that came with it. */
export function fromGrpc(failure: FailedCall): ConnectError {
  const error = new ConnectError(failure.details, codeOf(failure.code));
  const [trailer] = failure.metadata.get("grpc-status-details-bin");
  if (trailer instanceof Buffer) error.details.push(...detailsOf(trailer));
  return error;
}

/** gRPC and Connect number their codes alike. */
const kCodes: ReadonlyMap<number, Code> = new Map(
  Object.values(Code)
    .filter((code): code is Code => typeof code === "number")
    .map((code) => [code, code]),
);

function codeOf(code: number): Code {
  return kCodes.get(code) ?? Code.Unknown;
}

function detailsOf(trailer: Buffer): ConnectError["details"] {
  try {
    return fromBinary(StatusSchema, trailer).details.map(({ typeUrl, value }) => {
      const type = typeUrl.replace(kTypePrefix, "");
      const desc = kKnownDetails.find(({ typeName }) => typeName === type);
      // With its descriptor, a detail is readable in JSON too.
      return desc ? { desc, value: fromBinary(desc, value) } : { type, value };
    });
  } catch {
    // Details that cannot be read take nothing from the code and the sentence.
    return [];
  }
}

/** The catalogued reasons that the services gave. */
export function reasonsOf(error: ConnectError): ErrorInfo[] {
  return error.findDetails(ErrorInfoSchema).filter(({ domain }) => domain === "witan");
}

/** In a refusal of a recorder that stands by: where the one that writes listens. */
const kWriterEntry = "writer";

const kPlumbing: Partial<Record<Code, string>> = {
  [Code.Unavailable]: "The services of Witan cannot be reached now. Repeat the call in a moment.",
  [Code.DeadlineExceeded]: "The services of Witan did not answer in time. Repeat the call.",
  [Code.Internal]: "The services of Witan failed to answer this call.",
  [Code.Unknown]: "The services of Witan failed to answer this call.",
  [Code.Canceled]: "The call was cancelled.",
};

/**
 * The error as the world may see it: built anew, since the original carries headers of the services;
 * texts that the machinery wrote, and not Witan, may hold addresses and are replaced.
 */
export function publicError(cause: unknown): ConnectError {
  const error = ConnectError.from(cause);
  const plumbing = reasonsOf(error).length === 0 ? kPlumbing[error.code] : undefined;
  const shown = new ConnectError(plumbing ?? error.rawMessage, error.code);
  shown.details = error.details.map(withoutAddress);
  return shown;
}

type Detail = ConnectError["details"][number];

/** Where the writer listens is for the gateway alone. */
function withoutAddress(detail: Detail): Detail {
  if (!("desc" in detail) || detail.desc !== ErrorInfoSchema) return detail;
  const info = detail.value as ErrorInfo;
  const metadata = Object.fromEntries(
    Object.entries(info.metadata).filter(([name]) => name !== kWriterEntry),
  );
  return { desc: ErrorInfoSchema, value: { ...info, metadata } };
}
