import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { followWriter } from "./follow_writer.js";
import type { Recorders } from "./follow_writer.js";
import { publicError, reasonsOf } from "./status.js";

const at = (address: string) => address;

function notWriter(writer?: string): ConnectError {
  const error = new ConnectError("Another process writes.", Code.Unavailable);
  const metadata: Record<string, string> = writer === undefined ? {} : { writer };
  const value = create(ErrorInfoSchema, { reason: "NOT_WRITER", domain: "witan", metadata });
  error.details.push({ desc: ErrorInfoSchema, value });
  return error;
}

const silence = () => new ConnectError("connection refused", Code.Unavailable);

/** Plays the answers in their order, and says who was asked. */
async function play(
  answers: (ConnectError | string)[],
  timeoutMs = 5_000,
  recorders: Recorders<string> = { named: ["first"], at },
) {
  const asked: string[] = [];
  const left = [...answers];
  const outcome = await followWriter(recorders, timeoutMs, undefined, (recorder) => {
    asked.push(recorder);
    const answer = left.shift() ?? notWriter();
    return answer instanceof ConnectError ? Promise.reject(answer) : Promise.resolve(answer);
  }).catch((error: unknown) => ConnectError.from(error).rawMessage);
  return { outcome, asked };
}

suite("a command", () => {
  test("goes to the writer that a recorder on standby names", async () => {
    const { outcome, asked } = await play([notWriter("w:1"), "done"]);
    assert.equal(outcome, "done");
    assert.deepEqual(asked, ["first", "w:1"]);
  });

  test("waits until a writer is known, and for the next one where that one is silent", async () => {
    const { outcome, asked } = await play([
      notWriter(),
      notWriter("w:1"),
      silence(),
      notWriter("v:1"),
      "done",
    ]);
    assert.equal(outcome, "done");
    assert.deepEqual(asked, ["first", "first", "w:1", "first", "v:1"]);
  });

  test("goes to the next named recorder where one is silent, and stays with who took it", async () => {
    const recorders: Recorders<string> = { named: ["a", "b"], at };
    assert.deepEqual((await play([silence(), "done"], 5_000, recorders)).asked, ["a", "b"]);
    assert.deepEqual((await play(["done"], 5_000, recorders)).asked, ["b"]);
    const moved = await play([silence(), notWriter("w:1"), "done"], 5_000, recorders);
    assert.deepEqual(moved.asked, ["b", "a", "w:1"]);
    assert.deepEqual((await play(["done"], 5_000, recorders)).asked, ["w:1"]);
  });

  test("is given up where every named recorder is silent", async () => {
    const recorders: Recorders<string> = { named: ["a", "b"], at };
    const { outcome, asked } = await play([silence(), silence(), "done"], 5_000, recorders);
    assert.equal(outcome, "connection refused");
    assert.deepEqual(asked, ["a", "b"]);
  });

  test("is refused where nobody writes until its time is over", async () => {
    const { outcome } = await play([], 300);
    assert.equal(outcome, "Another process writes.");
  });

  test("is sent once where the only recorder is silent or says no", async () => {
    assert.deepEqual((await play([silence(), "done"])).asked, ["first"]);
    const refusal = new ConnectError("no", Code.FailedPrecondition);
    assert.deepEqual((await play([refusal, "done"])).asked, ["first"]);
  });
});

test("the world is told that another process writes, and not where", () => {
  const shown = publicError(notWriter("10.0.0.7:7401"));
  assert.equal(shown.rawMessage, "Another process writes.");
  const [told] = reasonsOf(shown);
  assert.equal(told?.reason, "NOT_WRITER");
  assert.deepEqual(told.metadata, {});
});
