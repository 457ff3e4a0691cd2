// The virus scanner: any command that takes a file as its last argument and leaves with 0 for a clean
// one and 1 for one that is not, as clamdscan does.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kPatienceMs = 60_000;
const kOwnerOnly = 0o600;
const kFound = 1;

export type Verdict = "clean" | "infected" | "unknown";
export type Scanner = (bytes: Uint8Array) => Promise<Verdict>;

/** The words of the command, split at spaces: no shell reads them. */
export function commandScanner(command: string): Scanner {
  const [program = "", ...args] = command.split(" ").filter((word) => word !== "");
  return async (bytes) => {
    const path = join(tmpdir(), `witan-scan-${randomBytes(12).toString("hex")}`);
    try {
      await writeFile(path, bytes, { mode: kOwnerOnly, flag: "wx" });
      return await run(program, [...args, path]);
    } finally {
      await rm(path, { force: true });
    }
  };
}

/** Without a scanner the other checks stand alone. */
export const noScanner: Scanner = () => Promise.resolve("clean");

function run(program: string, args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: kPatienceMs }, (error) => {
      if (!error) resolve("clean");
      else resolve(error.code === kFound ? "infected" : "unknown");
    });
  });
}
