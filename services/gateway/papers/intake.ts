// From a file that somebody sent to one that is kept: looked at by its bytes, unpacked once, scanned.
import { archiveFault, entriesOf } from "./archive.js";
import { imageSize, kJpeg, kKindWords, kPng, kindOf } from "./kind.js";
import type { Kind } from "./kind.js";
import type { Scanner } from "./scan.js";
import type { PaperStore } from "./store.js";

export const kLargestPaperBytes = 20 * 1024 * 1024;
/** More than a page printed large; a decoder needs four bytes for each. */
const kMostPixels = 50_000_000;
const kLongestSide = 20_000;

/** Why a file is not kept: a sentence for who sent it. */
export class PaperRefusedError extends Error {}

export interface Kept {
  sha256: string;
  kind: Kind;
}

export class Intake {
  readonly #store: PaperStore;
  readonly #scan: Scanner;

  constructor(store: PaperStore, scan: Scanner) {
    this.#store = store;
    this.#scan = scan;
  }

  /** Throws PaperRefusedError. */
  async take(bytes: Uint8Array): Promise<Kept> {
    const kind = await checked(bytes);
    switch (await this.#scan(bytes)) {
      case "clean":
        return { sha256: await this.#store.put(bytes), kind };
      case "infected":
        throw new PaperRefusedError(
          "The virus scanner found something in the file. It was not kept.",
        );
      case "unknown":
        throw new PaperRefusedError(
          "The virus scanner did not answer, so the file was not kept. Send it again in a while.",
        );
    }
  }
}

async function checked(bytes: Uint8Array): Promise<Kind> {
  if (bytes.length === 0)
    throw new PaperRefusedError("Choose the file: none was sent, or it is empty.");
  if (bytes.length > kLargestPaperBytes)
    throw new PaperRefusedError("The file is larger than 20 MB.");
  const kind = kindOf(bytes);
  if (!kind) {
    throw new PaperRefusedError(
      `The file is none of the kinds that are kept, or it is damaged or holds a program: ${kKindWords}.`,
    );
  }
  const isImage = kind === kPng || kind === kJpeg;
  const fault = isImage ? imageFault(kind, bytes) : await packedFault(bytes);
  if (fault !== undefined) throw new PaperRefusedError(fault);
  return kind;
}

function imageFault(kind: Kind, bytes: Uint8Array): string | undefined {
  const size = imageSize(kind, bytes);
  if (!size || size.width === 0 || size.height === 0) return "The image is damaged.";
  const isHuge =
    size.width * size.height > kMostPixels || Math.max(size.width, size.height) > kLongestSide;
  return isHuge ? "The image is far larger when it is opened than any page." : undefined;
}

async function packedFault(bytes: Uint8Array): Promise<string | undefined> {
  const entries = entriesOf(bytes);
  return entries && bytes[0] === 0x50 ? archiveFault(bytes, entries) : undefined;
}
