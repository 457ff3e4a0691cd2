// A gateway in front of fake services, for one test file: really listening, really over TLS behind.
import type { AddressInfo } from "node:net";
import type { Client } from "@grpc/grpc-js";
import type { FastifyInstance } from "fastify";
import { openChannel } from "../backend/channel.js";
import { oneChannel } from "../backend/channels.js";
import { readIdentity } from "../backend/identity.js";
import { buildServer } from "../server.js";
import type { ServerOptions } from "../server.js";
import { certificates } from "./certificates.js";
import { FakeServices } from "./fake_services.js";

export interface TestGateway {
  services: FakeServices;
  server: FastifyInstance;
  client: Client;
  origin: string;
  get: (path: string) => Promise<Response>;
  /** A call of the API in JSON. */
  call: (method: string, body: string | object, headers?: HeadersInit) => Promise<Response>;
  close: () => Promise<void>;
}

type HeadersInit = ConstructorParameters<typeof Headers>[0];

export async function startGateway(
  isDemonstration = false,
  options: Partial<ServerOptions> = {},
): Promise<TestGateway> {
  const services = new FakeServices();
  await services.start();
  const tls = certificates();
  const identity = readIdentity({
    cert: tls.file("gateway.pem"),
    key: tls.file("gateway.key"),
    ca: tls.file("ca.pem"),
  });
  const client = openChannel({ host: "127.0.0.1", port: services.port }, identity);
  const server = await buildServer(oneChannel(client), {
    isDemonstration,
    origin: "http://127.0.0.1:8080",
    ...options,
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    services,
    server,
    client,
    origin,
    get: (path) => fetch(origin + path, { redirect: "manual" }),
    call: (method, body, headers) =>
      fetch(`${origin}/${method}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...Object.fromEntries(new Headers(headers)),
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    close: async () => {
      await server.close();
      client.close();
      services.stop();
    },
  };
}
