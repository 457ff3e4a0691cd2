// Runs the benchmarks and prints their table: see README.md beside it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureKafkaCommands, measureKafkaReading, measureTakeover } from "./kafka_measures.mjs";
import { measureMemory, measureRebuild, measureReopen } from "./log_measures.mjs";
import { conditions, mostLoad, whatIsMissing } from "./machine.mjs";
import { Results, measureCommands, measureQueries } from "./measures.mjs";
import { markdown, summary } from "./report.mjs";
import { endAll } from "./servers.mjs";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const help = `node tests/bench/run.mjs [options]
  --rounds N     rounds of each pair (5)
  --only NAMES   of commands, queries, log, rebuild, kafka-commands, kafka-reading, takeover;
                 by commas (all)
  --build PATH   the build with the programs (build/release)
  --data PATH    folder for the servers' data, removed at the end (the system's temporary one)
  --out PATH     folder for report.json and report.md (BUILD/bench)
  --part N       an N-th of all calls and events, to try the runner (1); no figures to quote
  --force        run although the machine is busy`;

const allPhases = "commands,queries,log,rebuild,kafka-commands,kafka-reading,takeover";

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: allPhases },
      build: { type: "string", default: join(repository, "build/release") },
      data: { type: "string", default: tmpdir() },
      out: { type: "string" },
      part: { type: "string", default: "1" },
      force: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds is a number from 1 on");
  const part = Number(values.part);
  if (!(part >= 1)) throw new Error("--part is a number from 1 on");
  return {
    ...values,
    rounds,
    part,
    phases: values.only.split(","),
    out: values.out ?? join(values.build, "bench"),
  };
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}

async function measure(options, folder, results) {
  const startedAt = performance.now();
  const say = (what) => {
    console.error(`[${((performance.now() - startedAt) / 1000).toFixed(0)} s] ${what}`);
  };
  const { phases } = options;
  const common = {
    programs: join(options.build, "bin"),
    rounds: options.rounds,
    part: options.part,
    say,
    results,
  };
  if (phases.includes("commands")) {
    await measureCommands({ ...common, folder: join(folder, "commands") });
  }
  if (phases.includes("queries")) {
    await measureQueries({ ...common, folder: join(folder, "queries") });
  }
  if (phases.includes("log")) {
    const paths = await measureMemory({ ...common, folder: join(folder, "log") });
    await measureReopen({ ...common, paths });
  }
  if (phases.includes("rebuild")) {
    await measureRebuild({ ...common, folder: join(folder, "rebuild") });
  }
  const onKafka = { ...common, folder: join(folder, "kafka") };
  if (phases.includes("kafka-commands")) await measureKafkaCommands(onKafka);
  if (phases.includes("kafka-reading")) await measureKafkaReading(onKafka);
  if (phases.includes("takeover")) await measureTakeover(onKafka);
  say("done");
}

function write(options, machine, results) {
  const ratios = summary(results.samples);
  const figures = [...results.figures.values()];
  const text = markdown(machine, ratios, figures);
  mkdirSync(options.out, { recursive: true });
  writeFileSync(join(options.out, "report.md"), text);
  const whole = { conditions: machine, rows: ratios, figures };
  writeFileSync(join(options.out, "report.json"), JSON.stringify(whole, null, 2) + "\n");
  console.log(text);
}

const options = readOptions();
if (options.help) {
  console.log(help);
  process.exit(0);
}
const missing = whatIsMissing(join(options.build, "bin"), options.phases);
if (missing) refuse(missing);
const machine = await conditions(options.build, options.data);
if (options.part !== 1) machine.part = `one ${options.part}th of all calls and events: a trial`;
if (machine.load > mostLoad && !options.force) {
  refuse(
    `The machine is busy: its load is ${machine.load.toFixed(2)}, and above ${mostLoad} something ` +
      "else is measured too. Wait, or run with --force; the report names the load.",
  );
}
const folder = mkdtempSync(join(options.data, "witan-bench-"));
const results = new Results();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
process.once("exit", () => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});
await measure(options, folder, results);
write(options, machine, results);
