// The files of an inspection bundle, one after the other: each record with all its events, then what
// leads through them without a network and what they are checked by. The same reader at the same moment
// gets the same bytes.
import { createHash } from "node:crypto";
import { toJson } from "@bufbuild/protobuf";
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import { ClassificationSchema } from "../gen/witan/options/v1/options_pb.js";
import type { RecordHead } from "../gen/witan/oversight/v1/query_pb.js";
import type { AskedBundle, Extent } from "./bundle_query.js";
import { listRequest } from "./bundle_query.js";
import { indexText, readmeText } from "./bundle_texts.js";
import { asOfJson } from "./exports.js";
import type { Kind } from "./kinds.js";
import { recordName } from "./names.js";
import type { PageRequest } from "./page.js";
import { wordsOf } from "./words.js";

const kRowsAtOnce = 100;
/** Records asked for at the same time. */
const kAtOnce = 8;

export interface BundleFile {
  name: string;
  bytes: Buffer;
}

export interface FileEntry {
  path: string;
  bytes: number;
  sha256: string;
}

/** A record in the bundle, for the page that leads to it. */
export interface Entry {
  kind: Kind;
  number: bigint;
  title: string;
  occurred: string;
  path: string;
}

export interface Bundle {
  request: Pick<PageRequest, "services" | "moment" | "call" | "origin">;
  asked: AskedBundle;
  extent: Extent;
  /** Whose rights decided what is in it: "the public". */
  reader: string;
}

export async function* bundleFiles(bundle: Bundle): AsyncGenerator<BundleFile> {
  const files: FileEntry[] = [];
  const entries: Entry[] = [];
  const note = (file: BundleFile) => {
    const sha256 = createHash("sha256").update(file.bytes).digest("hex");
    files.push({ path: file.name, bytes: file.bytes.length, sha256 });
    return file;
  };
  for (const kind of bundle.asked.kinds) {
    for await (const { entry, file } of recordsOf(kind, bundle)) {
      entries.push(entry);
      yield note(file);
    }
  }
  yield note(textFile("index.html", indexText(bundle, entries)));
  yield note(textFile("README.txt", readmeText(bundle, entries.length)));
  yield note(textFile("manifest.json", manifestText(bundle, files)));
  const sums = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  yield textFile("SHA256SUMS", sums.join(""));
}

const textFile = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });

/** Each record of a register that this reader may see. */
async function* recordsOf(
  kind: Kind,
  { request, asked }: Bundle,
): AsyncGenerator<{ entry: Entry; file: BundleFile }> {
  const { services, call } = request;
  let pageToken = "";
  do {
    const rows = { ...listRequest(asked, request, kRowsAtOnce), pageToken };
    const { items, page } = await kind.list(services, rows, call);
    const heads = items.flatMap(({ head }) => (head && !head.stub ? head : []));
    for (let start = 0; start < heads.length; start += kAtOnce) {
      const some = heads.slice(start, start + kAtOnce);
      yield* await Promise.all(some.map((head) => recordFile(kind, head, { request, asked })));
    }
    pageToken = page?.nextPageToken ?? "";
  } while (pageToken !== "");
}

async function recordFile(
  kind: Kind,
  head: RecordHead,
  { request, asked }: Pick<Bundle, "request" | "asked">,
): Promise<{ entry: Entry; file: BundleFile }> {
  const { services, moment, call } = request;
  const key = { case: "number", value: head.number } as const;
  const answer = await kind.get(services, { asAt: moment.asAt(asked.token), key }, call);
  const path = `records/${kind.path}/${String(head.number)}.json`;
  const text = `${JSON.stringify(toJson(kind.answer, answer), null, 1)}\n`;
  const { number, occurred } = head;
  const entry = { kind, number, occurred, path, title: recordName(head) };
  return { entry, file: textFile(path, text) };
}

function manifestText({ request, asked, extent, reader }: Bundle, files: readonly FileEntry[]) {
  const { system, from, to } = asked;
  const content = {
    format: "witan-bundle/1",
    origin: request.origin,
    asOf: asOfJson(extent.asOf),
    effectiveAt: request.moment.effectiveAt,
    reader,
    asked: { system, from, to, registers: asked.kinds.map(({ path }) => path) },
    registers: extent.parts.map(({ kind, total, withheld }) => ({
      register: kind.path,
      records: Number(total),
      withheld: withheld.map(({ ground, classification, count }) => ({
        ground: wordsOf(GroundSchema, ground),
        openTo: wordsOf(ClassificationSchema, classification),
        count: Number(count),
      })),
    })),
    files,
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}
