// The settings of the gateway: flags alone, each with a default or required. A wrong one stops the
// start with one sentence that names it and its rule.
import { isIPv4 } from "node:net";
import { parseArgs } from "node:util";

export interface Address {
  host: string;
  port: number;
}

export interface Settings {
  listen: Address;
  backend: Address;
  /** PEM files: what the gateway shows the services, and whom it believes. */
  cert: string;
  key: string;
  ca: string;
  /** Pages carry a strip that says that the records are for demonstration. */
  demonstration: boolean;
}

export type Request =
  { kind: "serve"; settings: Settings } | { kind: "check"; settings: Settings } | { kind: "help" };

/** A setting that is wrong: its message is the sentence to print. */
export class SettingsError extends Error {}

export const usage = `The web edge of Witan: pages and the HTTP/JSON API, for the public view alone.

  node main.js --cert FILE --key FILE --ca FILE [options]

  --listen HOST:PORT   where to serve; this machine alone (default 127.0.0.1:8080)
  --backend HOST:PORT  the services (default 127.0.0.1:7400)
  --cert FILE          the gateway's certificate, with the URI spiffe://DEPLOYMENT/gateway
  --key FILE           its private key
  --ca FILE            the authority that the services' certificates come from
  --demonstration      say on each page that the records are for demonstration
  --check              check the settings and the certificates, then leave
  --help               this text
`;

const kOptions = {
  listen: { type: "string", default: "127.0.0.1:8080" },
  backend: { type: "string", default: "127.0.0.1:7400" },
  cert: { type: "string" },
  key: { type: "string" },
  ca: { type: "string" },
  demonstration: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the arguments after the program's name. Throws SettingsError. */
export function readArguments(args: readonly string[]): Request {
  const values = parse(args);
  if (values.help) return { kind: "help" };
  const settings: Settings = {
    listen: loopback(address("--listen", values.listen)),
    backend: address("--backend", values.backend),
    cert: required("--cert", values.cert),
    key: required("--key", values.key),
    ca: required("--ca", values.ca),
    demonstration: values.demonstration,
  };
  return { kind: values.check ? "check" : "serve", settings };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: kOptions, strict: true, allowPositionals: false })
      .values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new SettingsError(`${reason}; --help lists the options.`);
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "") {
    throw new SettingsError(`${name} is missing: it names a PEM file; --help lists the options.`);
  }
  return value;
}

function address(name: string, text: string): Address {
  const match = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || !Number.isInteger(port) || port > 65535 || (port === 0 && name !== "--listen"))
    throw new SettingsError(
      `${name} is "${text}", but it must be HOST:PORT with a port from 1 to 65535.`,
    );
  return { host: match[1].replace(/^\[|\]$/g, ""), port };
}

/** Nobody signs in here yet, so nothing but this machine is served. */
function loopback(listen: Address): Address {
  const { host } = listen;
  if (host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."))) {
    return listen;
  }
  throw new SettingsError(
    `--listen is "${host}", but this gateway has no sign-in and serves its own machine alone: ` +
      `use 127.0.0.1, ::1 or localhost.`,
  );
}

/** HOST:PORT as text, an IPv6 host in brackets. */
export function addressText({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
