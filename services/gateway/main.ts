// Starts the gateway: settings, identity, channel, server; stops it in order when told to.
import { closeChannels, openChannels } from "./backend/channels.js";
import { readIdentity } from "./backend/identity.js";
import { Intake } from "./papers/intake.js";
import { commandScanner, noScanner } from "./papers/scan.js";
import { FolderStore } from "./papers/store.js";
import { buildServer } from "./server.js";
import { SettingsError, addressText, readArguments, usage } from "./settings.js";
import type { Settings } from "./settings.js";
import { kOwnTable, readClaimsTable } from "./signin/claims.js";
import type { ClaimsTable } from "./signin/claims.js";
import { SqliteStore } from "./signin/sqlite_store.js";

const kStopTimeoutMs = 10_000;
/** Nobody stays signed in for longer than a long day's work. */
const kLongestMs = 12 * 3_600_000;
const kSweepMs = 60_000;

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request.kind === "help") {
    process.stdout.write(usage);
    return;
  }
  const identity = readIdentity(request.settings);
  const { signIn } = request.settings;
  const table = signIn && signIn.claims !== "" ? readClaimsTable(signIn.claims) : kOwnTable;
  if (request.kind === "check") {
    process.stdout.write("The settings and the certificates can be used.\n");
    return;
  }
  await serve(request.settings, identity, table);
}

async function serve(
  settings: Settings,
  identity: ReturnType<typeof readIdentity>,
  table: ClaimsTable,
): Promise<void> {
  const { signIn } = settings;
  const store = signIn && new SqliteStore(signIn.sessions, { ...signIn, longestMs: kLongestMs });
  const papers = settings.papers === "" ? undefined : await FolderStore.open(settings.papers);
  const scan = settings.scan === "" ? noScanner : commandScanner(settings.scan);
  const channels = openChannels(settings, identity);
  const server = await buildServer(channels, {
    isDemonstration: settings.demonstration,
    origin: settings.origin,
    requestsPerMinute: settings.requestsPerMinute,
    ...(signIn && store && { signIn: { ...signIn, table }, store, idleMs: signIn.idleMs }),
    controller: settings.controller,
    ...(papers && { papers: { store: papers, intake: new Intake(papers, scan) } }),
    log: process.stderr,
  });
  const sweep = setInterval(() => store?.sweep(), kSweepMs).unref();
  try {
    await server.listen({ host: settings.listen.host, port: settings.listen.port });
  } catch (error) {
    closeChannels(channels);
    throw listenError(settings, error);
  }
  const stop = () => {
    // A peer that never lets go does not keep the gateway from leaving.
    setTimeout(() => process.exit(1), kStopTimeoutMs).unref();
    void server.close().then(() => {
      clearInterval(sweep);
      store?.close();
      closeChannels(channels);
    });
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

function listenError({ listen }: Settings, error: unknown): Error {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new SettingsError(`--listen ${addressText(listen)} is in use by another program.`);
  }
  if (code === "EACCES") {
    return new SettingsError(
      `--listen ${addressText(listen)} needs rights that this user has not.`,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

try {
  await main();
} catch (error) {
  const isExpected = error instanceof SettingsError;
  process.stderr.write(`gateway: ${isExpected ? error.message : String(error)}\n`);
  process.exitCode = isExpected ? 2 : 1;
}
