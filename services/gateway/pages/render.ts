// Pages as HTML: one Nunjucks environment, everything escaped, and the frame around each page.
import { fileURLToPath } from "node:url";
import nunjucks from "nunjucks";
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import { formatDate, formatTimestamp } from "./format.js";
import { kinds } from "./kinds.js";
import { Moment } from "./moment.js";
import type { Link } from "./page.js";
import { asOfSentence } from "./statements.js";
import type { Viewer } from "./viewer.js";

export interface Frame {
  title: string;
  caption?: string;
  crumbs: readonly Link[];
  section?: string;
  asOf?: AsOf | undefined;
  model: object;
  commands?: readonly Link[];
  isWrong?: boolean;
  /** The event that this person recorded a moment ago, where the page shows what came of it. */
  recorded?: Link | undefined;
  viewer: Viewer;
  moment: Moment;
  /** The path of the page itself, for the form that asks for another moment. */
  path: string;
  /** Parameters of the address that such a form keeps. */
  kept: readonly (readonly [string, string])[];
}

export class Renderer {
  readonly #environment: nunjucks.Environment;
  readonly #styleSheet: string;
  readonly #isDemonstration: boolean;

  constructor(styleSheet: string, isDemonstration: boolean) {
    const views = fileURLToPath(new URL("../views", import.meta.url));
    this.#environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(views), {
      autoescape: true,
      throwOnUndefined: false,
      trimBlocks: true,
      lstripBlocks: true,
    });
    this.#styleSheet = styleSheet;
    this.#isDemonstration = isDemonstration;
  }

  render(view: string, { moment, asOf, model, ...frame }: Frame): string {
    return this.#environment.render(`${view}.njk`, {
      ...model,
      ...frame,
      styleSheet: this.#styleSheet,
      isDemonstration: this.#isDemonstration,
      asOf: asOfSentence(asOf),
      past: pastSentence(moment),
      changesHref: changesHref(moment, frame),
      compareHref: compareHref(moment, frame.path),
      knownAt: moment.knownAt,
      effectiveAt: moment.effectiveAt,
      href: (path: string) => moment.link(path),
    });
  }
}

/** What a page of another moment says above all. */
function pastSentence(moment: Moment): string {
  if (moment.isNow) return "";
  const known = moment.knownAt === "" ? "" : `what had been recorded by ${day(moment.knownAt)}`;
  const held =
    moment.effectiveAt === "" ? "" : `what was true on ${formatDate(moment.effectiveAt)}`;
  return `Only ${[known, held].filter((part) => part !== "").join(", and ")}.`;
}

/** What changed since the moment of the page: in its system, or of its kind where it is a list. */
function changesHref(moment: Moment, { path, kept }: Pick<Frame, "path" | "kept">): string {
  const since = moment.knownAt === "" ? moment.effectiveAt : moment.knownAt;
  // What is yet to be true has not changed since.
  if (since === "" || since.slice(0, 10) > new Moment({}).today()) return "";
  const [, place = "", key = ""] = path.split("/");
  const kind = key === "" && kinds.some((each) => each.path === place) ? place : "";
  const system = place === "systems" ? key : (kept.find(([name]) => name === "system")?.[1] ?? "");
  return new Moment({}).link("/changes", { since, kind, system });
}

/** A record beside itself now. */
function compareHref(moment: Moment, path: string): string {
  const [, place = "", key = "", more] = path.split("/");
  const isRecord = kinds.some((kind) => kind.path === place) && /^[1-9][0-9]*$/.test(key);
  return isRecord && more === undefined ? moment.link(`${path}/compare`) : "";
}

function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `the end of ${formatDate(text)}`;
  return formatTimestamp(BigInt(Date.parse(text)) * 1000n);
}
