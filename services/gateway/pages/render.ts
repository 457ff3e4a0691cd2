// Pages as HTML: one Nunjucks environment, everything escaped, and the frame around each page.
import { fileURLToPath } from "node:url";
import nunjucks from "nunjucks";
import type { AsOf } from "../gen/witan/oversight/v1/query_pb.js";
import { formatDate } from "./format.js";
import type { Moment } from "./moment.js";
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

function day(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `the end of ${formatDate(text)}` : text;
}
