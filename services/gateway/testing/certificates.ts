// Certificates for tests, made by the project's own tool, once for each test program.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const kTool = fileURLToPath(new URL("../../../../tools/dev_ca", import.meta.url));

export interface Certificates {
  folder: string;
  file(name: string): string;
  read(name: string): Buffer;
}

let made: Certificates | undefined;

/** ca, standalone, gateway and cli-registrar of the deployment "dev"; gone when the program ends. */
export function certificates(): Certificates {
  made ??= makeCertificates();
  return made;
}

/** An authority of its own, whose certificates the others must not believe. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "witan-tls-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  execFileSync(kTool, [folder, "standalone", "gateway", "cli-registrar"]);
  const file = (name: string) => join(folder, name);
  return { folder, file, read: (name) => readFileSync(file(name)) };
}
