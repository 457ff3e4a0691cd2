// What the frame of a page says of who reads it.
import type { FastifyRequest } from "fastify";
import { formToken } from "../signin/form_token.js";
import type { SignIn } from "../signin/signin.js";

export interface Viewer {
  isSignedIn: boolean;
  name: string;
  organisation: string;
  /** Stands in each form of the page. */
  formToken: string;
  /** "" where nobody can sign in. */
  signInHref: string;
  isForDevelopment: boolean;
}

const kNobody: Viewer = {
  isSignedIn: false,
  name: "",
  organisation: "",
  formToken: "",
  signInHref: "",
  isForDevelopment: false,
};

export function viewerOf(signIn: SignIn | undefined, request: FastifyRequest): Viewer {
  if (!signIn) return kNobody;
  const { session } = request;
  const { isForDevelopment } = signIn;
  const to = request.method === "GET" ? request.url : "/";
  const signInHref = `/sign-in?to=${encodeURIComponent(to)}`;
  if (!session) return { ...kNobody, isForDevelopment, signInHref };
  return {
    isSignedIn: true,
    name: session.account.name,
    organisation: session.account.organisationName,
    formToken: formToken(signIn.store.formKey, session.id),
    signInHref,
    isForDevelopment,
  };
}
