// Of several recorders one writes; the others refuse commands and name it. A command that such a
// one refuses goes to the writer, as it is: under its request id it is recorded once.
import { setTimeout as pause } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { reasonsOf } from "./status.js";

const kPauseMs = 200;
/** Without a deadline of the caller: longer than another recorder needs to take over. */
const kLongestMs = 15_000;

export interface Recorders<C> {
  /** The one that the settings name. */
  first: C;
  /** The one at HOST:PORT. */
  at: (address: string) => C;
}

/**
 * Answers as the first recorder does or, where it stands by, the writer that it names; asks again
 * while none is known or the one named is silent, until the time is over. Throws what the last one
 * asked threw.
 */
export async function followWriter<C, T>(
  recorders: Recorders<C>,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
  send: (recorder: C, timeoutMs: number) => Promise<T>,
): Promise<T> {
  const until = Date.now() + (timeoutMs ?? kLongestMs);
  let writer: string | undefined;
  let isWriterAwaited = false;
  for (;;) {
    const recorder = writer === undefined ? recorders.first : recorders.at(writer);
    try {
      return await send(recorder, until - Date.now());
    } catch (cause) {
      const error = ConnectError.from(cause);
      const refusal = reasonsOf(error).find(({ reason }) => reason === "NOT_WRITER");
      isWriterAwaited ||= refusal !== undefined;
      if (error.code !== Code.Unavailable || !isWriterAwaited) throw error;
      // Only the first one is believed, so that two which name each other are not asked in turn.
      const named = writer === undefined ? refusal?.metadata.writer : undefined;
      writer = named;
      if (named !== undefined) continue;
      if (signal?.aborted || Date.now() + kPauseMs >= until) throw error;
      await pause(kPauseMs);
    }
  }
}
