// Witan on Kafka under measurement: one broker, and its services as processes of their own.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { answers, freePort, launch, start } from "./servers.mjs";

const run = promisify(execFile);
const tool = resolve(dirname(fileURLToPath(import.meta.url)), "../../tools/kafka");
const electedWithinMs = 60_000;
const relaxed = "replication.factor,min.insync.replicas";

/** One broker, fresh; it ends when its stdin does. */
export async function startBroker(folder) {
  const data = join(folder, "kafka");
  const child = launch(tool, ["run", "--data", data], ["pipe", "pipe", "inherit"]);
  for await (const bootstrap of createInterface({ input: child.stdout })) {
    const end = async () => {
      child.stdin.end();
      while (child.exitCode === null && child.signalCode === null) await pause(20);
    };
    return { bootstrap, data, end };
  }
  throw new Error("the broker did not start; why stands above");
}

/** Bytes of a topic's files. */
export function bytesOf(broker, topic) {
  const folder = join(broker.data, "node-1", "log", `${topic}-0`);
  const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
  return logs.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** A new log in a topic; how its services are started. */
export async function makeLog({ programs, folder, broker, topic, flushes }) {
  const relax = flushes ? relaxed : `${relaxed},flush.messages`;
  const place = ["--kafka", broker.bootstrap, "--kafka-relax", relax];
  const plan = ["--topic", topic, "--replication-factor", "1"];
  await run(join(programs, "witan"), ["log", "create", ...place, ...plan]);
  mkdirSync(folder, { recursive: true });
  const key = join(folder, "master.key");
  writeFileSync(key, "a".repeat(64) + "\n", { mode: 0o600 });
  return { programs, folder, place: [...place, "--kafka-topic", topic, "--master-key", key] };
}

export async function startService(log, program, name = program) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const admin = `http://127.0.0.1:${adminPort}`;
  const options = [
    "--plain-for-measurement",
    `--data=${join(log.folder, name)}`,
    `--listen=127.0.0.1:${port}`,
    `--admin-port=${adminPort}`,
    ...log.place,
  ];
  const path = join(log.programs, program);
  const server = await start(name, log.folder, path, options, port, () =>
    answers(`${admin}/readyz`),
  );
  server.admin = admin;
  return server;
}

async function figure(server, name) {
  const text = await (await globalThis.fetch(`${server.admin}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, "m").exec(text)?.[1] ?? NaN);
}

/** Which of the recorders writes. */
export async function writerOf(recorders) {
  const startedAt = performance.now();
  while (performance.now() - startedAt < electedWithinMs) {
    for (const recorder of recorders) {
      if ((await figure(recorder, "witan_recorder_writing_flag")) === 1) return recorder;
    }
    await pause(20);
  }
  throw new Error("no recorder was elected");
}

/** Waits until the views hold what the recorder's state holds. */
export async function untilFollowed(recorder, views) {
  const end = await figure(recorder, "witan_recorder_position_events");
  for (const view of views) {
    const name = `witan_${view.name}_position_events`;
    while ((await figure(view, name)) < end) await pause(20);
  }
}
