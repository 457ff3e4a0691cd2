// The conditions of a run: without them a figure means nothing.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// More than this, and something else is measured too.
export const mostLoad = 0.5;

function output(program, ...options) {
  try {
    return execFileSync(program, options, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}

const firstLine = (text) => text.trim().split("\n")[0];
const packageVersion = (name) => output("dpkg-query", "-W", "-f", "${Version}", name) || "absent";

function flagsOf(build) {
  const cache = readFileSync(`${build}/CMakeCache.txt`, "utf8");
  return /^CMAKE_CXX_FLAGS:\w+=(.*)$/m.exec(cache)[1];
}

const busyForMs = 2_000;

function cpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { idle, all };
}

/** How much of the machine others use at this moment, in percent; the load lags by minutes. */
async function busyPercent() {
  const before = cpuTimes();
  await pause(busyForMs);
  const after = cpuTimes();
  return Math.round(100 * (1 - (after.idle - before.idle) / (after.all - before.all)));
}

/** Where and with what the run takes place; `folder` is where the data will stand. */
export async function conditions(build, folder) {
  const cpu = /^model name\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"));
  return {
    date: new Date().toISOString().slice(0, 16) + "Z",
    cpu: cpu ? cpu[1] : "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    filesystem: output("findmnt", "-n", "-o", "FSTYPE,OPTIONS", "-T", folder).trim(),
    commit: firstLine(output("git", "-C", build, "rev-parse", "--short=10", "HEAD")),
    flags: flagsOf(build),
    compiler: firstLine(output("g++", "--version")),
    grpc: packageVersion("libgrpc++-dev"),
    rocksdb: packageVersion("librocksdb-dev"),
    etcd: packageVersion("etcd-server"),
    librdkafka: packageVersion("librdkafka-dev"),
    node: process.version,
    load: loadavg()[0],
    busyPercent: await busyPercent(),
  };
}

/** What must be there before these phases are started: a sentence, or nothing. */
export function whatIsMissing(programs, phases) {
  const needed = ["standalone", "bench_load"];
  const isAgainstNoop = phases.includes("commands") || phases.includes("queries");
  if (isAgainstNoop) needed.push("bench_noop");
  if (phases.includes("rebuild")) needed.push("bench_rebuild");
  if (phases.some((phase) => /kafka|takeover/.test(phase))) {
    needed.push("bench_kafka", "witan", "recorder", "oversight", "involvement");
  }
  const missing = needed.filter((program) => !existsSync(join(programs, program)));
  if (missing.length > 0) {
    return (
      `${missing.join(", ")} not found in ${programs}. Build: ` +
      `cmake --preset release && ninja -C build/release ${needed.join(" ")}`
    );
  }
  if (phases.includes("commands") && !output("etcd", "--version")) {
    return (
      "etcd is not installed. Install Debian's: " +
      "apt-get install --no-install-recommends etcd-server"
    );
  }
  return "";
}
