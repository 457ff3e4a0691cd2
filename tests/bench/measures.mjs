// What is measured: each phase starts its servers fresh, takes its rounds with the pairs in turn,
// and adds samples of ratios and the figures behind them.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { startEtcd, startNoop, startWitan, untilCaughtUp } from "./servers.mjs";

const run = promisify(execFile);

// Calls of one sample: some seconds each on two cores, so that five rounds of everything fit into a
// quarter of an hour.
const calls = { witan: 40_000, etcd: 12_000, noop: 80_000, one: 2_000, bulk: 60_000, get: 40_000 };
const systems = 42;
const decisionsOfSystem = 2_381; // 100,002 in all
const settleMs = 2_000;

/** Collects samples of ratios, and the figures behind them, by name. */
export class Results {
  samples = {};
  figures = new Map();

  ratio(key, value) {
    (this.samples[key] ??= []).push(value);
  }
  figure(name, unit, value) {
    if (!this.figures.has(name)) this.figures.set(name, [name, unit, []]);
    this.figures.get(name)[2].push(value);
  }
}

/** One measurement of bench_load. */
export async function load(programs, kind, options) {
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { stdout } = await run(join(programs, "bench_load"), [kind, ...flags]);
  return JSON.parse(stdout);
}

/** The order turns round by round, so that no server always comes first. */
export async function inTurn(round, steps) {
  for (const step of round % 2 ? [...steps].reverse() : steps) await step();
}

/** Commands against etcd, the no-op server and the disk. */
export async function measureCommands({ programs, folder, rounds, part, say, results }) {
  const servers = {
    noop: await startNoop(programs, folder),
    etcd: await startEtcd(folder),
    witan: await startWitan(programs, folder),
  };
  let number = 0;
  const measure = async (kind, server, count, inFlight) => {
    number += 1;
    const result = await load(programs, kind, {
      target: server.target,
      calls: Math.round(count / part),
      "in-flight": inFlight,
      "warm-up": Math.round(count / part / 20),
      run: number,
    });
    if (server !== servers.witan) return result;
    // The next sample shall not share the machine with views that follow this one.
    const lag = await untilCaughtUp(server);
    results.figure(`views behind after ${kind}, ${inFlight} in flight`, "events", lag.behind);
    results.figure(`views caught up after ${kind}, ${inFlight} in flight`, "s", lag.seconds);
    return result;
  };
  for (let round = 0; round < rounds; ++round) {
    say(`commands, round ${round + 1} of ${rounds}`);
    await singleCommands(round, servers, measure, results);
    await oneInFlight(round, { programs, folder, servers, measure, results });
    await bulkStream(round, servers, measure, results);
  }
  for (const server of Object.values(servers)) await server.end();
}

async function singleCommands(round, servers, measure, results) {
  const of = {};
  await inTurn(round, [
    async () => (of.noop = await measure("noop", servers.noop, calls.noop, 64)),
    async () => (of.witan = await measure("witan", servers.witan, calls.witan, 64)),
    async () => (of.etcd = await measure("etcd", servers.etcd, calls.etcd, 64)),
  ]);
  for (const [name, result] of Object.entries(of)) {
    results.figure(`${name}, 64 in flight`, "/s", result.per_second);
    results.figure(`${name}, 64 in flight, p50`, "us", result.p50_us);
    results.figure(`${name}, 64 in flight, p99`, "us", result.p99_us);
  }
  results.ratio("singleToEtcd", of.witan.per_second / of.etcd.per_second);
  results.ratio("singleToNoop", of.witan.per_second / of.noop.per_second);
  results.ratio("tail", of.witan.p99_us / of.witan.p50_us);
}

async function oneInFlight(round, { programs, folder, servers, measure, results }) {
  const of = {};
  const sync = { file: join(folder, "sync.bin"), calls: calls.one };
  await inTurn(round, [
    async () => (of.noop = await measure("noop", servers.noop, calls.one, 1)),
    async () => (of.witan = await measure("witan", servers.witan, calls.one, 1)),
    async () => (of.sync = await load(programs, "sync", sync)),
  ]);
  results.figure("no-op, one in flight, p50", "us", of.noop.p50_us);
  results.figure("Witan, one in flight, p50", "us", of.witan.p50_us);
  results.figure("append and fdatasync, p50", "us", of.sync.p50_us);
  results.ratio("oneInFlight", of.witan.p50_us / (of.noop.p50_us + of.sync.p50_us));
}

async function bulkStream(round, servers, measure, results) {
  const of = {};
  await inTurn(round, [
    async () => (of.witan = await measure("bulk", servers.witan, calls.bulk, 100)),
    async () => (of.etcd = await measure("etcd", servers.etcd, calls.etcd, 100)),
  ]);
  results.figure("Witan, bulk stream of 100", "/s", of.witan.per_second);
  results.figure("etcd, 100 in flight", "/s", of.etcd.per_second);
  results.ratio("bulkToEtcd", of.witan.per_second / of.etcd.per_second);
}

/** Queries over a country with 100k decisions. */
export async function measureQueries({ programs, folder, rounds, part, say, results }) {
  const decisions = systems * Math.round(decisionsOfSystem / part);
  const witan = await startWitan(programs, folder);
  const ask = (kind, server, options) =>
    load(programs, kind, { target: server.target, records: decisions, ...options });
  say(`queries: recording ${decisions} decisions`);
  await ask("country", witan, {});
  const filled = await ask("decisions", witan, {});
  results.figure("decisions of boards, recorded in bulk", "/s", filled.per_second);
  await untilCaughtUp(witan);
  await pause(settleMs);
  const get = { calls: Math.round(calls.get / part), "in-flight": 16, "warm-up": 2_000 };
  const { answer_bytes: answerBytes } = await ask("get", witan, get);
  // The no-op answers as many bytes as GetDecision does.
  const noop = await startNoop(programs, folder, answerBytes);
  results.figure("GetDecision, size of the answer", "bytes", answerBytes);
  for (let round = 0; round < rounds; ++round) {
    say(`queries, round ${round + 1} of ${rounds}`);
    const of = {};
    await inTurn(round, [
      async () => (of.noop = await ask("noop-get", noop, get)),
      async () => (of.witan = await ask("get", witan, get)),
    ]);
    results.figure("no-op with an answer of that size, 16 in flight", "/s", of.noop.per_second);
    results.figure("GetDecision, 16 in flight", "/s", of.witan.per_second);
    results.figure("GetDecision, 16 in flight, p99", "us", of.witan.p99_us);
    results.ratio("getToNoop", of.witan.per_second / of.noop.per_second);
    for (const kind of ["list", "list-system", "overview-system"]) {
      const one = await ask(kind, witan, { calls: 5, "in-flight": 1, "warm-up": 1 });
      results.figure(`${kind}, one in flight, p50`, "us", one.p50_us);
      results.figure(`${kind}, one in flight, slowest`, "us", one.max_us);
    }
  }
  await noop.end();
  await witan.end();
}
