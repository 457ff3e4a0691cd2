// A zip archive as its central directory describes it (APPNOTE.TXT 4.3 to 4.5), and whether it holds
// what it says: every entry is unpacked once, into nothing, and never beyond the size that it states.
import { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";

const kEndSignature = 0x06054b50;
const kEntrySignature = 0x02014b50;
const kLocalSignature = 0x04034b50;
const kEndBytes = 22;
const kEntryBytes = 46;
const kLocalBytes = 30;
const kLongestComment = 65_535;
const kMostEntries = 2_000;
/** Unpacked, all of it; more than any paper of a meeting. */
const kMostUnpackedBytes = 200 * 1024 * 1024;
const kStored = 0;
const kDeflated = 8;
const kEncrypted = 0x0001;

export interface Entry {
  name: string;
  method: number;
  flags: number;
  packedBytes: number;
  unpackedBytes: number;
  offset: number;
}

/** The entries, in the order of the directory; undefined for what is no archive, or not a plain one. */
export function entriesOf(bytes: Uint8Array): Entry[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return undefined;
  const count = view.readUInt16LE(end + 10);
  // 0xFFFF stands for the 64-bit form, which no paper needs.
  if (count === 0 || count > kMostEntries) return undefined;
  const entries: Entry[] = [];
  let at = view.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + kEntryBytes > end || view.readUInt32LE(at) !== kEntrySignature) return undefined;
    const nameBytes = view.readUInt16LE(at + 28);
    const restBytes = view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
    entries.push({
      name: view.toString("utf8", at + kEntryBytes, at + kEntryBytes + nameBytes),
      flags: view.readUInt16LE(at + 8),
      method: view.readUInt16LE(at + 10),
      packedBytes: view.readUInt32LE(at + 20),
      unpackedBytes: view.readUInt32LE(at + 24),
      offset: view.readUInt32LE(at + 42),
    });
    at += kEntryBytes + nameBytes + restBytes;
  }
  return entries;
}

function endOf(view: Buffer): number | undefined {
  const first = Math.max(0, view.length - kEndBytes - kLongestComment);
  for (let at = view.length - kEndBytes; at >= first; at -= 1) {
    if (view.readUInt32LE(at) === kEndSignature) return at;
  }
  return undefined;
}

/** Why the archive cannot be kept; undefined where it is as large as it says, and not too large. */
export async function archiveFault(
  bytes: Uint8Array,
  entries: readonly Entry[],
): Promise<string | undefined> {
  const total = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (total > kMostUnpackedBytes) {
    return "The file is far larger when it is opened than any paper.";
  }
  if (entries.some(({ flags }) => (flags & kEncrypted) !== 0)) {
    return "The file is locked with a password. Save it without one.";
  }
  for (const entry of entries) {
    if (!(await isWhatItSays(bytes, entry))) {
      return "The file is damaged: what is packed in it is not what it says.";
    }
  }
  return undefined;
}

async function isWhatItSays(bytes: Uint8Array, entry: Entry): Promise<boolean> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, method, packedBytes, unpackedBytes } = entry;
  if (offset + kLocalBytes > view.length || view.readUInt32LE(offset) !== kLocalSignature) {
    return false;
  }
  const skip = view.readUInt16LE(offset + 26) + view.readUInt16LE(offset + 28);
  const start = offset + kLocalBytes + skip;
  if (start + packedBytes > view.length) return false;
  if (method === kStored) return packedBytes === unpackedBytes;
  if (method !== kDeflated) return false;
  const packed = view.subarray(start, start + packedBytes);
  return (await unpackedLength(packed, unpackedBytes)) === unpackedBytes;
}

/** How long it is unpacked, in small pieces and no further than one piece beyond what it says. */
async function unpackedLength(packed: Uint8Array, said: number): Promise<number> {
  let length = 0;
  try {
    for await (const piece of Readable.from([packed]).pipe(createInflateRaw())) {
      length += (piece as Buffer).length;
      if (length > said) break;
    }
  } catch {
    return -1;
  }
  return length;
}
