// Tokens of programs that call the API: JWTs of the same provider, for this gateway and nobody else.
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from "jose";
import type { JWTVerifyGetKey } from "jose";
import type { Account } from "./account.js";
import { ClaimsError, statementOf } from "./claims.js";
import type { ClaimsTable } from "./claims.js";
import type { Directory } from "./directory.js";
import { ProviderAwayError } from "./provider.js";
import type { Provider } from "./provider.js";

/** Signatures with a public key: a token signed with a shared secret, or not at all, is refused. */
const kAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
];
const kClockToleranceS = 5;
const kLongestTokenBytes = 8_192;

/** A token that proves nothing; the sentence may be shown and says nothing of how it was checked. */
export class TokenError extends Error {}

export interface BearerSettings {
  issuer: URL;
  /** What tokens must name as their audience: this gateway's own name. */
  audience: string;
}

export class Bearer {
  readonly #settings: BearerSettings;
  readonly #table: ClaimsTable;
  readonly #provider: Provider;
  readonly #directory: Directory;
  #keys: JWTVerifyGetKey | undefined;

  constructor(
    settings: BearerSettings,
    table: ClaimsTable,
    provider: Provider,
    directory: Directory,
  ) {
    this.#settings = settings;
    this.#table = table;
    this.#provider = provider;
    this.#directory = directory;
  }

  /** Whose token it is; `header` is "Bearer TOKEN". Throws TokenError, ProviderAwayError. */
  async accountOf(header: string): Promise<Account> {
    const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
    if (token === undefined || token.length > kLongestTokenBytes) {
      throw new TokenError("The header Authorization must be: Bearer TOKEN.");
    }
    try {
      const { payload } = await jwtVerify(token, await this.#keySet(), {
        issuer: this.#issuers(),
        audience: this.#settings.audience,
        algorithms: kAlgorithms,
        requiredClaims: ["exp", "sub"],
        clockTolerance: kClockToleranceS,
      });
      return await this.#directory.accountOf(statementOf(this.#table, payload));
    } catch (cause) {
      if (cause instanceof errors.JWTExpired)
        throw new TokenError("The token has expired.", { cause });
      if (cause instanceof ClaimsError) throw new TokenError(cause.message, { cause });
      if (cause instanceof errors.JWKSTimeout || cause instanceof TypeError) {
        throw new ProviderAwayError("The keys of the sign-in service cannot be read now.", {
          cause,
        });
      }
      if (cause instanceof errors.JOSEError) {
        throw new TokenError("The token is not one that this address takes.", { cause });
      }
      throw cause;
    }
  }

  /** An issuer's name may end with a slash or not; a URL without a path always does. */
  #issuers(): string[] {
    const { href } = this.#settings.issuer;
    return href.endsWith("/") ? [href, href.slice(0, -1)] : [href];
  }

  async #keySet(): Promise<JWTVerifyGetKey> {
    if (this.#keys === undefined) {
      const href = await this.#provider.keysHref();
      if (href === undefined) throw new TokenError("The sign-in service publishes no keys.");
      this.#keys = createRemoteJWKSet(new URL(href), {
        [customFetch]: (address, options) => fetch(address, { ...options, redirect: "error" }),
      });
    }
    return this.#keys;
  }
}
