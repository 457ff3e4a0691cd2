// Where the bytes of papers stand, each under its SHA-256. A folder here; an object store may stand
// behind the same interface.
import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SettingsError } from "../settings.js";

const kFingerprint = /^[0-9a-f]{64}$/;
const kOwnerOnlyFile = 0o600;
const kOwnerOnlyFolder = 0o700;

/** The bytes under a fingerprint are not those that were put there. */
export class DamagedPaperError extends Error {}

/** Safe for any number of callers at once. */
export interface PaperStore {
  /** Keeps the bytes, durably when it returns, and says under which fingerprint. Again is the same. */
  put(bytes: Uint8Array): Promise<string>;
  /** Whether there is something under a fingerprint. */
  has(sha256: string): Promise<boolean>;
  /** The bytes of a fingerprint, checked; undefined where there are none. Throws DamagedPaperError. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

export function fingerprint(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export class FolderStore implements PaperStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder where there is none. Throws SettingsError. */
  static async open(folder: string): Promise<FolderStore> {
    const store = new FolderStore(folder);
    try {
      await makeFolder(folder);
      await store.#write(join(folder, `.try-${randomBytes(8).toString("hex")}`), new Uint8Array());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SettingsError(`--papers ${folder} cannot be used: ${reason}.`);
    }
    return store;
  }

  async has(sha256: string): Promise<boolean> {
    if (!kFingerprint.test(sha256)) return false;
    return access(this.#path(sha256)).then(
      () => true,
      () => false,
    );
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = fingerprint(bytes);
    const path = this.#path(sha256);
    // A damaged file gives way to the same bytes sent again.
    const before = await this.get(sha256).catch(() => undefined);
    if (before) return sha256;
    const folder = dirname(path);
    await makeFolder(folder);
    const temporary = join(folder, `.${sha256}-${randomBytes(8).toString("hex")}`);
    try {
      await this.#write(temporary, bytes, false);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
    await syncFolder(this.#folder);
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    if (!kFingerprint.test(sha256)) return undefined;
    let bytes: Uint8Array;
    try {
      bytes = await readFile(this.#path(sha256));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
    if (fingerprint(bytes) === sha256) return bytes;
    throw new DamagedPaperError(`The paper ${sha256.slice(0, 12)} is not what was kept.`);
  }

  /** Of hexadecimal digits alone: nothing in it leads out of the folder. */
  #path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  async #write(path: string, bytes: Uint8Array, isTrial = true): Promise<void> {
    const file = await open(path, "wx", kOwnerOnlyFile);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (isTrial) await rm(path);
  }
}

/** In a folder that is there already. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: kOwnerOnlyFolder });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
