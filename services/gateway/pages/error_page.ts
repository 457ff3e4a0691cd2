// What went wrong, for a person: what happened and what can be done now, never a code.
import { Code, ConnectError } from "@connectrpc/connect";
import { publicError, reasonsOf } from "../backend/status.js";
import { RightError } from "../commands/voice.js";
import { ClaimsError } from "../signin/claims.js";
import { ProviderAwayError, SignInRefusedError } from "../signin/provider.js";
import { ForeignFormError } from "../signin/routes.js";
import { AddressError, FormatError } from "./moment.js";
import { NotFoundError } from "./page.js";

export interface ErrorView {
  status: number;
  title: string;
  sentence: string;
  advice: string;
}

const kNotFoundAdvice =
  "If you typed the address, check that it is correct. A record may also be closed to the public: " +
  "then nothing here says whether it exists.";
const kRepeatAdvice = "Nothing is lost. Open the page again in a moment.";
const kAddressAdvice = "Change the address, or start from the home page.";

const kAway: ErrorView = {
  status: 503,
  title: "The record cannot be reached now",
  sentence: "The services behind this page are starting, stopping or away.",
  advice: kRepeatAdvice,
};
const kFault: ErrorView = {
  status: 500,
  title: "This page could not be shown",
  sentence: "Something in Witan failed. The fault has been noted.",
  advice: kRepeatAdvice,
};

export function errorView(error: unknown): ErrorView {
  if (error instanceof NotFoundError) return notFound(error.message);
  if (error instanceof FormatError) {
    return { ...wrongAddress(error.message), status: 406, title: "There is no such format" };
  }
  if (error instanceof AddressError) return wrongAddress(error.message);
  if (ConnectError[Symbol.hasInstance](error)) return serviceError(ConnectError.from(error));
  const signIn = signInError(error);
  if (signIn) return signIn;
  const status = statusOf(error);
  if (status === 429 && error instanceof Error) return { ...kTooMany, sentence: error.message };
  if (status === 413) return kTooLarge;
  if (status !== undefined && status < 500) {
    return { ...wrongAddress("The request cannot be read."), status };
  }
  return kFault;
}

const kTooMany = {
  status: 429,
  title: "Wait a minute",
  advice: "Open the page again in a minute. A program reads more with fewer calls of the API.",
};
const kTooLarge: ErrorView = {
  status: 413,
  title: "That is too large",
  sentence: "What was sent is larger than may be sent at once: 20 MB for a paper.",
  advice: "Nothing was kept. Make the file smaller, or send it in parts.",
};
const kAgain = "Nothing was recorded. Start from the home page and sign in again.";

function signInError(error: unknown): ErrorView | undefined {
  if (error instanceof RightError) {
    const advice = "Nothing was recorded. Ask them, or go back to the record.";
    return { status: 403, title: "You cannot record this", sentence: error.message, advice };
  }
  if (error instanceof ClaimsError) {
    const advice = "Ask who looks after your account there. Until then you see what is public.";
    return { status: 403, title: "You cannot sign in here yet", sentence: error.message, advice };
  }
  if (error instanceof SignInRefusedError) {
    const title = "You are not signed in";
    return { status: 400, title, sentence: error.message, advice: kAgain };
  }
  if (error instanceof ForeignFormError) {
    const title = "This form cannot be used";
    return { status: 403, title, sentence: error.message, advice: kAgain };
  }
  if (error instanceof ProviderAwayError) {
    const title = "You cannot sign in now";
    const advice = "What is public can be read meanwhile. Sign in again in a moment.";
    return { status: 503, title, sentence: error.message, advice };
  }
  return undefined;
}

function notFound(sentence: string): ErrorView {
  return { status: 404, title: "Page not found", sentence, advice: kNotFoundAdvice };
}

function wrongAddress(sentence: string): ErrorView {
  return { status: 400, title: "The address cannot be used", sentence, advice: kAddressAdvice };
}

function serviceError(error: ConnectError): ErrorView {
  const sentence = publicError(error).rawMessage;
  switch (error.code) {
    case Code.NotFound:
      return notFound(sentence);
    case Code.InvalidArgument:
    case Code.OutOfRange:
      return wrongAddress(sentence);
    case Code.PermissionDenied:
    case Code.Unauthenticated:
      return {
        status: 403,
        title: "This is not open to you",
        sentence,
        advice: "What may be seen depends on the organisation and the role that you sign in with.",
      };
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.ResourceExhausted:
      // What the services say themselves (they are behind, they are stopping) is better than ours.
      return reasonsOf(error).length === 0 ? kAway : { ...kAway, sentence };
    default:
      return kFault;
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof Error && "statusCode" in error && typeof error.statusCode === "number") {
    return error.statusCode;
  }
  return undefined;
}
