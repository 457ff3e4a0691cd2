import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SettingsError, addressText, readArguments } from "./settings.js";

const kFiles = ["--cert", "c.pem", "--key", "k.pem", "--ca", "ca.pem"];

function refusal(...args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  return assert.fail(`${args.join(" ")} was taken`);
}

suite("settings", () => {
  test("have defaults for all but the files", () => {
    const request = readArguments(kFiles);
    assert.deepEqual(request, {
      kind: "serve",
      settings: {
        listen: { host: "127.0.0.1", port: 8080 },
        backend: { host: "127.0.0.1", port: 7400 },
        cert: "c.pem",
        key: "k.pem",
        ca: "ca.pem",
        demonstration: false,
      },
    });
  });

  test("take what tools/run gives", () => {
    const more = ["--listen", "127.0.0.1:9000", "--backend", "127.0.0.1:7500", "--demonstration"];
    const request = readArguments([...more, ...kFiles]);
    assert.equal(request.kind, "serve");
    assert.equal(request.settings.listen.port, 9000);
    assert.equal(request.settings.backend.port, 7500);
    assert.equal(request.settings.demonstration, true);
  });

  test("serve IPv6 and localhost of this machine too", () => {
    for (const listen of ["[::1]:80", "localhost:80", "127.8.9.1:80"]) {
      const request = readArguments(["--listen", listen, ...kFiles]);
      assert.equal(request.kind === "serve" && addressText(request.settings.listen), listen);
    }
  });

  test("show the help, or only check, when asked", () => {
    assert.equal(readArguments(["--help"]).kind, "help");
    assert.equal(readArguments(["--check", ...kFiles]).kind, "check");
  });

  test("refuse to serve other machines", () => {
    for (const host of ["0.0.0.0", "[::]", "192.168.0.1", "example.org", "127.evil.org"]) {
      assert.match(refusal("--listen", `${host}:8080`, ...kFiles), /own machine alone/);
    }
  });

  test("refuse an address that is none, naming the option", () => {
    for (const text of ["8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "a b:1", ""]) {
      assert.match(refusal("--listen", text, ...kFiles), /^--listen is ".*HOST:PORT/);
    }
    assert.match(refusal("--backend", "127.0.0.1:0", ...kFiles), /^--backend is "127\.0\.0\.1:0"/);
  });

  test("refuse a missing file option, naming it", () => {
    for (const [index, name] of ["--cert", "--key", "--ca"].entries()) {
      const args = kFiles.filter((_, place) => place >> 1 !== index);
      assert.match(refusal(...args), new RegExp(`^${name} is missing`));
    }
    assert.match(refusal("--cert", "", ...kFiles.slice(2)), /^--cert is missing/);
  });

  test("refuse unknown options, values left out and stray words", () => {
    assert.match(refusal("--colour", "blue", ...kFiles), /--colour/);
    assert.match(refusal(...kFiles, "--listen"), /--listen/);
    assert.match(refusal(...kFiles, "stray"), /stray/);
  });
});
