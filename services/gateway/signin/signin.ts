// Everything that signing in needs, built once at the start.
import type { Services } from "../backend/services.js";
import { Bearer } from "./bearer.js";
import type { ClaimsTable } from "./claims.js";
import { Cookies } from "./cookies.js";
import { Directory } from "./directory.js";
import { Provider } from "./provider.js";
import type { ProviderSettings } from "./provider.js";
import type { SignInStore } from "./store.js";

export interface SignInSettings extends ProviderSettings {
  table: ClaimsTable;
  /** What tokens of programs must name as their audience; "" takes none. */
  audience: string;
}

export interface SignIn {
  /** Where browsers reach the gateway. */
  origin: string;
  store: SignInStore;
  cookies: Cookies;
  provider: Provider;
  table: ClaimsTable;
  directory: Directory;
  bearer: Bearer | undefined;
  /** Anybody may be anybody there: the pages say so. */
  isForDevelopment: boolean;
}

/** The store outlives it. A provider without TLS is one for development, on this machine. */
export function openSignIn(
  settings: SignInSettings,
  origin: string,
  store: SignInStore,
  services: Services,
): SignIn {
  const { table, issuer, audience } = settings;
  const provider = new Provider(settings, table, origin);
  const directory = new Directory(services);
  const bearer =
    audience === "" ? undefined : new Bearer({ issuer, audience }, table, provider, directory);
  const isForDevelopment = issuer.protocol === "http:";
  const cookies = new Cookies(origin);
  return { origin, store, cookies, provider, table, directory, bearer, isForDevelopment };
}
