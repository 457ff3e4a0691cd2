// The configuration of oidc-provider: users without passwords, the gateway as its only client for
// people, and each user as a client for programs.
import { URLSearchParams } from "node:url";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { choicePage, errorPage, signOutPage } from "./pages.mjs";

/** What the gateway is called here, and the secret of every client: nothing is kept safe by it. */
export const kClientId = "witan-gateway";
export const kSecret = "for-development-only";
const kTokenS = 600;
const kPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
const kMostBodyBytes = 4_096;

export async function developmentProvider({ issuer, gateway, users }) {
  const provider = new Provider(issuer, {
    jwks: { keys: [await key("RS256"), await key("ES256")] },
    clients: [gatewayClient(gateway), ...users.map(programClient)],
    findAccount: (_context, id) => accountOf(users, id),
    claims: {
      openid: ["sub"],
      profile: ["name", "witan_organisation", "witan_roles", "witan_person"],
    },
    // One sign-in serves until it is ended; nothing of it is kept when the provider stops.
    cookies: { keys: [kSecret] },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    loadExistingGrant,
    conformIdTokenClaims: false,
    ttl: { AccessToken: kTokenS, ClientCredentials: kTokenS, IdToken: kTokenS },
    extraTokenClaims: (_context, token) =>
      token.kind === "ClientCredentials" ? claimsOf(users, token.clientId) : undefined,
    renderError: (context, out) => {
      context.type = "html";
      context.body = errorPage(out, gateway);
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: resourceIndicators,
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => context.redirect(`${gateway}/signed-out`),
      },
    },
  });
  provider.use(headers(gateway));
  provider.use(choice(provider, users));
  return provider;
}

async function key(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: alg };
}

const gatewayClient = (gateway) => ({
  client_id: kClientId,
  client_secret: kSecret,
  redirect_uris: [`${gateway}/sign-in/callback`],
  post_logout_redirect_uris: [`${gateway}/signed-out`],
});

/** A program that acts as the user does, with tokens for the gateway's API. */
const programClient = ({ subject }) => ({
  client_id: subject,
  client_secret: kSecret,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
});

function claimsOf(users, subject) {
  const user = users.find((each) => each.subject === subject);
  return (
    user && {
      sub: subject,
      name: user.name,
      witan_organisation: user.organisation,
      witan_roles: user.roles,
      ...(user.person && { witan_person: user.person }),
    }
  );
}

function accountOf(users, id) {
  const claims = claimsOf(users, id);
  return claims && { accountId: id, claims: () => claims };
}

/** What the gateway asks for is granted: nobody is asked a question whose answer is known. */
async function loadExistingGrant({ oidc }) {
  const { client, session, provider } = oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile");
  await grant.save();
  return grant;
}

const resourceIndicators = {
  enabled: true,
  defaultResource: () => [],
  useGrantedResource: () => true,
  getResourceServerInfo: (_context, resource) => ({
    scope: "",
    audience: resource,
    accessTokenFormat: "jwt",
    accessTokenTTL: kTokenS,
    jwt: { sign: { alg: "ES256" } },
  }),
};

// Browsers follow a form's redirects only where the page that had the form allows it.
function headers(gateway) {
  return async (context, next) => {
    context.set("content-security-policy", `${kPolicy}; form-action 'self' ${gateway}`);
    context.set("x-content-type-options", "nosniff");
    context.set("cache-control", "no-store");
    await next();
  };
}

/** The page on which one chooses whom to be, and its answer. */
function choice(provider, users) {
  return async (context, next) => {
    if (!context.path.startsWith("/interaction/")) return next();
    const { req, res } = context;
    await provider.interactionDetails(req, res);
    if (context.method !== "POST") {
      context.type = "html";
      context.body = choicePage(users, context.path);
      return undefined;
    }
    const accountId = new URLSearchParams(await bodyOf(req)).get("user") ?? "";
    const isKnown = users.some(({ subject }) => subject === accountId);
    const result = isKnown ? { login: { accountId } } : { error: "access_denied" };
    context.redirect(await provider.interactionResult(req, res, result));
    context.status = 303;
    return undefined;
  };
}

async function bodyOf(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > kMostBodyBytes) throw new Error("the form is too long");
  }
  return text;
}
