// The provider that people sign in at: OpenID Connect, code flow with PKCE, state and nonce.
import * as oidc from "openid-client";
import type { ClaimsTable } from "./claims.js";
import type { Claims } from "./claims_path.js";
import type { Attempt } from "./store.js";

export interface ProviderSettings {
  /** "https://am.example.nhs.uk/openam/oauth2/realms/root". */
  issuer: URL;
  clientId: string;
  /** "" for a client that has none, and is known by PKCE alone. */
  clientSecret: string;
}

/** Somebody whom the provider vouches for. */
export interface Vouched {
  claims: Claims;
  idToken: string;
}

/** The provider cannot be asked now. */
export class ProviderAwayError extends Error {}
/** The provider's answer is not one to a question of ours, or it refuses. */
export class SignInRefusedError extends Error {}

const kTimeoutS = 10;
const kAgainMs = 5_000;

export class Provider {
  readonly #settings: ProviderSettings;
  readonly #table: ClaimsTable;
  readonly #origin: string;
  #found: Promise<oidc.Configuration> | undefined;
  #failedMs = 0;
  #endSession: URL | undefined;

  /** `origin` is where browsers reach the gateway. */
  constructor(settings: ProviderSettings, table: ClaimsTable, origin: string) {
    this.#settings = settings;
    this.#table = table;
    this.#origin = origin;
  }

  /** Where forms may lead: the provider, and where it signs people out once that is known. */
  get origins(): readonly string[] {
    const all = [this.#settings.issuer.origin, this.#endSession?.origin];
    return [...new Set(all.filter((each) => each !== undefined))];
  }

  /** The address to send a browser to, and what to keep until it comes back. */
  async begin(returnTo: string): Promise<{ href: string; attempt: Attempt }> {
    const config = await this.#configuration();
    const verifier = oidc.randomPKCECodeVerifier();
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier,
      returnTo,
    };
    const href = oidc.buildAuthorizationUrl(config, {
      ...this.#table.parameters,
      scope: this.#table.scope,
      redirect_uri: `${this.#origin}/sign-in/callback`,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state: attempt.state,
      nonce: attempt.nonce,
    }).href;
    return { href, attempt };
  }

  /** Who came back to `path`. Throws SignInRefusedError or ProviderAwayError. */
  async finish(path: string, { state, nonce, verifier }: Attempt): Promise<Vouched> {
    const config = await this.#configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(path, this.#origin), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const stated = tokens.claims();
      if (!stated || tokens.id_token === undefined) throw new Error("no identity came back");
      const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
      const more = hasMore
        ? await oidc.fetchUserInfo(config, tokens.access_token, stated.sub)
        : undefined;
      return { claims: { ...more, ...stated }, idToken: tokens.id_token };
    } catch (cause) {
      throw answerError(cause);
    }
  }

  /** Where to end the session at the provider too; undefined where it has no such place. */
  async signOutHref(idToken: string): Promise<string | undefined> {
    const config = await this.#configuration();
    if (this.#endSession === undefined) return undefined;
    return oidc.buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.#origin}/signed-out`,
    }).href;
  }

  /** Where the provider's keys are, for tokens of programs. */
  async keysHref(): Promise<string | undefined> {
    return (await this.#configuration()).serverMetadata().jwks_uri;
  }

  /** Asked once it is needed, kept once it answered; after a failure not again for a moment. */
  #configuration(): Promise<oidc.Configuration> {
    if (this.#found === undefined) {
      if (Date.now() - this.#failedMs < kAgainMs) throw new ProviderAwayError(kAway);
      this.#found = this.#discover().catch((cause: unknown) => {
        this.#found = undefined;
        this.#failedMs = Date.now();
        throw new ProviderAwayError(kAway, { cause });
      });
    }
    return this.#found;
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const config = await oidc.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === "" ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
      {
        timeout: kTimeoutS,
        // The settings allow this for the machine itself alone.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
        execute: issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [],
      },
    );
    const end = config.serverMetadata().end_session_endpoint;
    this.#endSession = end === undefined ? undefined : new URL(end);
    return config;
  }
}

const kAway = "The sign-in service cannot be reached now.";

function answerError(cause: unknown): Error {
  const isAway =
    cause instanceof TypeError || (cause instanceof Error && cause.name === "TimeoutError");
  return isAway
    ? new ProviderAwayError(kAway, { cause })
    : new SignInRefusedError("The sign-in could not be completed.", { cause });
}
