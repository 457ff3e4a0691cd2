// What a bundle says of itself: the page that leads through it, and how to check it.
import type { Bundle, Entry } from "./bundle_files.js";
import { xml } from "./exports.js";
import { capitalised, counted, formatCount, formatDate, formatTimestamp } from "./format.js";

/** "Records of QJG from 1 July 2022, as of 12 October 2022 at 9.04am, event 419,112". */
function about({ asked, extent, request }: Bundle): string {
  const { asOf } = extent;
  const from = asked.from === "" ? "" : ` from ${formatDate(asked.from)}`;
  const to = asked.to === "" ? "" : ` before ${formatDate(asked.to)}`;
  const held =
    request.moment.effectiveAt === ""
      ? ""
      : `, as was true on ${formatDate(request.moment.effectiveAt)}`;
  const moment = `${formatTimestamp(asOf?.recordedAtUs ?? 0n)}, event ${formatCount(asOf?.position ?? 0n)}`;
  return `Records of ${asked.system}${from}${to}, as of ${moment}${held}`;
}

/** A page to read from the folder, without a network. */
export function indexText(bundle: Bundle, entries: readonly Entry[]): string {
  const sections = bundle.asked.kinds.flatMap((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    if (own.length === 0) return [];
    const heading = `<h2>${xml(capitalised(counted(own.length, kind.one, kind.many)))}</h2>`;
    return [heading, "<ul>", ...own.map((entry) => itemText(entry, bundle)), "</ul>"];
  });
  return [
    '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>Inspection bundle - Witan</title>\n</head>\n<body>\n<main>",
    "<h1>Inspection bundle</h1>",
    `<p>${xml(about(bundle))}. It holds what ${xml(bundle.reader)} may see.</p>`,
    '<p><a href="README.txt">How to check it</a>, <a href="manifest.json">what is in it and what is withheld</a></p>',
    ...(sections.length === 0 ? ["<p>No record matches.</p>"] : sections),
    "</main>\n</body>\n</html>\n",
  ].join("\n");
}

function itemText({ kind, number, title, occurred, path }: Entry, { request }: Bundle): string {
  const name = title === "" ? `${capitalised(kind.one)} ${String(number)}` : title;
  const date = occurred === "" ? "" : `, ${formatDate(occurred)}`;
  const there = `${request.origin}/${kind.path}/${String(number)}`;
  const here = `<a href="${xml(path)}">${xml(name)}</a>`;
  return `<li>${here}${xml(date)} (<a href="${xml(there)}">${xml(kind.one)} ${String(number)} in Witan</a>)</li>`;
}

export function readmeText(bundle: Bundle, records: number): string {
  const { request, reader } = bundle;
  return `INSPECTION BUNDLE OF WITAN

${about(bundle)}.
From ${request.origin}
It holds what ${reader} may see: ${counted(records, "record")}, each with all its events.

WHAT IS IN IT
  index.html                  the records, to read without a network
  records/REGISTER/NUMBER.json  one record as it stood at that moment, with every event of it:
                              what it says, who recorded it and when, what the rules said, its
                              hash and the hash of the event before it
  manifest.json               what was asked for, the moment, how many records each register gave
                              and how many are withheld, by ground; each file with its SHA-256
  SHA256SUMS                  the SHA-256 of every file but itself
Papers are named in the events by address and SHA-256. They are not in this bundle: fetch them
from there, and compare with "sha256sum".

HOW TO CHECK IT
1. That no file of the bundle was changed since it was made, in its folder:
     sha256sum -c SHA256SUMS
2. That an event is what Witan holds, with the command line of Witan, for its position:
     witan --output json event --position NUMBER
   The hash must be that of the file. The hash of an event is made of the event and of the hash
   before it, so that an equal hash also vouches for every event before it.
   In a browser the same stands at ${request.origin}/events/NUMBER
3. That the log itself was not changed, by whoever runs Witan, with Witan stopped:
     witan log verify --data FOLDER
   It checks each record's hash, its link to the one before, and its number.
4. That nothing was left out: make the bundle again with the same rights, at the moment that
   manifest.json names (asOf.token). It is the same to the byte.
`;
}
