// Witan on Kafka against Witan on the embedded log, and against librdkafka alone: one broker, a log
// without flush.messages and one with it.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import {
  bytesOf,
  makeLog,
  startBroker,
  startService,
  untilFollowed,
  writerOf,
} from "./kafka_servers.mjs";
import { inTurn, load } from "./measures.mjs";
import { startWitan, untilCaughtUp } from "./servers.mjs";

const run = promisify(execFile);
// Calls of one sample; a broker that flushes each batch is slower by far.
const calls = { many: 20_000, flushed: 4_000, one: 2_000, events: 1_000_000 };
const takeovers = 3;
// What Kafka's format adds to a batch of one record.
const batchOverhead = 70;

async function kafka(programs, kind, broker, topic, options = {}) {
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const place = [`--kafka=${broker.bootstrap}`, `--topic=${topic}`];
  const { stdout } = await run(join(programs, "bench_kafka"), [kind, ...place, ...flags]);
  return JSON.parse(stdout);
}

/** A recorder and both views over a log of its own, as the embedded form has them. */
async function startShared(common, topic, { flushes, withViews }) {
  const { programs, folder, broker } = common;
  const log = await makeLog({ programs, folder: join(folder, topic), broker, topic, flushes });
  const recorder = await startService(log, "recorder");
  const views = [];
  for (const name of withViews ? ["oversight", "involvement"] : []) {
    views.push(await startService(log, name));
  }
  await writerOf([recorder]);
  const settle = () => untilFollowed(recorder, views);
  const end = async () => {
    for (const server of [...views, recorder]) await server.end();
  };
  return { target: recorder.target, topic, settle, end };
}

async function startForms(common) {
  const embedded = await startWitan(common.programs, join(common.folder, "embedded"), [
    "--unsynced-for-measurement",
  ]);
  embedded.settle = () => untilCaughtUp(embedded);
  const withViews = { flushes: false, withViews: true };
  return {
    embedded,
    kafka: await startShared(common, "with.views", withViews),
    alone: await startShared(common, "alone", { flushes: false, withViews: false }),
    flushed: await startShared(common, "flushed", { flushes: true, withViews: true }),
  };
}

/** Commands on Kafka: throughput and latency, against the embedded log and a bare producer. */
export async function measureKafkaCommands(common) {
  const { rounds, part, say, results } = common;
  const broker = await startBroker(common.folder);
  const forms = await startForms({ ...common, broker });
  let number = 0;
  const measure = async (form, count, inFlight) => {
    number += 1;
    const result = await load(common.programs, "witan", {
      target: form.target,
      calls: Math.round(count / part),
      "in-flight": inFlight,
      "warm-up": Math.round(count / part / 20),
      run: number,
    });
    await form.settle();
    return result;
  };
  // A broker gets faster over its first ten thousand batches.
  for (const form of Object.values(forms)) await measure(form, calls.flushed, 64);
  await measure(forms.kafka, calls.many, 64);
  for (let round = 0; round < rounds; ++round) {
    say(`commands on Kafka, round ${round + 1} of ${rounds}`);
    await manyInFlight(round, forms, measure, results);
    await oneInFlight(round, { ...common, broker, forms, measure });
  }
  for (const form of Object.values(forms)) await form.end();
  await broker.end();
}

const names = {
  embedded: "embedded log without sync",
  kafka: "Kafka",
  alone: "Kafka, the recorder without views beside it",
  flushed: "Kafka with flush.messages=1",
};

async function manyInFlight(round, forms, measure, results) {
  const of = {};
  await inTurn(
    round,
    Object.entries(forms).map(([name, form]) => async () => {
      of[name] = await measure(form, name === "flushed" ? calls.flushed : calls.many, 64);
    }),
  );
  for (const [name, result] of Object.entries(of)) {
    results.figure(`${names[name]}, 64 in flight`, "/s", result.per_second);
    results.figure(`${names[name]}, 64 in flight, p50`, "us", result.p50_us);
    results.figure(`${names[name]}, 64 in flight, p99`, "us", result.p99_us);
  }
  results.ratio("kafkaToEmbedded", of.kafka.per_second / of.embedded.per_second);
  results.ratio("kafkaAloneToEmbedded", of.alone.per_second / of.embedded.per_second);
  results.ratio("flushMany", of.flushed.per_second / of.kafka.per_second);
}

async function oneInFlight(round, { programs, part, broker, forms, measure, results }) {
  const of = {};
  const count = Math.round(calls.one / part);
  // What one command leaves in the topic; the bare producer sends as much.
  const before = bytesOf(broker, forms.alone.topic);
  of.alone = await measure(forms.alone, calls.one, 1);
  const commands = count + Math.round(count / 20) + 1;
  const bytes = Math.round(
    (bytesOf(broker, forms.alone.topic) - before) / commands - batchOverhead,
  );
  results.figure("bytes of a command's record with its headers", "bytes", bytes);
  await inTurn(round, [
    async () => {
      await makeBare(broker, programs);
      of.bare = await kafka(programs, "produce", broker, bareTopic, { records: count, bytes });
    },
    async () => (of.kafka = await measure(forms.kafka, calls.one, 1)),
    async () => (of.flushed = await measure(forms.flushed, calls.one, 1)),
    async () => (of.embedded = await measure(forms.embedded, calls.one, 1)),
  ]);
  results.figure("bare idempotent produce, one in flight, p50", "us", of.bare.p50_us);
  for (const name of ["kafka", "alone", "flushed", "embedded"]) {
    results.figure(`${names[name]}, one in flight, p50`, "us", of[name].p50_us);
  }
  results.ratio("kafkaOneInFlight", of.alone.p50_us / of.bare.p50_us);
  results.ratio("flushOne", of.flushed.p50_us / of.kafka.p50_us);
}

const bareTopic = "bare";
let isBareMade = false;

// A topic like a log's, with one record.
async function makeBare(broker, programs) {
  if (!isBareMade) await kafka(programs, "fill", broker, bareTopic, { records: 1 });
  isBareMade = true;
}

/** Reading a long log to its end, against a plain consumer. */
export async function measureKafkaReading({ programs, folder, rounds, part, say, results }) {
  const broker = await startBroker(join(folder, "reading"));
  const records = Math.round(calls.events / part);
  say(`reading from Kafka: writing ${records} events`);
  const topic = "long";
  const filled = await kafka(programs, "fill", broker, topic, { records });
  results.figure("log on Kafka written, batches of 1,000", "/s", filled.per_second);
  for (let round = 0; round < rounds; ++round) {
    say(`reading from Kafka, round ${round + 1} of ${rounds}`);
    const of = {};
    await inTurn(round, [
      async () => (of.bare = await kafka(programs, "consume", broker, topic)),
      async () => (of.ours = await kafka(programs, "read", broker, topic)),
    ]);
    results.figure("plain consumer, a million events", "/s", of.bare.per_second);
    results.figure("our reader, a million events", "/s", of.ours.per_second);
    results.ratio("kafkaReading", of.ours.per_second / of.bare.per_second);
  }
  await broker.end();
}

/** From SIGKILL of the writer to the first command that another recorder has recorded. */
export async function measureTakeover({ programs, folder, say, results }) {
  const broker = await startBroker(join(folder, "takeover"));
  const log = await makeLog({
    programs,
    folder: join(folder, "takeover"),
    broker,
    topic: "witan.log",
    flushes: false,
  });
  let standby = await startService(log, "recorder", "recorder-0");
  for (let round = 1; round <= takeovers; ++round) {
    say(`takeover ${round} of ${takeovers}`);
    const writer = standby;
    await writerOf([writer]);
    standby = await startService(log, "recorder", `recorder-${round}`);
    await load(programs, "witan", { target: writer.target, calls: 500, run: 1_000 + round });
    const startedAt = performance.now();
    await writer.end("SIGKILL");
    await untilRecorded(programs, standby, round);
    results.ratio("takeover", (performance.now() - startedAt) / 1000);
  }
  await standby.end();
  await broker.end();
}

async function untilRecorded(programs, recorder, round) {
  const one = {
    target: recorder.target,
    calls: 1,
    "warm-up": 0,
    "in-flight": 1,
    run: 2_000 + round,
  };
  for (;;) {
    try {
      await load(programs, "witan", one);
      return;
    } catch {
      // Not the writer yet.
    }
  }
}
