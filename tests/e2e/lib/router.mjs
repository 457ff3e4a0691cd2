// The addresses of the gateway, from its own router: built, asked and thrown away, without services.
import { join } from "node:path";
import { URL } from "node:url";
import { pathToFileURL } from "node:url";
import { kRoot } from "./stack.mjs";

const kDist = join(kRoot, "services", "gateway", "dist");
const load = (path) => import(pathToFileURL(join(kDist, path)));
const kOrigin = "http://127.0.0.1:8080";

/** Paths of GET and POST as the router has them ("/decisions/:key"), without the calls of the API. */
export async function routes() {
  const [{ buildServer }, { SqliteStore }, { kOwnTable }] = await Promise.all([
    load("server.js"),
    load("signin/sqlite_store.js"),
    load("signin/claims.js"),
  ]);
  const found = new Set();
  const store = new SqliteStore(":memory:", { idleMs: 1, longestMs: 1 });
  // The channels are asked for nothing.
  const server = await buildServer(
    {},
    {
      isDemonstration: true,
      origin: kOrigin,
      requestsPerMinute: 1,
      signIn: {
        issuer: new URL(kOrigin),
        clientId: "x",
        clientSecret: "x",
        audience: "",
        table: kOwnTable,
      },
      store,
      papers: { store: {}, intake: {} },
      onRoute: (method, path) => {
        if (method === "GET" || method === "POST") found.add(path);
      },
    },
  );
  await server.close();
  store.close();
  return [...found].filter((path) => !path.startsWith("/witan.")).map(withoutHash);
}

/** The style sheet's name changes with its content. */
const withoutHash = (path) => path.replace(/-[0-9a-f]{12}\./, ".");
