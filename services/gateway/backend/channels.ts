// The ways to the services, which may stand in processes of their own: queries go to the service
// that answers them, everything else to a recorder.
import type { DescMethod } from "@bufbuild/protobuf";
import type { Client } from "@grpc/grpc-js";
import { InvolvementQueryService } from "../gen/witan/involvement/v1/query_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { addressText } from "../settings.js";
import type { Address } from "../settings.js";
import { openChannel } from "./channel.js";
import type { Recorders } from "./follow_writer.js";
import type { Identity } from "./identity.js";

/** Where two of them are one process, they are one channel. */
export interface Channels {
  oversight: Client;
  involvement: Client;
  /** Takes commands, where it is the only one. */
  recorder: Client;
  /** Recorders of which one writes; absent where one process is all services. */
  recorders?: Recorders<Client>;
  close: () => void;
}

export interface Addresses {
  backend: Address;
  involvement: Address;
  recorders: readonly Address[];
}

/** One process that is all services. */
export function oneChannel(client: Client): Channels {
  return {
    oversight: client,
    involvement: client,
    recorder: client,
    close: () => {
      client.close();
    },
  };
}

/** Opens one channel for each address; closeChannels ends them. */
export function openChannels(addresses: Addresses, identity: Identity): Channels {
  const opened = new Map<string, Client>();
  const open = (name: string): Client => {
    const client = opened.get(name) ?? openChannel(name, identity);
    opened.set(name, client);
    return client;
  };
  const [recorder, ...others] = addresses.recorders.map(addressText).map(open);
  if (recorder === undefined) throw new Error("no recorder is named");
  return {
    oversight: open(addressText(addresses.backend)),
    involvement: open(addressText(addresses.involvement)),
    recorder,
    recorders: { named: [recorder, ...others], at: open },
    close: () => {
      for (const client of opened.values()) client.close();
    },
  };
}

export function closeChannels(channels: Channels): void {
  channels.close();
}

/** The channel to the service that answers the method. */
export function channelOf(channels: Channels, method: DescMethod): Client {
  switch (method.parent.typeName) {
    case OversightService.typeName:
      return channels.oversight;
    case InvolvementQueryService.typeName:
      return channels.involvement;
    default:
      return channels.recorder;
  }
}
