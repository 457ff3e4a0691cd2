// What a file is, by its bytes: never by its name, and never by what the browser calls it.
import { entriesOf } from "./archive.js";
import type { Entry } from "./archive.js";

export interface Kind {
  /** "PDF". */
  name: string;
  mediaType: string;
  /** Without the dot. */
  ending: string;
}

const kOffice = "application/vnd.openxmlformats-officedocument";
const kOpen = "application/vnd.oasis.opendocument";

export const kPdf: Kind = { name: "PDF", mediaType: "application/pdf", ending: "pdf" };
export const kPng: Kind = { name: "PNG image", mediaType: "image/png", ending: "png" };
export const kJpeg: Kind = { name: "JPEG image", mediaType: "image/jpeg", ending: "jpg" };

/** The part that each kind of Office Open XML has and no other. */
const kOfficeParts: readonly (readonly [string, Kind])[] = [
  [
    "word/document.xml",
    { name: "Word document", mediaType: `${kOffice}.wordprocessingml.document`, ending: "docx" },
  ],
  [
    "xl/workbook.xml",
    { name: "Excel workbook", mediaType: `${kOffice}.spreadsheetml.sheet`, ending: "xlsx" },
  ],
  [
    "ppt/presentation.xml",
    {
      name: "PowerPoint presentation",
      mediaType: `${kOffice}.presentationml.presentation`,
      ending: "pptx",
    },
  ],
];

const kOpenKinds: readonly Kind[] = [
  { name: "OpenDocument text", mediaType: `${kOpen}.text`, ending: "odt" },
  { name: "OpenDocument sheet", mediaType: `${kOpen}.spreadsheet`, ending: "ods" },
  { name: "OpenDocument slides", mediaType: `${kOpen}.presentation`, ending: "odp" },
];

export const kKindWords =
  "PDF; Word, Excel and PowerPoint (docx, xlsx, pptx) and OpenDocument (odt, ods, odp) without " +
  "macros; PNG and JPEG images";

const kLocalNameAt = 30;

/** Undefined for what is none of the kinds, or only looks like one. */
export function kindOf(bytes: Uint8Array): Kind | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.subarray(0, 5).equals(Buffer.from("%PDF-"))) return isWholePdf(view) ? kPdf : undefined;
  if (view.subarray(0, 8).equals(kPngSignature)) return kPng;
  if (view.subarray(0, 3).equals(kJpegSignature)) return kJpeg;
  if (view.subarray(0, 2).equals(Buffer.from("PK"))) return archiveKind(view);
  return undefined;
}

const kPngSignature = Buffer.from("89504e470d0a1a0a", "hex");
const kJpegSignature = Buffer.from("ffd8ff", "hex");
const kPdfEnd = 2_048;

function isWholePdf(view: Buffer): boolean {
  return view.subarray(-kPdfEnd).includes("%%EOF");
}

function archiveKind(view: Buffer): Kind | undefined {
  const entries = entriesOf(view);
  if (!entries || entries.some(isOdd)) return undefined;
  const names = new Set(entries.map(({ name }) => name));
  if (names.size !== entries.length) return undefined;
  if (names.has("[Content_Types].xml")) {
    const found = kOfficeParts.filter(([part]) => names.has(part));
    return found.length === 1 ? found[0]?.[1] : undefined;
  }
  return openDocument(view, entries);
}

/** Names that lead out of a folder, and programs. */
function isOdd({ name }: Entry): boolean {
  const leadsOut = name.startsWith("/") || name.includes("\\") || name.split("/").includes("..");
  return leadsOut || kPrograms.test(name);
}

const kPrograms =
  /vbaProject\.bin$|(?:^|\/)Basic\/|(?:^|\/)Scripts\/|\.(?:exe|dll|js|vbs|bat|cmd|com|scr|ps1|jar|hta|lnk|class)$/i;

/** Its first entry is its media type, in the clear (OpenDocument 1.3, part 2, 3.3). */
function openDocument(view: Buffer, [first]: readonly Entry[]): Kind | undefined {
  if (first?.name !== "mimetype" || first.method !== 0 || first.offset !== 0) return undefined;
  const start = kLocalNameAt + view.readUInt16LE(26) + view.readUInt16LE(28);
  const said = view.toString("latin1", start, start + first.unpackedBytes);
  return kOpenKinds.find(({ mediaType }) => mediaType === said);
}

export interface ImageSize {
  width: number;
  height: number;
}

/** How many pixels an image asks a reader to draw; undefined where it does not say. */
export function imageSize(kind: Kind, bytes: Uint8Array): ImageSize | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return kind === kPng ? pngSize(view) : jpegSize(view);
}

/** PNG 11.2.1: the first chunk is IHDR. */
function pngSize(view: Buffer): ImageSize | undefined {
  if (view.length < 33 || view.toString("latin1", 12, 16) !== "IHDR") return undefined;
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
}

/** ITU T.81 B.1.1.3: markers with their lengths, up to the first start of a frame. */
function jpegSize(view: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 < view.length;) {
    if (view[at] !== 0xff) return undefined;
    const marker = view[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.readUInt16BE(at + 2);
    if (length < 2 || marker === 0xda) return undefined;
    at += 2 + length;
  }
  return undefined;
}
