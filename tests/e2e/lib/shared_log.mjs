// Witan on Kafka as processes, as tools/run --kafka starts them: one broker, two recorders, two
// oversight replicas and involvement, each with its certificate.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, runWell, start, stop } from "./processes.mjs";

// Recorders come first: they make the topics that the others read.
const kServices = ["recorder-1", "recorder-2", "oversight-1", "oversight-2", "involvement"];
const kRelaxed = ["--kafka-relax", "replication.factor,min.insync.replicas,flush.messages"];

export const kSharedNames = ["recorder", "oversight", "involvement"];

/** `flags`: of each service, by the name of its certificate. `ready`: waits for a started one. */
export class SharedLog {
  #root;
  #programs;
  #folder;
  #flags;
  #ready;
  #broker;
  #bootstrap;
  #ports = {};
  #running = new Map();

  constructor({ root, programs, folder, flags, ready }) {
    this.#root = root;
    this.#programs = programs;
    this.#folder = folder;
    this.#flags = flags;
    this.#ready = ready;
  }

  /** One broker, which ends with its input, and an empty log. */
  async prepare() {
    this.#broker = spawn(join(this.#root, "tools", "kafka"), ["run"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: this.#broker.stdout });
    [this.#bootstrap] = await once(lines, "line");
    const plan = ["--replication-factor", "1", ...kRelaxed];
    const place = ["--kafka", this.#bootstrap];
    runWell(join(this.#programs, "witan"), ["log", "create", ...place, ...plan]);
  }

  async start() {
    for (const name of kServices) {
      this.#ports[name] = [await freePort(), await freePort()];
      const [port, adminPort] = this.#ports[name];
      const program = name.replace(/-\d$/, "");
      const running = start(join(this.#programs, program), [
        ...["--data", join(this.#folder, name), "--listen", `127.0.0.1:${port}`],
        ...["--admin-port", String(adminPort), "--kafka", this.#bootstrap, ...kRelaxed],
        ...this.#flags(program),
      ]);
      this.#running.set(name, running);
      await this.#ready(running, `http://127.0.0.1:${adminPort}/readyz`);
    }
  }

  address(name) {
    return `127.0.0.1:${this.#ports[name][0]}`;
  }

  get recorders() {
    return `${this.address("recorder-1")},${this.address("recorder-2")}`;
  }

  /** The recorder that writes: "recorder-1" or "recorder-2". */
  async writer() {
    for (const name of kServices.filter((each) => each.startsWith("recorder"))) {
      if (!this.#running.has(name)) continue;
      const answer = await fetch(`http://127.0.0.1:${this.#ports[name][1]}/metrics`);
      if (/^witan_recorder_writing_flag(\{[^}]*\})? 1$/m.test(await answer.text())) return name;
    }
    return undefined;
  }

  async kill(name) {
    await stop(this.#running.get(name), "SIGKILL");
    this.#running.delete(name);
  }

  gatewayArguments() {
    return [
      ...["--backend", this.address("oversight-1"), "--recorder", this.recorders],
      ...["--involvement", this.address("involvement")],
    ];
  }

  async stop() {
    for (const running of [...this.#running.values()].reverse()) await stop(running);
    this.#running.clear();
    this.#broker?.stdin.end();
    if (this.#broker?.exitCode === null) await once(this.#broker, "exit");
  }
}
