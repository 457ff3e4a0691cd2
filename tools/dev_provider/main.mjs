// A provider to sign in at, for development and demonstrations: whoever can open it may be anybody of
// deploy/users/users.mjs. It listens on this machine alone.
//
//   node tools/dev_provider/main.mjs --listen 127.0.0.1:8090 --gateway http://127.0.0.1:8080
import { createServer } from "node:http";
import { isIPv4 } from "node:net";
import { parseArgs } from "node:util";
import { users } from "../../deploy/users/users.mjs";
import { developmentProvider } from "./provider.mjs";

const kOptions = {
  listen: { type: "string", default: "127.0.0.1:8090" },
  gateway: { type: "string", default: "http://127.0.0.1:8080" },
};
const kStopMs = 2_000;

function fail(sentence) {
  process.stderr.write(`dev_provider: ${sentence}\n`);
  process.exit(2);
}

const isLoopback = (host) =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));

/** The URL of an address that this machine alone can reach; anything else ends the program. */
function loopback(name, text) {
  const url = URL.parse(text);
  if (
    url?.protocol === "http:" &&
    url.port !== "" &&
    isLoopback(url.hostname.replace(/^\[|\]$/g, ""))
  ) {
    return url;
  }
  return fail(`${name} ${text} is not of this machine alone; anybody may sign in here.`);
}

function argumentsOf(args) {
  try {
    return parseArgs({ args, options: kOptions, strict: true }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const { listen, gateway } = argumentsOf(process.argv.slice(2));
const issuer = loopback("--listen", `http://${listen}`);
const provider = await developmentProvider({
  issuer: issuer.origin,
  gateway: loopback("--gateway", gateway).origin,
  users,
});
const server = createServer(provider.callback());
server.once("error", (error) => fail(`${listen} cannot be listened on (${error.code}).`));
server.listen(Number(issuer.port), issuer.hostname.replace(/^\[|\]$/g, ""));
const stop = () => {
  setTimeout(() => process.exit(0), kStopMs).unref();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
};
process.once("SIGTERM", stop).once("SIGINT", stop);
