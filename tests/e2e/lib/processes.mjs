// Child processes of a test: started with their output kept, waited for, stopped by their own id.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const kPollMs = 50;
const kStopMs = 15_000;

/** Programs that still run when the test ends, for whatever reason, end with it. */
const running = new Set();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** A port of this machine that nothing listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a program that goes on; `output` is all that it wrote so far. */
export function start(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const program = { child, output: "", exited: undefined };
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      program.output += text;
    });
  }
  program.exited = new Promise((resolve) => {
    child.once("error", (error) => {
      program.output += String(error);
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(signal ?? code);
    });
  });
  return program;
}

/** Sends the signal and waits: the exit code, or the signal that ended it. */
export async function stop(program, signal = "SIGTERM") {
  program.child.kill(signal);
  const limit = setTimeout(() => program.child.kill("SIGKILL"), kStopMs);
  const ending = await program.exited;
  clearTimeout(limit);
  return ending;
}

/** Runs a program to its end: {status, stdout, stderr}. */
export function run(command, args, env = {}) {
  return spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Runs a program that must succeed, and returns what it printed. */
export function runWell(command, args, env = {}) {
  const { status, stdout, stderr } = run(command, args, env);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Asks `holds` until it answers with something true, at most `limitMs`. */
export async function until(what, holds, limitMs = 30_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await holds();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await pause(kPollMs);
  }
}
