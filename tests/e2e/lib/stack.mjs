// The real thing on free ports, as tools/run starts it: certificates, a log, the services, the
// records of deploy/ by the real import, the gateway.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { URLSearchParams, fileURLToPath } from "node:url";
import { freePort, run, runWell, start, stop, until } from "./processes.mjs";
import { SharedLog, kSharedNames } from "./shared_log.mjs";

export const kRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const kPrograms = process.env.WITAN_BIN ?? join(kRoot, "build", "dev", "bin");
const kGateway = join(kRoot, "services", "gateway", "dist", "main.js");
const kProvider = join(kRoot, "tools", "dev_provider", "main.mjs");
// Tests read faster than anybody; the limits have a test of their own.
const kRequestsPerMinute = "1000000";
const kNames = [
  ...["standalone", ...kSharedNames, "gateway"],
  ...["cli-registrar", "cli-cqc", "cli-region"],
];

/**
 * Starts everything. `stop()` ends it and removes its folder. `between` is called before a
 * publication in the middle of the demonstration; the import then starts again from its first line, as after a cut.
 * With `signIn`, people can sign in, at the development provider. With `kafka`, the services are
 * processes of their own on a log that they share.
 */
export async function startStack({ between, signIn = false, kafka = false } = {}) {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
  const stack = new Stack(ports, signIn, kafka);
  try {
    await stack.prepare();
    await stack.startServices();
    stack.load("reference");
    if (between) {
      stack.load("demonstration", isPublicationOfTheSecondHalf);
      await between();
    }
    stack.load("demonstration");
    if (signIn) {
      stack.load("users");
      await stack.startProvider();
    }
    await stack.startGateway();
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
}

const isPublicationOfTheSecondHalf = (line, index) =>
  index > 300 && line.includes('"decisionPublished"');

/** Runs the gateway's program alone, to its end. */
export function runGateway(args) {
  return run(process.execPath, [kGateway, ...args]);
}

class Stack {
  #folder = mkdtempSync(join(tmpdir(), "witan-e2e-"));
  #servicesPort;
  #adminPort;
  #gatewayPort;
  #providerPort;
  #hasSignIn;
  /** Absent where one process is all services. */
  shared;
  services;
  gateway;
  provider;

  constructor([servicesPort, adminPort, gatewayPort, providerPort], hasSignIn, isShared) {
    this.#servicesPort = servicesPort;
    this.#adminPort = adminPort;
    this.#gatewayPort = gatewayPort;
    this.#providerPort = providerPort;
    this.#hasSignIn = hasSignIn;
    if (!isShared) return;
    this.shared = new SharedLog({
      root: kRoot,
      programs: kPrograms,
      folder: this.#folder,
      flags: (name) => this.#serviceFlags(name),
      ready: (program, address) => this.#ready(program, address),
    });
  }

  get origin() {
    return `http://127.0.0.1:${this.#gatewayPort}`;
  }

  get issuer() {
    return `http://127.0.0.1:${this.#providerPort}`;
  }

  async prepare() {
    runWell(join(kRoot, "tools", "dev_ca"), [this.#file("tls"), ...kNames]);
    writeFileSync(this.#file("master.key"), randomBytes(32).toString("hex"), { mode: 0o600 });
    const principals = join(kRoot, "tools", "lib", "dev_principals.mjs");
    writeFileSync(this.#file("principals.json"), runWell(process.execPath, [principals]));
    if (this.shared) await this.shared.prepare();
    else runWell(join(kPrograms, "witan"), ["log", "create", "--data", this.#file("data")]);
    this.#writeClientSettings(`127.0.0.1:${this.#servicesPort}`);
  }

  #writeClientSettings(server) {
    for (const name of kNames.filter((each) => each.startsWith("cli-"))) {
      const settings = { server, ...this.#tls(name) };
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
      writeFileSync(this.#file(`${name}.conf`), lines.join(""));
    }
  }

  async startServices() {
    if (this.shared) {
      await this.shared.start();
      this.#writeClientSettings(this.shared.recorders);
      return;
    }
    this.services = start(join(kPrograms, "standalone"), [
      ...["--data", this.#file("data"), "--listen", `127.0.0.1:${this.#servicesPort}`],
      ...["--admin-port", String(this.#adminPort), ...this.#serviceFlags("standalone")],
    ]);
    await this.#ready(this.services, `http://127.0.0.1:${this.#adminPort}/readyz`);
  }

  stopServices() {
    return stop(this.services);
  }

  async startProvider() {
    const gateway = ["--gateway", this.origin];
    this.provider = start(process.execPath, [
      kProvider,
      ...["--listen", `127.0.0.1:${this.#providerPort}`, ...gateway],
    ]);
    await this.#ready(this.provider, `${this.issuer}/.well-known/openid-configuration`);
  }

  /** `more` stands last, and so wins. */
  async startGateway(more = []) {
    this.gateway = start(process.execPath, [
      kGateway,
      ...this.gatewayArguments(),
      ...["--demonstration", "--requests-per-minute", kRequestsPerMinute],
      ...["--papers", this.#file("papers")],
      ...(this.#hasSignIn ? this.#signInArguments() : []),
      ...more,
    ]);
    await this.#ready(this.gateway, `${this.origin}/readyz`);
  }

  stopGateway() {
    return stop(this.gateway);
  }

  /** Sessions outlive it, as they do an upgrade. */
  async restartGateway(more) {
    await this.stopGateway();
    await this.startGateway(more);
  }

  gatewayArguments() {
    const backend = this.shared?.gatewayArguments() ?? [
      "--backend",
      `127.0.0.1:${this.#servicesPort}`,
    ];
    const listen = ["--listen", `127.0.0.1:${this.#gatewayPort}`];
    return [...listen, ...backend, ...this.#flags("gateway")];
  }

  #signInArguments() {
    writeFileSync(this.#file("client.secret"), "for-development-only\n", { mode: 0o600 });
    return [
      ...["--issuer", this.issuer, "--client-id", "witan-gateway"],
      ...["--client-secret-file", this.#file("client.secret")],
      ...["--sessions", this.#file("sessions.db")],
    ];
  }

  /** A token for the API of one user of the development provider, for the audience. */
  async token(user, audience = this.origin) {
    const response = await fetch(`${this.issuer}/token`, {
      method: "POST",
      headers: { authorization: `Basic ${basic(`dev-${user}:for-development-only`)}` },
      body: new URLSearchParams({ grant_type: "client_credentials", resource: audience }),
    });
    return (await response.json()).access_token;
  }

  /**
   * Imports what deploy/NAME generates, by the command line, as the register's keeper: all of it, or
   * what stands before the first line for which `isEnd` holds.
   */
  load(name, isEnd) {
    const file = this.#file(`${name}.jsonl`);
    const all = runWell(process.execPath, [join(kRoot, "deploy", name, "generate.mjs")]);
    const lines = all.trimEnd().split("\n");
    const end = isEnd === undefined ? lines.length : lines.findIndex(isEnd);
    writeFileSync(file, `${lines.slice(0, end).join("\n")}\n`);
    this.witan("cli-registrar", ["import", "--on-error", "stop", file]);
  }

  /** What the command line prints, with the certificate of that name. */
  witan(who, args) {
    const env = { WITAN_CONFIG: this.#file(`${who}.conf`) };
    return runWell(join(kPrograms, "witan"), args, env);
  }

  /** An answer of the gateway; redirects are not followed. */
  get(path, headers = {}) {
    return fetch(this.origin + path, { redirect: "manual", headers });
  }

  /** A call of the HTTP API in JSON: {status, body, headers}. */
  async call(method, body = {}, headers = {}) {
    const response = await fetch(`${this.origin}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  async stop() {
    if (this.gateway) await stop(this.gateway);
    if (this.provider) await stop(this.provider);
    if (this.services) await stop(this.services);
    await this.shared?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(name) {
    return join(this.#folder, name);
  }

  #tls(name) {
    const file = (ending) => join(this.#folder, "tls", ending);
    return { cert: file(`${name}.pem`), key: file(`${name}.key`), ca: file("ca.pem") };
  }

  #serviceFlags(name) {
    const files = ["--master-key", this.#file("master.key")];
    return [...files, "--principals", this.#file("principals.json"), ...this.#flags(name)];
  }

  #flags(name) {
    return Object.entries(this.#tls(name)).flatMap(([flag, file]) => [`--${flag}`, file]);
  }

  async #ready(program, address) {
    let hasEnded = false;
    void program.exited.then(() => {
      hasEnded = true;
    });
    await until(address, async () => {
      if (hasEnded) throw new Error(`it ended while it started: ${program.output}`);
      const answer = await fetch(address).catch(() => undefined);
      return answer?.ok;
    });
  }
}

const basic = (text) => Buffer.from(text).toString("base64");

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
