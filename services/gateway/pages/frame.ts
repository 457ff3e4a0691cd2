// What stands around the lists and records of a kind: the way back, and the entry of the navigation.
import { capitalised } from "./format.js";
import type { Kind } from "./kinds.js";
import type { Moment } from "./moment.js";
import type { Link, PageRequest } from "./page.js";

/** Kinds that the navigation names; the others stand under the record. */
const kMain: ReadonlySet<string> = new Set(["decisions", "meetings", "involvement"]);

export function sectionOf({ path }: Pick<Kind, "path">): string {
  return kMain.has(path) ? path : "record";
}

export function listCrumbs({ path }: Pick<Kind, "path">, moment: Moment): Link[] {
  const home = { text: "Home", href: moment.link("/") };
  return kMain.has(path) ? [home] : [home, { text: "The record", href: moment.link("/record") }];
}

/** What stands around the page of any record of the kind. */
export function frameOf(kind: Kind, { moment, key }: PageRequest) {
  const { path, many, one } = kind;
  const list = { text: capitalised(many), href: moment.link(`/${path}`) };
  return {
    kind: "page",
    caption: `${capitalised(one)} ${key}`,
    crumbs: [...listCrumbs(kind, moment), list],
    section: sectionOf(kind),
  } as const;
}
