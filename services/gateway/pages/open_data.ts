// The open data: everything that is public, as files that are sent page by page and never held whole.
// The services answer as to the public, whoever asks.
import { Readable } from "node:stream";
import { toJson } from "@bufbuild/protobuf";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { jsonSchemaOf } from "../api/openapi.js";
import type { Schema } from "../api/schema.js";
import { kPageDeadlineMs, queryServices } from "../backend/services.js";
import type { Services } from "../backend/services.js";
import type { GrpcTransport } from "../backend/transport.js";
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import type { Item } from "./columns.js";
import { csvHead, csvRow } from "./exports.js";
import { capitalised } from "./format.js";
import { kinds } from "./kinds.js";
import type { Kind } from "./kinds.js";
import { Moment } from "./moment.js";
import type { Query } from "./moment.js";
import { recordPath } from "./names.js";
import { NotFoundError } from "./page.js";
import type { Page, PageMaker } from "./page.js";
import { popoloText } from "./popolo.js";

const kRowsAtOnce = 500;
/** The head of a file and its first records. */
const kPartsBefore = 2;

/** The records of one page, and the moment that all pages share. */
export interface DataPage {
  items: readonly Item[];
  asOf: AsOf | undefined;
}

/** All public records of a kind, oldest first, page by page; `token` holds it to an earlier answer's moment. */
export async function* pagesOf(
  kind: Kind,
  services: Services,
  moment: Moment,
  token = "",
): AsyncGenerator<DataPage> {
  let pageToken = "";
  do {
    const request = { asAt: moment.asAt(token), pageSize: kRowsAtOnce, pageToken, ascending: true };
    const { items, page } = await kind.list(services, request, { timeoutMs: kPageDeadlineMs });
    yield { items: items.filter(({ head }) => head?.stub === false), asOf: page?.asOf };
    pageToken = page?.nextPageToken ?? "";
  } while (pageToken !== "");
}

async function* jsonLines(kind: Kind, pages: AsyncIterable<DataPage>, origin: string) {
  for await (const { items, asOf } of pages) {
    yield items.map((item) => jsonLine(kind, item, origin, asOf)).join("");
  }
}

function jsonLine(kind: Kind, item: Item, origin: string, asOf: AsOf | undefined): string {
  const path = item.head ? recordPath(item.head.kind, item.head.number) : undefined;
  const address = origin + (path ?? `/${kind.path}`);
  const asOfEvent = Number(asOf?.position ?? 0n);
  return `${JSON.stringify({ address, asOfEvent, record: toJson(kind.item, item) })}\n`;
}

async function* csvLines(kind: Kind, pages: AsyncIterable<DataPage>, origin: string) {
  yield csvHead(kind);
  for await (const { items, asOf } of pages) {
    yield items.map((item) => csvRow(kind, item, origin, asOf)).join("");
  }
}

export const dataPage: PageMaker = ({ moment }) =>
  Promise.resolve<Page>({
    kind: "page",
    view: "data",
    title: "Open data",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    model: {
      popolo: moment.link("/data/popolo.json"),
      rows: kinds.map(({ path, one, many }) => [
        { text: capitalised(many), href: moment.link(`/${path}`) },
        { text: `CSV of ${many}`, href: moment.link(`/data/${path}.csv`) },
        { text: `JSON lines of ${many}`, href: moment.link(`/data/${path}.jsonl`) },
        { text: `Fields: ${one}`, href: moment.link(`/data/${path}/fields`) },
      ]),
    },
  });

interface OpenDataOptions {
  schema: Schema;
  origin: string;
  /** Speaks for the public. */
  transport: GrpcTransport;
}

type DataRequest = FastifyRequest<{ Params: { file: string }; Querystring: Query }>;

export function registerOpenData(server: FastifyInstance, options: OpenDataOptions): void {
  const services = queryServices(options.transport);
  server.get("/data/:file", async (request: DataRequest, reply) => {
    const { type, text } = fileOf(
      request.params.file,
      new Moment(request.query),
      services,
      options,
    );
    await send(reply, type, text);
    return reply;
  });
}

interface DataFile {
  type: string;
  text: AsyncGenerator<string> | Generator<string>;
}

function fileOf(
  name: string,
  moment: Moment,
  services: Services,
  { schema, origin }: OpenDataOptions,
): DataFile {
  if (name === "popolo.json") {
    return { type: "application/json", text: popoloText(services, moment, origin) };
  }
  const [path, ...endings] = name.split(".");
  const kind = kinds.find((each) => each.path === path);
  if (!kind) throw notThere(name);
  switch (endings.join(".")) {
    case "jsonl":
      return {
        type: "application/jsonl",
        text: jsonLines(kind, pagesOf(kind, services, moment), origin),
      };
    case "csv":
      return { type: "text/csv", text: csvLines(kind, pagesOf(kind, services, moment), origin) };
    case "schema.json":
      return { type: "application/schema+json", text: schemaText(kind, schema) };
    default:
      throw notThere(name);
  }
}

const notThere = (name: string) => new NotFoundError(`There is no file ${name} of open data.`);

function* schemaText({ item }: Kind, { registry }: Schema) {
  // The schema of the build has the comments, which the generated code has not.
  yield `${JSON.stringify(jsonSchemaOf(registry.getMessage(item.typeName) ?? item), null, 1)}\n`;
}

/** Services that are away are answered as such: the first part is there before the answer begins. */
async function send(reply: FastifyReply, type: string, text: DataFile["text"]): Promise<void> {
  const parts: string[] = [];
  while (parts.length < kPartsBefore) {
    const next = await text.next();
    if (next.done === true) break;
    parts.push(next.value);
  }
  const whole = async function* () {
    yield* parts;
    yield* text;
  };
  reply.header("cache-control", "no-cache").type(`${type}; charset=utf-8`);
  void reply.send(Readable.from(whole(), { objectMode: false }));
}
