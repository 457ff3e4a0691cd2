import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SettingsError, addressText, readArguments } from "./settings.js";
import type { Address } from "./settings.js";

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

const ports = (addresses: Address[]) => addresses.map(({ port }) => port);

suite("settings", () => {
  test("have defaults for all but the files", () => {
    const request = readArguments(kFiles);
    assert.deepEqual(request, {
      kind: "serve",
      settings: {
        listen: { host: "127.0.0.1", port: 8080 },
        backend: { host: "127.0.0.1", port: 7400 },
        involvement: { host: "127.0.0.1", port: 7400 },
        recorders: [{ host: "127.0.0.1", port: 7400 }],
        cert: "c.pem",
        key: "k.pem",
        ca: "ca.pem",
        demonstration: false,
        controller: "",
        papers: "",
        scan: "",
        origin: "http://127.0.0.1:8080",
        requestsPerMinute: 3000,
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

  test("find services in processes of their own, and the others at the backend", () => {
    const apart = ["--backend", "127.0.0.1:1", "--involvement", "127.0.0.1:2"];
    const request = readArguments([...apart, ...kFiles]);
    assert.equal(request.kind, "serve");
    assert.equal(request.settings.involvement.port, 2);
    assert.deepEqual(ports(request.settings.recorders), [1]);
    const several = readArguments([...apart, "--recorder", "a:3,b:4", ...kFiles]);
    assert.deepEqual(several.kind === "serve" && ports(several.settings.recorders), [3, 4]);
    assert.match(refusal("--recorder", "127.0.0.1", ...kFiles), /--recorder is "127.0.0.1"/);
  });

  test("serve IPv6 and localhost of this machine too", () => {
    for (const listen of ["[::1]:80", "localhost:80", "127.8.9.1:80"]) {
      const request = readArguments(["--listen", listen, ...kFiles]);
      assert.equal(request.kind === "serve" && addressText(request.settings.listen), listen);
    }
  });

  test("say who is the controller, within a length that a page can hold", () => {
    const request = readArguments(["--controller", " Dorset Council ", ...kFiles]);
    assert.equal(request.kind === "serve" && request.settings.controller, "Dorset Council");
    assert.match(refusal("--controller", "x".repeat(1_001), ...kFiles), /longer than 1000/);
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

suite("settings of the sign-in", () => {
  const kSignIn = [
    "--issuer",
    "https://id.example/realm",
    "--client-id",
    "c",
    "--sessions",
    "s.db",
  ];
  const take = (...args: string[]) => {
    const request = readArguments([...kFiles, ...args]);
    return request.kind === "serve" ? request.settings : assert.fail(request.kind);
  };

  test("are a provider, a client and a file; tokens are for the origin", () => {
    const { signIn } = take(...kSignIn, "--origin", "https://witan.example/");
    assert.equal(signIn?.issuer.href, "https://id.example/realm");
    assert.equal(signIn.audience, "https://witan.example");
    assert.equal(signIn.idleMs, 30 * 60_000);
    assert.equal(signIn.clientSecret, "");
  });

  test("take a provider without TLS on this machine alone", () => {
    const issuer = "http://127.0.0.1:8090";
    assert.equal(take(...kSignIn, "--issuer", issuer).signIn?.issuer.origin, issuer);
    for (const text of ["http://id.example", "id.example", "", "ftp://127.0.0.1"]) {
      assert.match(refusal(...kFiles, ...kSignIn, "--issuer", text), /^--issuer is "/, text);
    }
  });

  test("refuse what is missing, and what stands without a provider", () => {
    assert.match(refusal(...kFiles, "--sessions", "s.db"), /^--issuer is missing/);
    assert.match(refusal(...kFiles, ...kSignIn.slice(0, 4)), /^--sessions is missing/);
    assert.match(refusal(...kFiles, "--issuer", "https://a.example"), /^--client-id is missing/);
    assert.match(refusal(...kFiles, ...kSignIn, "--audience", "c"), /^--audience is what/);
    const secret = ["--client-secret-file", "/nowhere/at/all"];
    assert.match(refusal(...kFiles, ...kSignIn, ...secret), /cannot be read \(ENOENT\)/);
  });

  test("keep papers in a folder, and a scanner only with one", () => {
    const request = readArguments([
      ...kFiles,
      "--papers",
      "/var/papers",
      "--scan",
      " clamdscan -q ",
    ]);
    assert.ok(request.kind === "serve");
    assert.deepEqual(
      [request.settings.papers, request.settings.scan],
      ["/var/papers", "clamdscan -q"],
    );
    assert.throws(() => readArguments([...kFiles, "--scan", "clamdscan"]), /--papers is missing/);
  });

  test("refuse an origin with a path or without TLS, and numbers that are none", () => {
    for (const text of ["https://a.example/x", "http://a.example", "a.example"]) {
      assert.match(refusal(...kFiles, "--origin", text), /^--origin is "/, text);
    }
    for (const text of ["0", "-1", "many", "1000001"]) {
      const wrong = [`--requests-per-minute=${text}`, `--idle-minutes=${text}`];
      assert.match(refusal(...kFiles, wrong[0] ?? ""), /number from 1 to/, text);
      assert.match(refusal(...kFiles, ...kSignIn, wrong[1] ?? ""), /number from 1 to/, text);
    }
  });
});
