// The pages on a log in Kafka: the same as on the embedded log, and recorded all the same when the
// recorder that writes is killed. Every connection between the processes shows certificates.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { startStack } from "./lib/stack.mjs";

const kPages = ["/", "/decisions", "/meetings", "/involvement", "/systems/QJG"];

let embedded;
let shared;
before(async () => {
  embedded = await startStack();
  shared = await startStack({ kafka: true });
});
after(async () => {
  await embedded?.stop();
  await shared?.stop();
});

/**
 * What a page says, but for when it was recorded, and for the numbers of events: each recorder that
 * begins to write takes one.
 */
async function textOf(stack, path) {
  const answer = await stack.get(path);
  assert.equal(answer.status, 200, path);
  const text = (await answer.text()).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  return text
    .replace(/\b\d{1,2}\.\d\d[ap]m/g, "(time)")
    .replace(/\bevent [\d,]+/g, "event (number)");
}

suite("on Kafka", () => {
  test("pages say what they say on the embedded log over the same commands", async () => {
    for (const path of kPages) {
      assert.equal(await textOf(shared, path), await textOf(embedded, path), path);
    }
  });

  test("a command is recorded though the recorder that writes was killed", async () => {
    const killed = await shared.shared.writer();
    assert.match(killed, /^recorder-[12]$/);
    await shared.shared.kill(killed);
    // Everything was recorded before: each command is answered again, by the other recorder.
    shared.load("reference");
    assert.notEqual(await shared.shared.writer(), killed);
    assert.equal((await shared.get("/decisions")).status, 200);
  });
});
