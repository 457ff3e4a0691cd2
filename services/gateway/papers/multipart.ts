// A form with a file as browsers send it (RFC 7578): a few parts, each with a name, held in memory.
const kMostParts = 8;
const kMostHeaderBytes = 2_000;
const kBoundary = /^multipart\/form-data;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))\s*$/i;
const kName = /;\s*name="([^"]*)"/i;
const kFileName = /;\s*filename="([^"]*)"/i;

export interface Part {
  name: string;
  /** Undefined for a part that is no file. */
  fileName: string | undefined;
  bytes: Buffer;
}

/** Undefined for what no browser would send. */
export function partsOf(contentType: string, body: Buffer): Part[] | undefined {
  const [, quoted, plain] = kBoundary.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const first = Buffer.from(`--${boundary}`);
  const next = Buffer.from(`\r\n--${boundary}`);
  if (!body.subarray(0, first.length).equals(first)) return undefined;
  const parts: Part[] = [];
  for (let at = first.length; ;) {
    if (body.toString("latin1", at, at + 2) === "--") return parts;
    if (body.toString("latin1", at, at + 2) !== "\r\n" || parts.length === kMostParts) {
      return undefined;
    }
    const end = body.indexOf(next, at);
    const part = end < 0 ? undefined : partIn(body.subarray(at + 2, end));
    if (!part) return undefined;
    parts.push(part);
    at = end + next.length;
  }
}

function partIn(bytes: Buffer): Part | undefined {
  const end = bytes.subarray(0, kMostHeaderBytes).indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const headers = bytes.toString("utf8", 0, end).split("\r\n");
  const said = headers.find((line) => /^content-disposition:\s*form-data/i.test(line)) ?? "";
  const name = kName.exec(said)?.[1];
  if (name === undefined) return undefined;
  return { name, fileName: kFileName.exec(said)?.[1], bytes: bytes.subarray(end + 4) };
}
