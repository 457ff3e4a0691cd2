// The HTTP/JSON API in front of the real services: every call of the schema, and every wrong way to
// call one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { decisionNumber } from "./lib/records.mjs";
import { kRoot, startStack } from "./lib/stack.mjs";

const kDist = join(kRoot, "services", "gateway", "dist");
const kOversight = "witan.oversight.v1.OversightService";
const kMakeDecision = "witan.decision.v1.DecisionService/MakeDecision";

const { isCommand, readSchema } = await import(pathToFileURL(join(kDist, "api", "schema.js")));
const schema = readSchema(readFileSync(join(kDist, "gen", "schema.binpb")));
const methods = schema.services.flatMap(({ typeName, methods: all }) =>
  all.map((method) => ({ method, path: `${typeName}/${method.name}` })),
);
const queries = methods.filter(({ method }) => !isCommand(method) && method.methodKind === "unary");
const commands = methods.filter(({ method }) => isCommand(method) && method.methodKind === "unary");

/** Which record an answer needs named, for the calls that do not ask for one by number. */
const kAskedDifferently = new Map([
  ["GetOverview", () => ({})],
  ["GetPowers", async () => ({ organisationId: await anyOrganisation() })],
  ["GetEvent", async () => ({ position: await decisionNumber(stack, "Community beds") })],
  ["GetWriter", () => ({})],
]);

let stack;
before(async () => {
  stack = await startStack();
});
after(() => stack?.stop());

async function anyOrganisation() {
  const { body } = await stack.call(`${kOversight}/GetOrganisation`, { odsCode: "QJG" });
  return body.item.head.id;
}

const reasonsOf = ({ body }) => body.details?.map(({ debug }) => debug?.reason).filter(Boolean);

suite("queries", () => {
  test("each list answers with its rows, its total and the moment that it speaks for", async () => {
    const lists = queries.filter(({ method }) => method.name.startsWith("List"));
    assert.ok(lists.length > 15, String(lists.length));
    for (const { method, path } of lists) {
      const { status, body } = await stack.call(path);
      assert.equal(status, 200, path);
      if (method.name === "ListRules") assert.ok(body.items.length > 20);
      else assert.ok((body.page?.asOf ?? body.asOf).token, path);
    }
  });

  test("each record answers with its history, or says that it is not there", async () => {
    let shown = 0;
    for (const { method, path } of queries.filter(({ method }) => method.name.startsWith("Get"))) {
      if (kAskedDifferently.has(method.name) || method.name === "GetDigest") continue;
      const number = await numberFor(method.name);
      const answer = await stack.call(path, { number: number ?? "999999" });
      if (number === undefined) {
        assert.equal(answer.status, 404, `${path} ${answer.text}`);
        assert.ok(reasonsOf(answer).length > 0, path);
        continue;
      }
      assert.equal(answer.status, 200, `${path} ${answer.text}`);
      assert.equal(answer.body.item.head.number, number);
      assert.ok(answer.body.trail.length > 0, path);
      shown += 1;
    }
    assert.ok(shown >= 6, `${shown} kinds are public`);
  });

  test("the others answer to what they take", async () => {
    for (const [name, ask] of kAskedDifferently) {
      const { path } = queries.find(({ method }) => method.name === name);
      const { status, text } = await stack.call(path, await ask());
      assert.equal(status, 200, `${name} ${text}`);
    }
  });

  test("what is for operators alone is refused with its reason", async () => {
    const answer = await stack.call(`${kOversight}/GetDigest`);
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.body.code, "permission_denied");
    assert.ok(reasonsOf(answer).length > 0, answer.text);
  });

  test("a number that no record has is not found, with a sentence and a reason", async () => {
    const answer = await stack.call(`${kOversight}/GetDecision`, { number: "999999" });
    assert.equal(answer.status, 404);
    assert.equal(answer.body.code, "not_found");
    assert.match(answer.body.message, /\w+ \w+/);
    assert.equal(reasonsOf(answer).length, 1, answer.text);
  });

  test("a wrong field is named", async () => {
    const answer = await stack.call(`${kOversight}/ListDecisions`, { filter: { from: "soon" } });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, "invalid_argument");
    assert.match(answer.text, /filter\.from/);
  });
});

/** The first public record of the kind that a Get call shows. */
async function numberFor(name) {
  if (name === "GetDecision") return decisionNumber(stack, "Community beds");
  const noun = name.replace("Get", "");
  const list = `List${noun === "Person" ? "People" : `${noun.replace(/y$/, "ie")}s`}`;
  const { path } = queries.find(({ method }) => method.name === list) ?? assert.fail(list);
  const { body } = await stack.call(path, { pageSize: 1 });
  return body.items?.[0]?.head?.number;
}

suite("commands", () => {
  test("each is refused with SIGN_IN_REQUIRED, whatever it holds", async () => {
    assert.ok(commands.length > 80, String(commands.length));
    for (const { path } of commands) {
      const answer = await stack.call(path);
      assert.equal(answer.status, 403, path);
      assert.equal(answer.body.code, "permission_denied");
      assert.deepEqual(reasonsOf(answer), ["SIGN_IN_REQUIRED"]);
      assert.match(answer.body.message, /^Sign in to record anything\./);
    }
  });

  test("not even one that claims to be somebody", async () => {
    const headers = { authorization: "Bearer x", "witan-principal-bin": "CgVhZG1pbg==" };
    assert.equal((await stack.call(kMakeDecision, {}, headers)).status, 403);
  });
});

suite("bad input", () => {
  const kPath = `${kOversight}/GetOverview`;
  const cases = [
    ["JSON that is cut off", () => stack.call(kPath, '{"odsCode":'), 400, "invalid_argument"],
    ["JSON that is a list", () => stack.call(kPath, "[]"), 400, "invalid_argument"],
    ["a field that there is not", () => stack.call(kPath, { colour: "blue" }), 400, /colour/],
    ["a number for a text", () => stack.call(kPath, { odsCode: 7 }), 400, /odsCode|ods_code/],
    ["bytes that are no UTF-8", () => stack.call(kPath, notUtf8()), 400, "invalid_argument"],
    ["a body over the limit", () => stack.call(kPath, large()), 429, "resource_exhausted"],
    ["a call that there is not", () => stack.call("witan.x.v1.X/Y"), 404, "unimplemented"],
  ];
  for (const [name, ask, status, expected] of cases) {
    test(`${name} gets a clear error`, async () => {
      const answer = await ask();
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.headers.get("content-type"), /^application\/json/);
      assert.match(answer.body.message, /\w+ \w+/);
      if (expected instanceof RegExp) assert.match(answer.body.message, expected);
      else assert.equal(answer.body.code, expected);
    });
  }

  test("another content type is refused, and says which are taken", async () => {
    const headers = { "content-type": "text/plain" };
    const answer = await stack.call(kPath, "{}", headers);
    assert.equal(answer.status, 415);
    assert.match(answer.body.message, /Content-Type: application\/json/);
    assert.match(answer.headers.get("accept-post") ?? "", /application\/json/);
  });

  test("another method is refused, and says which is taken", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await fetch(`${stack.origin}/${kPath}`, { method });
      assert.equal(answer.status, 405, method);
      assert.match(answer.headers.get("allow") ?? "", /POST/);
      assert.match((await answer.json()).message, /is a POST/);
    }
  });

  test("a request whose end two headers tell differently is turned away", async () => {
    const answer = await raw(
      `POST /${kPath} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /rules HTTP/1.1\r\nHost: x\r\n\r\n",
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.doesNotMatch(answer, /200 OK/);
  });

  test("every answer of the API has the headers that browsers heed, and is kept nowhere", async () => {
    for (const answer of [await stack.call(kPath), await stack.call("witan.x.v1.X/Y")]) {
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
      assert.match(answer.headers.get("cache-control") ?? "", /no-store/);
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
    }
  });

  test("what is not HTTP is turned away, and the next caller is served", async () => {
    const answer = await raw("\u0016\u0003\u0001 nonsense\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.equal((await stack.call(kPath)).status, 200);
  });
});

const notUtf8 = () => Uint8Array.from([...Buffer.from('{"odsCode":"'), 0xff, 0xfe, 0x22, 0x7d]);
const large = () => JSON.stringify({ odsCode: "Q".repeat(300 * 1024) });

/** What the gateway says to bytes as they are. */
function raw(text) {
  const { hostname, port } = new URL(stack.origin);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.end(text));
    socket.setEncoding("utf8").on("data", (part) => (answer += part));
    socket.once("close", () => resolve(answer)).once("error", reject);
  });
}
