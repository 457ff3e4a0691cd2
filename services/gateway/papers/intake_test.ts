import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { docx, jpeg, kText, pdf, png, zip } from "../testing/files.js";
import { Intake, PaperRefusedError, kLargestPaperBytes } from "./intake.js";
import type { Scanner, Verdict } from "./scan.js";
import { fingerprint } from "./store.js";

const kept = new Map<string, Uint8Array>();
const store = {
  put: (bytes: Uint8Array) => {
    const sha256 = fingerprint(bytes);
    kept.set(sha256, bytes);
    return Promise.resolve(sha256);
  },
  get: (sha256: string) => Promise.resolve(kept.get(sha256)),
  has: (sha256: string) => Promise.resolve(kept.has(sha256)),
};
const scanner =
  (verdict: Verdict): Scanner =>
  () =>
    Promise.resolve(verdict);
const intake = new Intake(store, scanner("clean"));

async function refused(bytes: Uint8Array, words: RegExp, by = intake): Promise<void> {
  kept.clear();
  await assert.rejects(by.take(bytes), (error) => {
    assert.ok(error instanceof PaperRefusedError, String(error));
    assert.match(error.message, words);
    return true;
  });
  assert.equal(kept.size, 0);
}

const kOpen = "application/vnd.oasis.opendocument.text";
const odt = zip([
  { name: "mimetype", bytes: Buffer.from(kOpen), isStored: true },
  { name: "content.xml", bytes: kText },
]);

suite("a file that was sent", () => {
  test("is kept under its fingerprint as what its bytes are", async () => {
    for (const [bytes, ending] of [
      [pdf(), "pdf"],
      [docx(), "docx"],
      [odt, "odt"],
      [png(2_480, 3_508), "png"],
      [jpeg(4_000, 3_000), "jpg"],
    ] as const) {
      const { sha256, kind } = await intake.take(bytes);
      assert.equal(kind.ending, ending);
      assert.equal(sha256, fingerprint(bytes));
    }
  });

  test("is refused when it is empty, or larger than may be kept", async () => {
    await refused(new Uint8Array(), /none was sent/);
    await refused(Buffer.concat([pdf(), Buffer.alloc(kLargestPaperBytes)]), /larger than 20 MB/);
  });

  test("is refused when it is another kind, whatever it is called", async () => {
    const others = [
      "<!DOCTYPE html><script>alert(1)</script>",
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      "MZ\x90\x00",
      "GIF89a",
      "%PDF-1.7 without an end",
      "just words",
    ];
    for (const text of others) await refused(Buffer.from(text), /none of the kinds/);
    await refused(zip([{ name: "a.txt", bytes: kText }]), /none of the kinds/);
  });

  test("is refused when it holds macros or programs", async () => {
    for (const name of ["word/vbaProject.bin", "word/embeddings/run.exe", "Basic/Module1.xml"]) {
      await refused(docx([{ name, bytes: kText }]), /holds a program/);
    }
  });

  test("is refused when its parts lead out of a folder, or stand twice", async () => {
    for (const name of ["../../etc/passwd", "/etc/passwd", "word\\..\\x", "word/document.xml"]) {
      await refused(docx([{ name, bytes: kText }]), /none of the kinds/);
    }
  });

  test("is refused when it is far larger unpacked", async () => {
    const says = 50 * 1024 * 1024;
    const parts = ["a", "b", "c", "d", "e"].map((name) => ({ name, bytes: kText, says }));
    await refused(docx(parts), /far larger when it is opened/);
  });

  test("is refused when it says less than it unpacks to, or more", async () => {
    const zeros = Buffer.alloc(1024 * 1024);
    await refused(docx([{ name: "word/media/1", bytes: zeros, says: 10 }]), /damaged/);
    await refused(docx([{ name: "word/media/1", bytes: kText, says: 5_000 }]), /damaged/);
  });

  test("is refused when it is locked, cut off or broken", async () => {
    await refused(docx([{ name: "x", bytes: kText, flags: 1 }]), /locked with a password/);
    await refused(docx().subarray(0, -30), /none of the kinds/);
    const broken = docx();
    broken.fill(0xff, 60, 75);
    await refused(broken, /damaged/);
  });

  test("is refused when it is an image too large to draw, or none", async () => {
    await refused(png(60_000, 60_000), /far larger/);
    await refused(png(30_000, 2), /far larger/);
    await refused(jpeg(60_000, 60_000), /far larger/);
    await refused(png(0, 10), /damaged/);
    await refused(jpeg(10, 10).subarray(0, 8), /damaged/);
  });

  test("is refused when the scanner finds something, and when it does not answer", async () => {
    await refused(pdf(), /scanner found something/, new Intake(store, scanner("infected")));
    await refused(pdf(), /did not answer/, new Intake(store, scanner("unknown")));
  });
});
