import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { Role } from "../gen/witan/auth/v1/principal_pb.js";
import { SettingsError } from "../settings.js";
import { SqliteStore } from "./sqlite_store.js";

const folder = mkdtempSync(join(tmpdir(), "witan-store-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const kLifetimes = { idleMs: 30 * 60_000, longestMs: 12 * 3_600_000 };
const account = {
  subject: "u1",
  name: "Somebody",
  organisationId: "",
  organisationName: "",
  roles: [Role.CQC],
  personId: "",
  bodies: [],
};
const attempt = { state: "s", nonce: "n", verifier: "v", returnTo: "/decisions" };

/** A store whose clock a test moves. */
function storeAt(file = ":memory:") {
  const clock = { ms: 1_000_000 };
  const store = new SqliteStore(file, kLifetimes, () => clock.ms);
  return { clock, store };
}

suite("a session", () => {
  test("is found by its secret, and by no other", () => {
    const { store } = storeAt();
    const id = store.begin(account, "token");
    assert.deepEqual(store.find(id)?.account, account);
    assert.equal(store.find(id)?.idToken, "token");
    assert.notEqual(store.begin(account, "token"), id);
    assert.equal(store.find("A".repeat(43)), undefined);
  });

  test("ends when it is ended", () => {
    const { store } = storeAt();
    const id = store.begin(account, "");
    store.end(id);
    assert.equal(store.find(id), undefined);
  });

  test("ends when nothing was asked for half an hour, and use keeps it", () => {
    const { clock, store } = storeAt();
    const id = store.begin(account, "");
    for (let minutes = 0; minutes < 60; minutes += 20) {
      clock.ms += 20 * 60_000;
      assert.ok(store.find(id), `after ${minutes + 20} minutes`);
    }
    clock.ms += kLifetimes.idleMs;
    assert.equal(store.find(id), undefined);
    clock.ms -= kLifetimes.idleMs;
    assert.equal(store.find(id), undefined);
  });

  test("ends after its longest time, however much it is used", () => {
    const { clock, store } = storeAt();
    const id = store.begin(account, "");
    const end = clock.ms + kLifetimes.longestMs;
    for (; clock.ms < end; clock.ms += 20 * 60_000) assert.ok(store.find(id));
    assert.equal(store.find(id), undefined);
  });
});

suite("a sign-in under way", () => {
  test("is taken once", () => {
    const { store } = storeAt();
    const id = store.startAttempt(attempt);
    assert.deepEqual(store.takeAttempt(id), attempt);
    assert.equal(store.takeAttempt(id), undefined);
  });

  test("is void after a quarter of an hour", () => {
    const { clock, store } = storeAt();
    const id = store.startAttempt(attempt);
    clock.ms += 15 * 60_000;
    assert.equal(store.takeAttempt(id), undefined);
  });
});

suite("a draft", () => {
  test("is one person's and one form's, the newest", () => {
    const { store } = storeAt();
    store.keepDraft("u1", "dissent 7", { reasons: "first" });
    store.keepDraft("u1", "dissent 7", { reasons: "second" });
    assert.deepEqual(store.draft("u1", "dissent 7"), { reasons: "second" });
    assert.equal(store.draft("u2", "dissent 7"), undefined);
    assert.equal(store.draft("u1", "dissent 8"), undefined);
    store.dropDraft("u1", "dissent 7");
    assert.equal(store.draft("u1", "dissent 7"), undefined);
  });

  test("goes when there are fifty newer ones", () => {
    const { clock, store } = storeAt();
    for (let form = 0; form <= 50; form += 1) {
      clock.ms += 1;
      store.keepDraft("u1", String(form), {});
    }
    assert.equal(store.draft("u1", "0"), undefined);
    assert.ok(store.draft("u1", "1"));
  });
});

suite("the store's file", () => {
  test("outlives the program, is its owner's alone, and holds no secret of a cookie", () => {
    const file = join(folder, "sessions.db");
    const { store } = storeAt(file);
    const id = store.begin(account, "");
    const key = store.formKey;
    store.close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(readFileSync(file).includes(id), false);
    const again = storeAt(file).store;
    assert.deepEqual(again.find(id)?.account, account);
    assert.deepEqual(again.formKey, key);
    again.close();
  });

  test("is swept of what expired", () => {
    const { clock, store } = storeAt();
    const id = store.begin(account, "");
    clock.ms += kLifetimes.idleMs;
    store.sweep();
    clock.ms = 1_000_000;
    assert.equal(store.find(id), undefined);
  });

  test("is refused where it cannot be made", () => {
    assert.throws(() => storeAt(join(folder, "none", "x.db")), SettingsError);
    assert.throws(() => storeAt(folder), SettingsError);
  });
});

suite("a look", () => {
  test("is where a person goes on, and nobody else", () => {
    const { clock, store } = storeAt();
    assert.equal(store.lastLook("u1"), undefined);
    store.noteLook("u1", 418_240n);
    clock.ms += 1_000;
    store.noteLook("u1", (1n << 60n) + 1n);
    assert.deepEqual(store.lastLook("u1"), { position: (1n << 60n) + 1n, atMs: clock.ms });
    assert.equal(store.lastLook("u2"), undefined);
  });

  test("is forgotten after a year without another", () => {
    const { clock, store } = storeAt();
    store.noteLook("u1", 7n);
    clock.ms += 366 * 24 * 3_600_000;
    store.sweep();
    assert.equal(store.lastLook("u1"), undefined);
  });
});
