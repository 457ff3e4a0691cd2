// The queries that the pages ask, typed, each with the deadline of a page.
import { createClient } from "@connectrpc/connect";
import type { Client, Transport } from "@connectrpc/connect";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";

/** A page that takes longer answers that the services are away. */
export const kPageDeadlineMs = 5_000;

export interface Services {
  oversight: Client<typeof OversightService>;
  involvement: Client<typeof InvolvementQueryService>;
}

export function queryServices(transport: Transport): Services {
  return {
    oversight: createClient(OversightService, transport),
    involvement: createClient(InvolvementQueryService, transport),
  };
}
