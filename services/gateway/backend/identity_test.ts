import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import type { PeerCertificate } from "node:tls";
import { SettingsError } from "../settings.js";
import { certificates, makeCertificates } from "../testing/certificates.js";
import { readIdentity, serverIdentityCheck } from "./identity.js";

const tls = certificates();
const good = {
  cert: tls.file("gateway.pem"),
  key: tls.file("gateway.key"),
  ca: tls.file("ca.pem"),
};
const folder = mkdtempSync(join(tmpdir(), "witan-identity-"));
after(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refusal(files: Partial<typeof good>): string {
  try {
    readIdentity({ ...good, ...files });
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  return assert.fail("the identity was taken");
}

suite("identity", () => {
  test("is read from certificate, key and authority", () => {
    assert.equal(readIdentity(good).deployment, "dev");
  });

  test("refuses a file that is not there, naming option, file and cause", () => {
    const missing = join(folder, "none.pem");
    assert.equal(refusal({ key: missing }), `--key ${missing} cannot be read (ENOENT).`);
  });

  test("refuses a folder where a file is meant", () => {
    assert.equal(refusal({ ca: folder }), `--ca ${folder} cannot be read (EISDIR).`);
  });

  test("refuses what is no certificate and no key", () => {
    const garbage = write("garbage.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n");
    assert.match(refusal({ cert: garbage }), /^--cert .* holds no certificate/);
    assert.match(refusal({ ca: garbage }), /^--ca .* holds no certificate/);
    assert.match(refusal({ key: garbage }), /^--key .* holds no private key/);
  });

  test("refuses the key of another certificate", () => {
    assert.match(refusal({ key: tls.file("standalone.key") }), /is not the key of the certificate/);
  });

  test("refuses a certificate of another authority", () => {
    const other = makeCertificates();
    assert.match(refusal({ ca: other.file("ca.pem") }), /was not signed by the authority/);
  });

  test("refuses a certificate that is not a gateway's", () => {
    const files = { cert: tls.file("cli-registrar.pem"), key: tls.file("cli-registrar.key") };
    assert.match(refusal(files), /does not name a gateway: it needs the URI spiffe:/);
  });
});

suite("a server's identity", () => {
  const check = serverIdentityCheck("dev");
  const peer = (uri: string) =>
    ({ subject: { CN: "x" }, subjectaltname: `URI:${uri}, DNS:localhost` }) as PeerCertificate;

  test("is a service of the same deployment", () => {
    assert.equal(check("localhost", peer("spiffe://dev/standalone")), undefined);
    assert.equal(check("localhost", peer("spiffe://dev/oversight")), undefined);
  });

  test("is not a command line, another gateway, another deployment or nobody", () => {
    for (const uri of [
      "spiffe://dev/cli-registrar",
      "spiffe://dev/gateway",
      "spiffe://live/standalone",
      "spiffe://dev/standalone/x",
      "https://dev/standalone",
    ]) {
      assert.match(String(check("localhost", peer(uri))), /not a service of deployment dev/, uri);
    }
  });

  test("must hold for the host as well", () => {
    assert.match(String(check("example.org", peer("spiffe://dev/standalone"))), /Hostname/);
  });
});
