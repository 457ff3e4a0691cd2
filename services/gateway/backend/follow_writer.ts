// Of several recorders one writes; the others refuse commands and name it. A command that such a
// one refuses goes to the writer, as it is: under its request id it is recorded once.
import { setTimeout as pause } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { reasonsOf } from "./status.js";

const kPauseMs = 200;
/** Without a deadline of the caller: longer than another recorder needs to take over. */
const kLongestMs = 15_000;

/** Of several recorders that the settings name, at least one. */
export interface Recorders<C> {
  named: readonly C[];
  /** The one at HOST:PORT. */
  at: (address: string) => C;
  /** The one that took a command last: it is asked first the next time. */
  last?: C;
}

/**
 * Answers as the recorder does that took a command last or, where it is silent or stands by, as the
 * first of the named ones that writes or knows who does; asks again while a writer is awaited, until
 * the time is over. Throws what the last one asked threw.
 */
export async function followWriter<C, T>(
  recorders: Recorders<C>,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
  send: (recorder: C, timeoutMs: number) => Promise<T>,
): Promise<T> {
  const until = Date.now() + (timeoutMs ?? kLongestMs);
  const named = new Turns(recorders.named);
  let writer = recorders.last;
  let isRemembered = writer !== undefined;
  let isWriterAwaited = false;
  for (;;) {
    const recorder = writer ?? named.current;
    try {
      const answer = await send(recorder, until - Date.now());
      recorders.last = recorder;
      return answer;
    } catch (cause) {
      const error = ConnectError.from(cause);
      const refusal = reasonsOf(error).find(({ reason }) => reason === "NOT_WRITER");
      isWriterAwaited ||= refusal !== undefined;
      if (error.code !== Code.Unavailable) throw error;
      const mayAsk = !signal?.aborted && Date.now() + kPauseMs < until;
      if (isRemembered) {
        isRemembered = false;
        writer = undefined;
        if (recorders.last === recorder) delete recorders.last;
        const isOnlyOne = recorders.named.every((each) => each === recorder);
        if (mayAsk && (isWriterAwaited || !isOnlyOne)) continue;
        throw error;
      }
      // Only the named ones are believed, so that two which name each other are not asked in turn.
      const address = writer === undefined ? refusal?.metadata.writer : undefined;
      writer = address === undefined ? undefined : recorders.at(address);
      if (writer !== undefined) continue;
      const isRoundOver = named.next();
      if ((isRoundOver && !isWriterAwaited) || !mayAsk) throw error;
      if (isRoundOver) await pause(kPauseMs);
    }
  }
}

/** One after the other, round and round. */
class Turns<C> {
  readonly #all: readonly C[];
  #at = 0;

  constructor(all: readonly C[]) {
    this.#all = all;
  }

  get current(): C {
    const one = this.#all[this.#at];
    if (one === undefined) throw new Error("no recorder is named");
    return one;
  }

  /** True after the last one. */
  next(): boolean {
    this.#at = (this.#at + 1) % this.#all.length;
    return this.#at === 0;
  }
}
