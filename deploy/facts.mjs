// What the generators of import files share: deterministic ids, CSV, and the two parts of a
// command. Runs on Node 18 and later with nothing installed.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

// The namespace of organisation ids; do not change (proto/witan/organisation/v1).
const NAMESPACE = Buffer.from("6f0d1f3e5d0c5e0f9a3b77697461006e", "hex");

/** The UUIDv5 (RFC 9562) of a name in Witan's namespace. */
export function uuid5(name) {
  const bytes = createHash("sha1").update(NAMESPACE).update(name, "utf8").digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** The record id of an organisation: "ICS", "QF7". */
export const organisationId = (kind, code) => uuid5(`${kind}:${code}`);

/** The keeper of the register, in whose name the reference data is recorded. */
export const REGISTRAR = organisationId("REGISTRAR", "WITAN");

/** Rows of a CSV file (RFC 4180) as objects by the names of its first line. */
export function readCsv(url) {
  const rows = parseCsv(readFileSync(url, "utf8"));
  const names = rows.shift();
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
}

function parseCsv(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    cell = "";
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (c === '"') quoted = !quoted;
    else if (c === "," && !quoted) {
      row.push(cell);
      cell = "";
    } else if (c === "\n" && !quoted) endRow();
    else if (c !== "\r" || quoted) cell += c;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

/** The civil date a number of days later. */
export function daysLater(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** An object without the entries that say nothing. */
export function said(object) {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== undefined &&
        value !== "" &&
        value !== 0 &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}
