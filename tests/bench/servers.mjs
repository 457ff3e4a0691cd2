// The servers under measurement: each a process of its own on free loopback ports, with its data in
// a folder of its own, ended with the run whatever happens.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";

const readyWithinMs = 600_000;
const quietWithinMs = 600_000;
const running = new Set();

/** Ends what still runs: nothing outlives the runner. */
export function endAll() {
  for (const child of running) child.kill("SIGKILL");
}

export async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function accepts(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

export async function answers(url) {
  try {
    return (await globalThis.fetch(url)).ok;
  } catch {
    return false;
  }
}

class Server {
  constructor(name, port, isReady, child) {
    this.name = name;
    this.target = `127.0.0.1:${port}`;
    this.isReady = isReady;
    this.child = child;
  }

  /** Waits until it serves; the milliseconds from its start until then. */
  async untilReady(startedAt) {
    while (performance.now() - startedAt < readyWithinMs) {
      if (this.child.exitCode !== null) throw new Error(`${this.name} ended at its start`);
      if (await this.isReady()) return performance.now() - startedAt;
      await pause(2);
    }
    throw new Error(`${this.name} is not ready after ${readyWithinMs / 1000} s`);
  }

  /** Resident memory in MB. */
  residentMb() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
  }

  async end(signal = "SIGTERM") {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, "exit");
  }
}

/** A process that ends with the runner; `stdio` as spawn takes it. */
export function launch(program, options, stdio) {
  const child = spawn(program, options, { stdio });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

export async function start(name, folder, program, options, port, isReady) {
  mkdirSync(folder, { recursive: true });
  const output = openSync(join(folder, `${name}.log`), "a");
  const startedAt = performance.now();
  const child = launch(program, options, ["ignore", output, output]);
  const server = new Server(name, port, isReady, child);
  server.startMs = await server.untilReady(startedAt);
  return server;
}

export async function startNoop(programs, folder, answerBytes) {
  const port = await freePort();
  const options = [String(port), ...(answerBytes ? [String(answerBytes)] : [])];
  return start("noop", folder, join(programs, "bench_noop"), options, port, () => accepts(port));
}

/** One member, every write synced before its answer, which is what etcd does by itself. */
export async function startEtcd(folder) {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const options = [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--log-level=error",
  ];
  return start("etcd", folder, "etcd", options, port, () => answers(`${client}/health`));
}

/** All of Witan in one process; `more` are options of standalone. */
export async function startWitan(programs, folder, more = []) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const admin = `http://127.0.0.1:${adminPort}`;
  const options = [
    "--plain-for-measurement",
    `--data=${join(folder, "data")}`,
    `--listen=127.0.0.1:${port}`,
    `--admin-port=${adminPort}`,
    ...more,
  ];
  const server = await start("witan", folder, join(programs, "standalone"), options, port, () =>
    answers(`${admin}/readyz`),
  );
  server.admin = admin;
  return server;
}

/** Positions of the log and of the views. */
export async function positionsOf(witan) {
  const text = await (await globalThis.fetch(`${witan.admin}/metrics`)).text();
  const of = (name) =>
    Number(new RegExp(`^witan_${name}_position_events (\\d+)`, "m").exec(text)[1]);
  return { log: of("recorder"), views: Math.min(of("oversight"), of("involvement")) };
}

/** Waits until the views hold what the log holds; how far behind they were, and for how long. */
export async function untilCaughtUp(witan) {
  const startedAt = performance.now();
  const first = await positionsOf(witan);
  for (let now = first; now.views < now.log; now = await positionsOf(witan)) {
    if (performance.now() - startedAt > quietWithinMs) throw new Error("the views stay behind");
    await pause(20);
  }
  return { behind: first.log - first.views, seconds: (performance.now() - startedAt) / 1000 };
}
