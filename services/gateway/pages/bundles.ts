// Inspection bundles: what was asked for, what would be in it and what is withheld, and the ZIP itself,
// which is sent as it is made.
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ZipFile } from "yazl";
import { RoleSchema } from "../gen/witan/auth/v1/principal_pb.js";
import { kPageDeadlineMs, queryServices } from "../backend/services.js";
import type { GrpcTransport } from "../backend/transport.js";
import type { Account } from "../signin/account.js";
import { principalIn } from "../signin/session_hook.js";
import { bundleFiles } from "./bundle_files.js";
import type { Bundle } from "./bundle_files.js";
import { askedBundle, extentOf, kMostRecords, parametersOf } from "./bundle_query.js";
import type { AskedBundle, Extent } from "./bundle_query.js";
import { capitalised, counted, formatCount, listed } from "./format.js";
import { kinds } from "./kinds.js";
import { AddressError, Moment } from "./moment.js";
import type { Query } from "./moment.js";
import type { Page, PageRequest } from "./page.js";
import { withheldSentences } from "./statements.js";
import { wordsOf } from "./words.js";

const kBundlesPerMinute = 10;
const kLimit = { config: { rateLimit: { max: kBundlesPerMinute, timeWindow: "1 minute" } } };

export async function bundlesPage(request: PageRequest): Promise<Page> {
  const { moment, query } = request;
  const asked = askedBundle(query);
  const found = asked && (await extentOf(request, asked));
  return {
    kind: "page",
    view: "bundles",
    title: asked ? `Inspection bundle of ${asked.system}` : "Make an inspection bundle",
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "The record", href: moment.link("/record") },
    ],
    section: "record",
    asOf: found?.asOf,
    model: {
      asked,
      options: kinds.map((kind) => ({
        name: kind.path,
        text: capitalised(kind.many),
        isChosen: asked ? asked.kinds.includes(kind) : true,
      })),
      ...(found && extentView(found, moment)),
    },
  };
}

function extentView({ parts, total, asked }: Extent & { asked: AskedBundle }, moment: Moment) {
  const isTooMuch = total > BigInt(kMostRecords);
  return {
    isTooMuch,
    most: formatCount(kMostRecords),
    total: capitalised(counted(total, "record")),
    rows: parts.map(({ kind, total: count, withheld }) => [
      {
        text: capitalised(kind.many),
        href: moment.link(`/${kind.path}`, { system: asked.system }),
      },
      { text: formatCount(count) },
      { text: withheldSentences(withheld, kind.one, kind.many).join(" ") || "None" },
    ]),
    zip: moment.link("/bundles/bundle.zip", { ...parametersOf(asked), at: asked.token }),
  };
}

function readerOf(account: Account | undefined): string {
  if (!account) return "the public";
  const roles = account.roles.map((role) => wordsOf(RoleSchema, role));
  const all = new Set([account.organisationName, ...roles].filter((text) => text !== ""));
  return all.size === 0 ? "the public" : listed([...all]);
}

interface BundleOptions {
  origin: string;
  transport: GrpcTransport;
}

type BundleRequest = FastifyRequest<{ Querystring: Query }>;

export function registerBundles(server: FastifyInstance, options: BundleOptions): void {
  server.get("/bundles/bundle.zip", kLimit, async (request: BundleRequest, reply) => {
    const asked = askedBundle(request.query);
    if (!asked) throw new AddressError("system is missing: say of which system.");
    const moment = new Moment(request.query);
    const services = queryServices(options.transport.as(principalIn(request.session)));
    const call = { timeoutMs: kPageDeadlineMs };
    const found = await extentOf({ services, moment, call }, asked);
    if (found.total > BigInt(kMostRecords)) {
      throw new AddressError(
        `${formatCount(found.total)} records match, but a bundle holds ${formatCount(kMostRecords)}: ` +
          "ask for fewer dates or registers.",
      );
    }
    const reader = readerOf(request.session?.account);
    const context = { services, moment, call, origin: options.origin };
    sendBundle(request, reply, { request: context, asked: found.asked, extent: found, reader });
    return reply;
  });
}

function sendBundle(request: BundleRequest, reply: FastifyReply, bundle: Bundle): void {
  const position = String(bundle.extent.asOf?.position ?? 0n);
  const name = `witan-${bundle.asked.system}-${position}.zip`;
  const zip = new ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof PassThrough)) throw new Error("a ZIP goes out through a PassThrough");
  void reply
    .header("content-disposition", `attachment; filename="${name}"`)
    .type("application/zip")
    .send(output);
  fill(zip, output, bundle).catch((error: unknown) => {
    // What was sent has no end, and no program opens it.
    request.log.warn({ reason: String(error) }, "a bundle could not be finished");
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
}

/** One file at a time, no faster than the reader takes them. */
async function fill(zip: ZipFile, output: PassThrough, bundle: Bundle): Promise<void> {
  // The moment of the records, so that the same bundle is the same to the byte.
  const mtime = new Date(Number((bundle.extent.asOf?.recordedAtUs ?? 0n) / 1000n));
  for await (const { name, bytes } of bundleFiles(bundle)) {
    if (output.destroyed) return;
    zip.addBuffer(bytes, name, { mtime, mode: 0o100644 });
    if (output.writableNeedDrain)
      await Promise.race([once(output, "drain"), once(output, "close")]);
  }
  zip.end();
}
