// The settings of the gateway: flags alone, each with a default or required. A wrong one stops the
// start with one sentence that names it and its rule.
import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { parseArgs } from "node:util";

export interface Address {
  host: string;
  port: number;
}

export interface Settings {
  listen: Address;
  /** The oversight queries. */
  backend: Address;
  /** The involvement queries. */
  involvement: Address;
  /** Commands: recorders of which one writes. At least one. */
  recorders: Address[];
  /** PEM files: what the gateway shows the services, and whom it believes. */
  cert: string;
  key: string;
  ca: string;
  /** Pages carry a strip that says that the records are for demonstration. */
  demonstration: boolean;
  /** Where browsers reach the gateway: http://127.0.0.1:8080. */
  origin: string;
  /** Requests of one client in a minute, before it is asked to wait. */
  requestsPerMinute: number;
  /** Who is the controller of personal details, for the page on privacy; "" where it is not stated. */
  controller: string;
  /** The folder of the papers of meetings; "" where none are kept. */
  papers: string;
  /** The command that looks at a file for viruses; "" for none. */
  scan: string;
  /** Absent where nobody can sign in. */
  signIn?: SignInFlags;
}

/** How people sign in. */
export interface SignInFlags {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** A claims table in a file; "" for the names that Witan uses itself. */
  claims: string;
  sessions: string;
  audience: string;
  idleMs: number;
}

export type Request =
  { kind: "serve"; settings: Settings } | { kind: "check"; settings: Settings } | { kind: "help" };

/** A setting that is wrong: its message is the sentence to print. */
export class SettingsError extends Error {}

export const usage = `The web edge of Witan: pages and the HTTP/JSON API. Without --issuer it shows the public view alone.

  node main.js --cert FILE --key FILE --ca FILE [options]

  --listen HOST:PORT   where to serve; this machine alone (default 127.0.0.1:8080)
  --backend HOST:PORT  the services (default 127.0.0.1:7400)
  --involvement HOST:PORT  the involvement service, where it is a process of its own
  --recorder HOST:PORT,HOST:PORT  the recorders, where they are processes of their own
  --cert FILE          the gateway's certificate, with the URI spiffe://DEPLOYMENT/gateway
  --key FILE           its private key
  --ca FILE            the authority that the services' certificates come from
  --demonstration      say on each page that the records are for demonstration
  --origin URL         where browsers reach it, behind a proxy that ends TLS: https://witan.example
                       (default http:// and the address of --listen)
  --requests-per-minute N  of one client, before it is asked to wait (default 3000)
  --controller TEXT    who is the controller of personal details and how to reach it, for the page
                       on privacy

  --papers FOLDER      where papers of meetings are kept; without it none can be sent (papers/README.md)
  --scan COMMAND       looks at each file before it is kept: the command with the file as its last word
                       leaves with 0 for a clean one, 1 for one that is not

  --issuer URL         let people sign in at this OpenID Connect provider; https, but for this machine
  --client-id ID       what the gateway is called there
  --client-secret-file FILE  its secret there; without one it is known by PKCE alone
  --claims FILE        what the provider's claims say of a person (signin/README.md)
  --sessions FILE      where sessions and unfinished forms are kept; made where there is none
  --idle-minutes N     after which a session ends (default 30)
  --audience NAME      take tokens of programs that name this audience (default: the origin)

  --check              check the settings and the certificates, then leave
  --help               this text
`;

const kOptions = {
  listen: { type: "string", default: "127.0.0.1:8080" },
  backend: { type: "string", default: "127.0.0.1:7400" },
  involvement: { type: "string" },
  recorder: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  ca: { type: "string" },
  demonstration: { type: "boolean", default: false },
  origin: { type: "string", default: "" },
  "requests-per-minute": { type: "string", default: "3000" },
  controller: { type: "string", default: "" },
  papers: { type: "string", default: "" },
  scan: { type: "string", default: "" },
  issuer: { type: "string" },
  "client-id": { type: "string" },
  "client-secret-file": { type: "string", default: "" },
  claims: { type: "string", default: "" },
  sessions: { type: "string" },
  "idle-minutes": { type: "string", default: "30" },
  audience: { type: "string", default: "" },
  check: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the arguments after the program's name. Throws SettingsError. */
export function readArguments(args: readonly string[]): Request {
  const values = parse(args);
  if (values.help) return { kind: "help" };
  const listen = loopback(address("--listen", values.listen));
  const origin = originOf(values.origin, listen);
  const settings: Settings = {
    listen,
    origin,
    requestsPerMinute: count("--requests-per-minute", values["requests-per-minute"]),
    ...signInOf(values, origin),
    backend: address("--backend", values.backend),
    involvement: address("--involvement", values.involvement ?? values.backend),
    recorders: (values.recorder ?? values.backend)
      .split(",")
      .map((each) => address("--recorder", each)),
    cert: required("--cert", values.cert),
    key: required("--key", values.key),
    ca: required("--ca", values.ca),
    demonstration: values.demonstration,
    controller: controllerOf(values.controller),
    papers: values.papers,
    scan: scanOf(values),
  };
  return { kind: values.check ? "check" : "serve", settings };
}

const kLongestController = 1_000;

function controllerOf(text: string): string {
  if (text.length <= kLongestController) return text.trim();
  throw new SettingsError(`--controller is longer than ${kLongestController} characters.`);
}

const kMostCount = 1_000_000;
const kMinuteMs = 60_000;

type Values = ReturnType<typeof parse>;

function signInOf(values: Values, origin: string): { signIn?: SignInFlags } {
  if (values.issuer === undefined) {
    const others = [
      values["client-id"],
      values.sessions,
      values["client-secret-file"],
      values.claims,
    ];
    if (others.some((value) => value !== undefined && value !== "")) {
      throw new SettingsError("--issuer is missing: the other options of the sign-in need it.");
    }
    return {};
  }
  const secretFile = values["client-secret-file"];
  const clientId = named("--client-id", values["client-id"], "what the gateway is called there");
  if (values.audience === clientId) {
    throw new SettingsError(
      "--audience is what --client-id is: the identity tokens of people would then be taken for " +
        "tokens of programs.",
    );
  }
  return {
    signIn: {
      issuer: issuerOf(values.issuer),
      clientId,
      clientSecret: secretFile === "" ? "" : secretIn(secretFile),
      claims: values.claims,
      sessions: named("--sessions", values.sessions, "the file in which sessions are kept"),
      audience: values.audience === "" ? origin : values.audience,
      idleMs: count("--idle-minutes", values["idle-minutes"]) * kMinuteMs,
    },
  };
}

function scanOf({ scan, papers }: Values): string {
  if (scan.trim() === "" || papers !== "") return scan.trim();
  throw new SettingsError("--papers is missing: --scan looks at papers, and none are kept.");
}

function named(name: string, value: string | undefined, what: string): string {
  if (value === undefined || value === "") {
    throw new SettingsError(`${name} is missing: with --issuer it names ${what}.`);
  }
  return value;
}

function count(name: string, text: string): number {
  const number = /^[0-9]{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= kMostCount) return number;
  throw new SettingsError(`${name} is "${text}", but it must be a number from 1 to ${kMostCount}.`);
}

/** Keys and tokens travel there: in the clear only within this machine. */
function issuerOf(text: string): URL {
  const url = URL.parse(text);
  const isSecure = url?.protocol === "https:";
  const isHere = url?.protocol === "http:" && isLoopback(url.hostname.replace(/^\[|\]$/g, ""));
  if (url && (isSecure || isHere)) return url;
  throw new SettingsError(
    `--issuer is "${text}", but it must be an https address, or an http one of this machine.`,
  );
}

function originOf(text: string, listen: Address): string {
  if (text === "") return `http://${addressText(listen)}`;
  const url = URL.parse(text);
  const isSecure = url?.protocol === "https:" || (url && isLoopback(url.hostname));
  if (url && isSecure && url.origin === text.replace(/\/$/, "")) return url.origin;
  throw new SettingsError(`--origin is "${text}", but it must be like https://witan.example.`);
}

function secretIn(file: string): string {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret !== "") return secret;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new SettingsError(`--client-secret-file ${file} cannot be read (${code}).`);
  }
  throw new SettingsError(`--client-secret-file ${file} is empty.`);
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

/** It speaks plain HTTP: what ends TLS for others stands before it on the same machine. */
function loopback(listen: Address): Address {
  if (isLoopback(listen.host)) return listen;
  throw new SettingsError(
    `--listen is "${listen.host}", but the gateway speaks plain HTTP and serves its own machine ` +
      `alone: use 127.0.0.1, ::1 or localhost, and a proxy that ends TLS before it.`,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** HOST:PORT as text, an IPv6 host in brackets. */
export function addressText({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
