// What Witan is, what a program can ask of it, and what these pages keep.
import type { Page, PageMaker } from "./page.js";

export function aboutPage(origin: string): PageMaker {
  return ({ moment }) =>
    Promise.resolve<Page>({
      kind: "page",
      view: "about",
      title: "About Witan",
      crumbs: [{ text: "Home", href: moment.link("/") }],
      model: { origin },
    });
}
