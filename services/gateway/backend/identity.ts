// Who the gateway is to the services and whom it believes: its certificate, its key and the
// authority, read and checked once, at the start.
import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import type { PeerCertificate } from "node:tls";
import { checkServerIdentity } from "node:tls";
import { SettingsError } from "../settings.js";

export interface Identity {
  /** The deployment that the certificate belongs to: "dev" in spiffe://dev/gateway. */
  deployment: string;
  cert: Buffer;
  key: Buffer;
  ca: Buffer;
}

const kSpiffe = /^spiffe:\/\/([A-Za-z0-9._-]+)\/([A-Za-z0-9._-]+)$/;
const kServices = ["standalone", "recorder", "oversight", "involvement", "audit"];

/** Reads the three files. Throws SettingsError naming the file and what is wrong with it. */
export function readIdentity(files: { cert: string; key: string; ca: string }): Identity {
  const cert = read("--cert", files.cert);
  const key = read("--key", files.key);
  const ca = read("--ca", files.ca);
  const own = certificate("--cert", files.cert, cert);
  const authority = certificate("--ca", files.ca, ca);
  if (!own.checkPrivateKey(privateKey(files.key, key))) {
    throw new SettingsError(`--key ${files.key} is not the key of the certificate ${files.cert}.`);
  }
  if (!own.verify(authority.publicKey)) {
    throw new SettingsError(`--cert ${files.cert} was not signed by the authority ${files.ca}.`);
  }
  return { deployment: deploymentOf(files.cert, own), cert, key, ca };
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new SettingsError(`${name} ${file} cannot be read (${code}).`);
  }
}

function certificate(name: string, file: string, pem: Buffer): X509Certificate {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(pem);
  } catch {
    throw new SettingsError(`${name} ${file} holds no certificate in PEM form.`);
  }
  if (parsed.validToDate.getTime() < Date.now()) {
    throw new SettingsError(`${name} ${file} expired on ${parsed.validTo}.`);
  }
  return parsed;
}

function privateKey(file: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new SettingsError(`--key ${file} holds no private key in PEM form.`);
  }
}

function deploymentOf(file: string, own: X509Certificate): string {
  const [deployment, service] = spiffeOf(own.subjectAltName);
  if (deployment === undefined || service !== "gateway") {
    throw new SettingsError(
      `--cert ${file} does not name a gateway: it needs the URI spiffe://DEPLOYMENT/gateway.`,
    );
  }
  return deployment;
}

/** Deployment and service of the first SPIFFE URI among subject alternative names. */
function spiffeOf(names: string | undefined): [string?, string?] {
  for (const name of (names ?? "").split(", ")) {
    const match = name.startsWith("URI:") ? kSpiffe.exec(name.slice(4)) : null;
    if (match?.[1] && match[2]) return [match[1], match[2]];
  }
  return [];
}

/**
 * The check of a server's certificate beside its signature: it must hold for the host, and be a
 * service of the same deployment, so that no other holder of a certificate can pose as one.
 */
export function serverIdentityCheck(deployment: string) {
  return (host: string, peer: PeerCertificate): Error | undefined => {
    const wrongHost = checkServerIdentity(host, peer);
    if (wrongHost) return wrongHost;
    const [peerDeployment, service] = spiffeOf(peer.subjectaltname);
    if (peerDeployment === deployment && service && kServices.includes(service)) return undefined;
    return new Error(`the peer is not a service of deployment ${deployment}`);
  };
}
