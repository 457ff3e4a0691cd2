// What is measured on a log of a million events: memory, opening after a kill, rebuilding a view.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { startWitan, untilCaughtUp } from "./servers.mjs";

const run = promisify(execFile);

const smallEvents = 100_000;
const largeEvents = 1_000_000;
const settleMs = 3_000;
// Recorded before each kill, so that there is a tail to read again.
const tailEvents = 2_000;

async function fill(programs, witan, count, number) {
  const { stdout } = await run(join(programs, "bench_load"), [
    "fill",
    `--target=${witan.target}`,
    `--calls=${count}`,
    `--run=${number}`,
  ]);
  return JSON.parse(stdout);
}

async function startToKill({ programs, folder, number }) {
  const witan = await startWitan(programs, folder);
  await fill(programs, witan, tailEvents, number);
  await witan.end("SIGKILL");
  return witan.startMs;
}

/** Memory while idle and at a million events; leaves copies of the log at both sizes, killed. */
export async function measureMemory({ programs, folder, part, say, results }) {
  const [small, large] = [smallEvents / part, largeEvents / part].map(Math.round);
  const paths = { small: join(folder, "small"), large: join(folder, "large") };
  let witan = await startWitan(programs, paths.large);
  await pause(settleMs);
  results.ratio("idleMb", witan.residentMb());
  say(`log: recording ${small} events`);
  await fill(programs, witan, small, 1);
  await untilCaughtUp(witan);
  await witan.end("SIGKILL");
  cpSync(paths.large, paths.small, { recursive: true });
  witan = await startWitan(programs, paths.large);
  say(`log: recording ${large - small} more`);
  const filled = await fill(programs, witan, large - small, 2);
  results.figure("Witan, bulk stream of 2,000, a million events", "/s", filled.per_second);
  results.figure("resident memory right after a million events", "MB", witan.residentMb());
  const lag = await untilCaughtUp(witan);
  results.figure("views behind after a million events", "events", lag.behind);
  results.figure("views caught up after a million events", "s", lag.seconds);
  await pause(settleMs);
  results.ratio("fullMb", witan.residentMb());
  await witan.end("SIGKILL");
  return paths;
}

/** Opening each copy after a kill, in turn. */
export async function measureReopen({ programs, rounds, paths, say, results }) {
  for (let round = 0; round < rounds; ++round) {
    say(`reopen, round ${round + 1} of ${rounds}`);
    const number = 100 + round;
    const least = await startToKill({ programs, folder: paths.small, number });
    const most = await startToKill({ programs, folder: paths.large, number });
    results.figure("ready after SIGKILL at 100k events", "ms", least);
    results.figure("ready after SIGKILL at 1M events", "ms", most);
    results.ratio("reopen", most / least);
  }
}

/** A view built from the log of a million events, against one read and one write an event. */
export async function measureRebuild({ programs, folder, rounds, part, say, results }) {
  mkdirSync(folder, { recursive: true });
  for (let round = 0; round < rounds; ++round) {
    say(`rebuild, round ${round + 1} of ${rounds}`);
    const { stdout } = await run(join(programs, "bench_rebuild"), [
      `--events=${Math.round(largeEvents / part)}`,
      `--folder=${folder}`,
    ]);
    const result = JSON.parse(stdout);
    results.figure("rebuild of a view, 1M events", "s", result.rebuild_s);
    results.figure("one Get and one Put an event, 1M events", "s", result.get_put_s);
    results.ratio("rebuild", result.speed_up);
  }
}
