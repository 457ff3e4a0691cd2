import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { SettingsError } from "../settings.js";
import { partsOf } from "./multipart.js";
import { commandScanner } from "./scan.js";
import { DamagedPaperError, FolderStore, fingerprint } from "./store.js";
import { fingerprintIn, ticketFor } from "./ticket.js";

const kFolder = mkdtempSync(join(tmpdir(), "witan-papers-"));
after(() => {
  rmSync(kFolder, { recursive: true });
});
const kBytes = Buffer.from("what the board read");
const kSha256 = fingerprint(kBytes);

suite("the folder of papers", () => {
  test("gives back what was put there, once however often, readable by its owner alone", async () => {
    const store = await FolderStore.open(kFolder);
    assert.equal(await store.put(kBytes), kSha256);
    assert.equal(await store.put(kBytes), kSha256);
    assert.deepEqual(await store.get(kSha256), kBytes);
    assert.equal(await store.has(kSha256), true);
    const folder = join(kFolder, kSha256.slice(0, 2));
    assert.deepEqual(readdirSync(folder), [kSha256]);
    assert.equal(statSync(join(folder, kSha256)).mode & 0o777, 0o600);
    assert.deepEqual(await (await FolderStore.open(kFolder)).get(kSha256), kBytes);
  });

  test("knows nothing by a name that is no fingerprint, wherever it leads", async () => {
    const store = await FolderStore.open(kFolder);
    for (const name of [
      "../../etc/passwd",
      "",
      `${kSha256}/..`,
      kSha256.toUpperCase(),
      "a".repeat(64),
    ]) {
      assert.equal(await store.get(name), undefined, name);
      assert.equal(await store.has(name), false, name);
    }
  });

  test("gives out nothing that was changed, and takes the true bytes again", async () => {
    const store = await FolderStore.open(kFolder);
    const path = join(kFolder, kSha256.slice(0, 2), kSha256);
    writeFileSync(path, "another text");
    await assert.rejects(store.get(kSha256), DamagedPaperError);
    await store.put(kBytes);
    assert.deepEqual(readFileSync(path), kBytes);
  });

  test("stops the start where it cannot be written", async () => {
    await assert.rejects(
      FolderStore.open(join(kFolder, kSha256.slice(0, 2), kSha256, "x")),
      SettingsError,
    );
  });
});

suite("the scanner", () => {
  test("is a command that says clean, infected, or nothing", async () => {
    assert.equal(await commandScanner("/bin/true")(kBytes), "clean");
    assert.equal(await commandScanner("/bin/false")(kBytes), "infected");
    assert.equal(await commandScanner("/bin/no-such-scanner")(kBytes), "unknown");
    assert.equal(await commandScanner("grep -q no-such-words")(kBytes), "infected");
  });

  test("gets the file itself, which is gone afterwards", async () => {
    assert.equal(await commandScanner("grep -q board")(kBytes), "clean");
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith("witan-scan-")),
      [],
    );
  });
});

suite("a ticket", () => {
  const key = Buffer.alloc(32, 7);
  const ticket = ticketFor(key, "secretary", kSha256);

  test("names the file to who sent it, and to nobody else", () => {
    assert.equal(fingerprintIn(key, "secretary", ticket), kSha256);
    assert.equal(fingerprintIn(key, "chair", ticket), undefined);
    assert.equal(fingerprintIn(Buffer.alloc(32, 8), "secretary", ticket), undefined);
  });

  test("cannot be made for another file", () => {
    const other = `${"a".repeat(64)}${ticket.slice(64)}`;
    for (const forged of [other, kSha256, `${kSha256}.`, "", ticket.slice(0, -1)]) {
      assert.equal(fingerprintIn(key, "secretary", forged), undefined);
    }
  });
});

suite("a form with a file", () => {
  const kType = "multipart/form-data; boundary=----x";
  const body = (...parts: string[]) => Buffer.from(`${parts.join("")}------x--\r\n`, "latin1");
  const part = (head: string, text: string) =>
    `------x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;

  test("is its parts, the bytes of the file as they are", () => {
    const parts = partsOf(
      kType,
      body(part('name="form"', "token"), part('name="file"; filename="a.pdf"', "\xff\r\n--\x00")),
    );
    assert.deepEqual(
      parts?.map(({ name, fileName, bytes }) => [name, fileName, bytes.toString("latin1")]),
      [
        ["form", undefined, "token"],
        ["file", "a.pdf", "\xff\r\n--\x00"],
      ],
    );
  });

  test("is refused when it is cut off, has no name, too many parts or no boundary", () => {
    const whole = body(part('name="form"', "token"));
    assert.equal(partsOf(kType, whole.subarray(0, -6)), undefined);
    assert.equal(partsOf(kType, body(part("x", "token"))), undefined);
    assert.equal(partsOf(kType, body(...Array<string>(9).fill(part('name="a"', "")))), undefined);
    assert.equal(partsOf("multipart/form-data", whole), undefined);
    assert.equal(partsOf(kType, Buffer.from("other")), undefined);
  });
});
