// Who I am here, and the page after signing out.
import { RoleSchema } from "../gen/witan/auth/v1/principal_pb.js";
import { capitalised } from "./format.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { wordsOf } from "./words.js";

export function accountPage({ account, moment }: PageRequest): Promise<Page | Moved> {
  if (!account)
    return Promise.resolve({ kind: "moved", href: "/sign-in?to=/account", isForNow: true });
  return Promise.resolve({
    kind: "page",
    view: "account",
    title: "Who you are here",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    model: {
      name: account.name,
      organisation: account.organisationName,
      roles: account.roles.map((role) => capitalised(wordsOf(RoleSchema, role))),
      subject: account.subject,
      isPerson: account.personId !== "",
    },
  });
}

export function signedOutPage({ account, moment }: PageRequest): Promise<Page | Moved> {
  if (account) return Promise.resolve({ kind: "moved", href: "/", isForNow: true });
  return Promise.resolve({
    kind: "page",
    view: "signed_out",
    title: "You are signed out",
    crumbs: [{ text: "Home", href: moment.link("/") }],
    model: {},
  });
}
