// How to use these pages, and what they keep of whom.
import type { SignInSettings } from "../signin/signin.js";
import type { Page, PageMaker } from "./page.js";

const kMinuteMs = 60_000;

export function helpPage(hasSignIn: boolean): PageMaker {
  return ({ moment }) =>
    Promise.resolve<Page>({
      kind: "page",
      view: "help",
      title: "Help",
      crumbs: [{ text: "Home", href: moment.link("/") }],
      model: { hasSignIn },
    });
}

export interface Privacy {
  /** Who decides about the personal details here, and how to reach them; "" where nobody said. */
  controller: string;
  signIn: Pick<SignInSettings, "issuer"> | undefined;
  /** After which a session ends, unused; 0 without sign-in. */
  idleMs: number;
}

export function privacyPage({ controller, signIn, idleMs }: Privacy): PageMaker {
  return ({ moment }) =>
    Promise.resolve<Page>({
      kind: "page",
      view: "privacy",
      title: "Privacy",
      crumbs: [{ text: "Home", href: moment.link("/") }],
      model: { controller, provider: signIn?.issuer.host, idleMinutes: idleMs / kMinuteMs },
    });
}
