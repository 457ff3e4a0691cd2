// The gateway while the services are away, and its own beginning and end.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { stop, until } from "./lib/processes.mjs";
import { runGateway, startStack } from "./lib/stack.mjs";

const kOverview = "witan.oversight.v1.OversightService/GetOverview";
const kRecoveryMs = 20_000;
const kLeaveMs = 5_000;

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

suite("while the services are away", () => {
  before(() => stop(stack.services, "SIGKILL"));

  test("each page says so in plain words, and when to come back", async () => {
    for (const path of ["/", "/decisions", "/decisions/1", "/systems/QJG", "/events/1"]) {
      const answer = await stack.get(path);
      assert.equal(answer.status, 503, path);
      assert.match(answer.headers.get("retry-after"), /^[1-9][0-9]?$/);
      const html = await answer.text();
      assert.match(html, /The record cannot be reached now/);
      assert.match(html, /Nothing is lost/);
      assert.doesNotMatch(html, /127\.0\.0\.1|ECONNREFUSED|UNAVAILABLE/);
    }
  });

  test("pages that need no record still answer", async () => {
    assert.equal((await stack.get("/about")).status, 200);
  });

  test("calls of the API are unavailable, without an address of ours", async () => {
    const { status, body, text } = await stack.call(kOverview);
    assert.equal(status, 503);
    assert.equal(body.code, "unavailable");
    assert.doesNotMatch(text, /127\.0\.0\.1|ECONNREFUSED/);
  });

  test("the gateway is alive and not ready", async () => {
    assert.equal((await stack.get("/healthz")).status, 200);
    assert.equal((await stack.get("/readyz")).status, 503);
  });

  test("it recovers by itself when they are back", async () => {
    await stack.startServices();
    const home = await until(
      "the first page",
      async () => {
        const answer = await stack.get("/");
        return answer.status === 200 && answer;
      },
      kRecoveryMs,
    );
    assert.match(await home.text(), /Community mental health redesign/);
  });
});

/** A stream of events, which answers when there are some. */
function openWatch() {
  return fetch(`${stack.origin}/witan.oversight.v1.OversightService/WatchEvents`, {
    method: "POST",
    headers: { "content-type": "application/connect+json" },
    body: Uint8Array.from([0, 0, 0, 0, 2, ...Buffer.from("{}")]),
  });
}

suite("the gateway's program", () => {
  test("refuses an address in use, in one sentence", () => {
    const { status, stderr } = runGateway(stack.gatewayArguments());
    assert.equal(status, 2);
    assert.match(stderr, /^gateway: --listen 127\.0\.0\.1:\d+ is in use by another program\.\n$/);
  });

  test("stops cleanly on SIGTERM though a stream is open", async () => {
    const watch = openWatch().catch(() => "cut");
    // What is asked after the stream is answered after it was opened.
    await stack.get("/");
    const from = Date.now();
    assert.equal(await stop(stack.gateway), 0, stack.gateway.output);
    assert.ok(Date.now() - from < kLeaveMs, `${Date.now() - from} ms`);
    await watch;
  });

  test("lists its settings with --help", () => {
    const { status, stdout } = runGateway(["--help"]);
    assert.equal(status, 0);
    for (const flag of ["--listen", "--backend", "--cert", "--key", "--ca", "--check"]) {
      assert.match(stdout, new RegExp(flag));
    }
  });

  test("checks its settings with --check and leaves", () => {
    const { status, stdout } = runGateway([...stack.gatewayArguments(), "--check"]);
    assert.equal(status, 0);
    assert.match(stdout, /can be used/);
  });

  test("refuses settings that it does not know, wrong ones and files that are not there", () => {
    const wrong = [
      [["--colour", "blue"], /--colour/],
      [["--listen", "0.0.0.0:80"], /serves its own machine alone/],
      [["--backend", "nowhere"], /--backend is "nowhere"/],
      [["--cert", "/nothing.pem"], /--cert \/nothing\.pem cannot be read/],
    ];
    for (const [more, sentence] of wrong) {
      const { status, stderr } = runGateway([...stack.gatewayArguments(), ...more]);
      assert.equal(status, 2, more.join(" "));
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });
});
