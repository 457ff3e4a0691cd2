// The accessibility statement, in the order that the regulations of 2018 ask for.
import type { Page, PageRequest } from "./page.js";

export function accessibilityPage({ moment }: PageRequest): Promise<Page> {
  return Promise.resolve({
    kind: "page",
    view: "accessibility",
    title: "Accessibility statement",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    model: {},
  });
}
