// The connection to the services: gRPC over TLS with certificates on both sides, and the principal
// that each call speaks for.
import { toBinary } from "@bufbuild/protobuf";
import { Client, Metadata, credentials } from "@grpc/grpc-js";
import type { ChannelOptions } from "@grpc/grpc-js";
import { PrincipalSchema } from "../gen/witan/auth/v1/principal_pb.js";
import type { Principal } from "../gen/witan/auth/v1/principal_pb.js";
import { addressText } from "../settings.js";
import type { Address } from "../settings.js";
import { serverIdentityCheck } from "./identity.js";
import type { Identity } from "./identity.js";

export const kPrincipalHeader = "witan-principal-bin";
const kLargestAnswerBytes = 16 * 1024 * 1024;

/**
 * Any call may be repeated while a service restarts: a query changes nothing, and a command is
 * recorded once under its request id, however often it arrives.
 */
const kServiceConfig = JSON.stringify({
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: "0.1s",
        maxBackoff: "1s",
        backoffMultiplier: 2,
        retryableStatusCodes: ["UNAVAILABLE"],
      },
    },
  ],
});

const kChannelOptions: ChannelOptions = {
  "grpc.max_receive_message_length": kLargestAnswerBytes,
  "grpc.keepalive_time_ms": 20_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 2_000,
  "grpc.service_config": kServiceConfig,
  "grpc.enable_retries": 1,
};

/** Opens a channel; the connection itself is made by the first call or by waiting for it. */
export function openChannel(backend: Address | string, identity: Identity): Client {
  const secure = credentials.createSsl(identity.ca, identity.key, identity.cert, {
    checkServerIdentity: serverIdentityCheck(identity.deployment),
  });
  return new Client(
    typeof backend === "string" ? backend : addressText(backend),
    secure,
    kChannelOptions,
  );
}

/** The metadata of a call: who it speaks for, and the trace that it belongs to. */
export function callMetadata(principal: Principal, traceparent: string | null): Metadata {
  const metadata = new Metadata();
  metadata.set(kPrincipalHeader, Buffer.from(toBinary(PrincipalSchema, principal)));
  if (traceparent !== null) metadata.set("traceparent", traceparent);
  return metadata;
}

/** Whether the services can be reached, tried for at most this long. */
export function isReachable(client: Client, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    client.waitForReady(new Date(Date.now() + timeoutMs), (error) => {
      resolve(error === undefined);
    });
  });
}
