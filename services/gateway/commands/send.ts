// Sends a form's command, to be checked or to be recorded, and reads what is answered.
import { fromJson } from "@bufbuild/protobuf";
import type { JsonObject, Message } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { kPageDeadlineMs } from "../backend/services.js";
import { reasonsOf } from "../backend/status.js";
import type { GrpcTransport } from "../backend/transport.js";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.js";
import type { CommandResponse } from "../gen/witan/command/v1/command_pb.js";
import type { Answers } from "../signin/store.js";
import { AddressError } from "../pages/moment.js";
import type { Command } from "./journey.js";

export interface Reason {
  /** "R-18"; "" where it is no rule. */
  rule: string;
  /** "REQUEST_ID_REUSED". */
  code: string;
  sentence: string;
  source: string;
}

export interface Violation {
  /** "content.reasons". */
  field: string;
  description: string;
}

export type Outcome =
  | { kind: "accepted"; response: CommandResponse }
  | {
      kind: "refused";
      status: number;
      reasons: Reason[];
      violations: Violation[];
      sentence: string;
    }
  /** Whether it was recorded is not known; the same again is safe. */
  | { kind: "unknown" };

export async function send(
  transport: GrpcTransport,
  { method, header, content }: Command,
  how: { requestId: string; answers: Answers; isCheck: boolean },
): Promise<Outcome> {
  const { requestId, answers, isCheck } = how;
  const input = inputOf(method, {
    header: { ...header, ...reasonsGiven(answers), requestId, validateOnly: isCheck },
    content,
  });
  try {
    const { message } = await transport.unary(method, undefined, kPageDeadlineMs, {}, input);
    return { kind: "accepted", response: message as CommandResponse };
  } catch (cause) {
    return outcomeOf(ConnectError.from(cause));
  }
}

/** Throws AddressError: a browser sends what the form offers, and that can always be read. */
function inputOf({ input }: Command["method"], request: JsonObject): Message {
  try {
    return fromJson(input, request);
  } catch (cause) {
    const sentence = "An answer is none that this form offers. Nothing was recorded.";
    throw new AddressError(sentence, { cause });
  }
}

/** What the person said to rules that ask for a reason. */
function reasonsGiven(answers: Answers): JsonObject {
  const given = Object.entries(answers).filter(([, reason]) => reason !== "");
  const softReasons = given.flatMap(([name, reason]) =>
    name.startsWith("soft_") ? [{ rule: name.slice("soft_".length), reason }] : [],
  );
  return { softReasons, recordOfFact: answers.record_of_fact ?? "" };
}

const kStatuses: Partial<Record<Code, number>> = {
  [Code.InvalidArgument]: 422,
  [Code.FailedPrecondition]: 422,
  [Code.PermissionDenied]: 403,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.Aborted]: 409,
};

/** Throws what is no answer to the command: our own faults. */
function outcomeOf(error: ConnectError): Outcome {
  if (
    error.code === Code.Unavailable ||
    error.code === Code.DeadlineExceeded ||
    error.code === Code.ResourceExhausted ||
    error.code === Code.Canceled
  ) {
    return { kind: "unknown" };
  }
  const status = kStatuses[error.code];
  if (status === undefined) throw error;
  const reasons = reasonsOf(error).map(({ reason, metadata }) => ({
    rule: /^R_\d+$/.test(reason) ? reason.replace("_", "-") : "",
    code: reason,
    sentence: metadata.sentence ?? error.rawMessage,
    source: metadata.source ?? "",
  }));
  const violations = error
    .findDetails(BadRequestSchema)
    .flatMap(({ fieldViolations }) => fieldViolations)
    .map(({ field, description }) => ({ field, description }));
  return { kind: "refused", status, reasons, violations, sentence: error.rawMessage };
}
