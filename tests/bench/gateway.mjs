// Measures the gateway with the demonstration's records: see README.md beside it.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Finder } from "../e2e/lib/finder.mjs";
import { conditions } from "./machine.mjs";
import { closedLoop, openLoop, percentile } from "./open_loop.mjs";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const help = `node tests/bench/gateway.mjs [options]
  --only NAMES   of pages, memory, start; by commas (all)
  --build PATH   the build with the programs (build/release)
  --seconds N    how long each page is asked at each rate (10)
  --requests N   after how many requests memory is read again (100000)
  --find TEXT    only pages whose name holds it`;

const kRates = [100, 200];
const kWarm = 500;
const kCounted = 500;
const kTickMs = 10;
const kStarts = 5;
const kIdleMs = 3_000;
const kAtOnce = 8;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "pages,memory,start" },
    build: { type: "string", default: join(repository, "build/release") },
    seconds: { type: "string", default: "10" },
    requests: { type: "string", default: "100000" },
    find: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});

/** What is measured: a name, an address, and who looks. */
async function pagesOf(stack) {
  const finder = new Finder(stack);
  const { first } = finder.as("region");
  const session = await finder.cookies("region");
  const region = { cookie: session.map(({ name, value }) => `${name}=${value}`).join("; ") };
  return [
    ["no-op (/healthz)", "/healthz", {}],
    ["page without a call (/about)", "/about", {}],
    ["home of a region", "/", region],
    ["home of the public", "/", {}],
    ["system", "/systems/QJG", region],
    ["decision", await first("decisions", { words: "Community beds" }), region],
    ["list of decisions", "/decisions", region],
    ["involvement", await first("involvement", { words: "mental health" }), region],
  ].map(([name, path, headers]) => ({ name, url: stack.origin + path, headers }));
}

async function measurePages(stack) {
  const rows = [];
  for (const { name, url, headers } of await pagesOf(stack)) {
    if (!name.includes(options.find)) continue;
    await closedLoop({ urls: [url], total: kWarm, atOnce: kAtOnce, headers });
    const row = { name, processor: await processorOf(stack, url, headers) };
    for (const perSecond of kRates) {
      const seconds = Number(options.seconds);
      const { times, failed, bytes } = await openLoop({ url, headers, perSecond, seconds });
      row.bytes = bytes;
      row[perSecond] = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), failed };
    }
    rows.push(row);
    process.stderr.write(`${JSON.stringify(row)}\n`);
  }
  return rows;
}

/** Processor time of a request, in milliseconds: what others do on the machine hardly changes it. */
async function processorOf(stack, url, headers) {
  const before = [stack.gateway, stack.services].map(processorMs);
  await closedLoop({ urls: [url], total: kCounted, atOnce: kAtOnce, headers });
  const after = [stack.gateway, stack.services].map(processorMs);
  return after.map((spent, index) => (spent - before[index]) / kCounted);
}

function processorMs({ child }) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * kTickMs;
}

const residentMb = ({ child }) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;

async function measureMemory(stack) {
  await stack.restartGateway();
  await pause(kIdleMs);
  const idle = residentMb(stack.gateway);
  const pages = await pagesOf(stack);
  const { headers } = pages.find(({ name }) => name === "home of a region");
  const urls = pages.map(({ url }) => url).filter((url) => !url.endsWith("/healthz"));
  const total = Number(options.requests);
  const from = performance.now();
  const { failed } = await closedLoop({ urls, total, atOnce: kAtOnce, headers });
  const seconds = (performance.now() - from) / 1000;
  return { idle, after: residentMb(stack.gateway), total, failed, perSecond: total / seconds };
}

/** From the start of the process until it is ready. */
async function measureStart(stack) {
  const times = [];
  for (let round = 0; round < kStarts; round += 1) {
    await stack.stopGateway();
    const from = performance.now();
    await stack.startGateway();
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}

const ms = (value) => value.toFixed(1);

function print(rows) {
  const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
  const heads = ["", "bytes", "processor: gateway", "services"];
  const perRate = kRates.flatMap((rate) => [`p50 at ${rate}/s`, `p99 at ${rate}/s`, "failed"]);
  line([...heads, ...perRate]);
  line(Array(heads.length + perRate.length).fill("---"));
  for (const row of rows) {
    const cells = kRates.flatMap((rate) => {
      const { p50, p99, failed } = row[rate];
      return [`${ms(p50)} ms`, `${ms(p99)} ms`, failed];
    });
    line([row.name, row.bytes, ...row.processor.map((value) => `${ms(value)} ms`), ...cells]);
  }
}

if (options.help) {
  console.log(help);
} else {
  process.env.WITAN_BIN = join(options.build, "bin");
  const { startStack } = await import("../e2e/lib/stack.mjs");
  const phases = options.only.split(",");
  const stack = await startStack({ signIn: true });
  try {
    console.log(JSON.stringify(await conditions(options.build, repository)));
    if (phases.includes("start")) {
      const times = await measureStart(stack);
      console.log(`ready after ${times.map(ms).join(", ")} ms`);
    }
    if (phases.includes("pages")) print(await measurePages(stack));
    if (phases.includes("memory")) {
      const { idle, after, total, failed, perSecond } = await measureMemory(stack);
      console.log(
        `resident: ${ms(idle)} MB idle, ${ms(after)} MB after ${total} requests ` +
          `(${ms(perSecond)}/s, ${failed} failed)`,
      );
    }
  } finally {
    await stack.stop();
  }
}
