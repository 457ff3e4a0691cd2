import assert from "node:assert/strict";
import { Agent, request as httpRequest } from "node:http";
import { readFileSync } from "node:fs";
import { after, afterEach, before, suite, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { kPrincipalHeader } from "../backend/channel.js";
import { PrincipalSchema, Role } from "../gen/witan/auth/v1/principal_pb.js";
import { OversightService } from "../gen/witan/oversight/v1/oversight_pb.js";
import { Failure } from "../testing/fake_services.js";
import { startGateway } from "../testing/gateway.js";
import type { TestGateway } from "../testing/gateway.js";
import { overview, rules } from "../testing/records.js";
import { isCommand, readSchema } from "./schema.js";

const kOversight = "witan.oversight.v1.OversightService";
const kMakeDecision = "witan.decision.v1.DecisionService/MakeDecision";
const { getOverview, listRules, watchEvents, getDecision } = OversightService.method;

interface ErrorBody {
  code: string;
  message: string;
  details?: { type: string; debug?: Record<string, unknown> }[];
}

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.close());
afterEach(() => {
  gateway.services.calls.length = 0;
});

const errorOf = async (response: Response) => (await response.json()) as ErrorBody;

suite("the API forwards queries", () => {
  test("in JSON, as the public whatever the caller says", async () => {
    gateway.services.answer(getOverview, () => overview);
    const response = await gateway.call(
      `${kOversight}/GetOverview`,
      { odsCode: "QT1" },
      {
        "witan-principal-bin": "CgVhZG1pbg==",
        authorization: "Bearer x",
      },
    );
    assert.equal(response.status, 200);
    const answer = (await response.json()) as { counts: { decisions: string } };
    assert.equal(answer.counts.decisions, "61");
    const [call] = gateway.services.calls;
    const sent = call?.metadata.get(kPrincipalHeader) ?? [];
    assert.equal(sent.length, 1);
    const principal = fromBinary(PrincipalSchema, sent[0] as Buffer);
    assert.deepEqual(principal.roles, [Role.PUBLIC]);
    assert.equal(principal.organisationId, "");
    assert.deepEqual(call?.metadata.get("authorization"), []);
  });

  test("with the caller's deadline and trace", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const headers = { "connect-timeout-ms": "2000", traceparent };
    await gateway.call(`${kOversight}/GetOverview`, {}, headers);
    const [call] = gateway.services.calls;
    assert.ok(call && call.deadlineMs > 500 && call.deadlineMs <= 2000, String(call?.deadlineMs));
    assert.deepEqual(call.metadata.get("traceparent"), [traceparent]);
  });

  test("but not a trace that is none", async () => {
    await gateway.call(`${kOversight}/GetOverview`, {}, { traceparent: "anything else" });
    assert.deepEqual(gateway.services.calls[0]?.metadata.get("traceparent"), []);
  });

  test("as streams", async () => {
    gateway.services.stream(watchEvents, [{ token: "t1" }, { token: "t2" }]);
    const body = frame("{}");
    const leave = new AbortController();
    const response = await fetch(`${gateway.origin}/${kOversight}/WatchEvents`, {
      method: "POST",
      headers: { "content-type": "application/connect+json" },
      body,
      signal: leave.signal,
    });
    assert.ok(response.body);
    let text = "";
    for await (const part of response.body) {
      text += Buffer.from(part).toString();
      if (text.includes("t2")) break;
    }
    assert.match(text, /"token":"t1".*"token":"t2"/s);
    leave.abort();
    await until(() => gateway.services.calls[0]?.isCancelled() === true);
  });

  test("for every RPC of the schema", async () => {
    const schema = schemaOfBuild();
    for (const { typeName, methods } of schema.services) {
      for (const method of methods.filter(({ methodKind }) => methodKind === "unary")) {
        const response = await gateway.call(`${typeName}/${method.name}`, {});
        const { code } = isCommand(method) ? await errorOf(response) : { code: "" };
        assert.notEqual(response.status, 404, `${typeName}/${method.name}`);
        assert.equal(code, isCommand(method) ? "permission_denied" : "", method.name);
      }
    }
  });
});

suite("the API refuses commands", () => {
  test("with SIGN_IN_REQUIRED, and asks the services nothing", async () => {
    const response = await gateway.call(kMakeDecision, { content: { title: "x" } });
    assert.equal(response.status, 403);
    const error = await errorOf(response);
    assert.equal(error.code, "permission_denied");
    assert.match(error.message, /Sign in/);
    assert.equal(error.details?.[0]?.type, "google.rpc.ErrorInfo");
    assert.deepEqual(error.details[0].debug, { reason: "SIGN_IN_REQUIRED", domain: "witan" });
    assert.deepEqual(gateway.services.calls, []);
  });

  test("all of them, the bulk stream included", () => {
    const schema = schemaOfBuild();
    const commands = schema.services.flatMap(({ methods }) => methods.filter(isCommand));
    const answers = new Set(commands.map(({ output }) => output.typeName));
    assert.deepEqual([...answers].sort(), [
      "witan.command.v1.CommandResponse",
      "witan.command.v1.RecordResponse",
    ]);
    assert.ok(commands.length > 80, String(commands.length));
  });
});

suite("the API hands on refusals of the services", () => {
  test("with all details, and none of the headers", async () => {
    gateway.services.answer(
      getDecision,
      () =>
        new Failure(
          status.FAILED_PRECONDITION,
          "Two rules say no.",
          ["R_17", "R_18"],
          ["content.x"],
        ),
    );
    const response = await gateway.call(`${kOversight}/GetDecision`, { number: "1" });
    assert.equal(response.status, 400);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(response.headers.get("content-type-of-service"), null);
    const error = await errorOf(response);
    assert.equal(error.code, "failed_precondition");
    assert.equal(error.message, "Two rules say no.");
    const reasons = error.details?.map(({ debug }) => debug?.reason).filter(Boolean);
    assert.deepEqual(reasons, ["R_17", "R_18"]);
    assert.deepEqual(error.details?.[2]?.debug, {
      fieldViolations: [{ field: "content.x", description: "is wrong" }],
    });
  });

  test("in Witan's own words, and not in those of the machinery", async () => {
    gateway.services.answer(
      getDecision,
      () => new Failure(status.UNAVAILABLE, "This view is behind.", ["BEHIND"]),
    );
    const behind = await errorOf(await gateway.call(`${kOversight}/GetDecision`, {}));
    assert.equal(behind.message, "This view is behind.");
    for (const code of [status.UNAVAILABLE, status.INTERNAL, status.UNKNOWN]) {
      gateway.services.answer(getDecision, () => new Failure(code, "connect 10.0.0.7:7400 failed"));
      const { message } = await errorOf(await gateway.call(`${kOversight}/GetDecision`, {}));
      assert.doesNotMatch(message, /10\.0\.0\.7/, status[code]);
    }
  });

  test("and says so when they take longer than the caller waits", async () => {
    gateway.services.answer(getDecision, () => new Promise(() => undefined));
    const headers = { "connect-timeout-ms": "150" };
    const response = await gateway.call(`${kOversight}/GetDecision`, {}, headers);
    assert.equal(response.status, 504);
    const error = await errorOf(response);
    assert.equal(error.code, "deadline_exceeded");
    assert.doesNotMatch(error.message, /127\.0\.0\.1/);
  });
});

suite("the API names what is wrong with a request", () => {
  const badJson: readonly (readonly [string, string, RegExp])[] = [
    ["no JSON", "{", /JSON/],
    ["an unknown field", '{"nonsense":1}', /nonsense/],
    ["a wrong type", '{"odsCode":7}', /ods/i],
    ["a list for an object", "[]", /GetOverviewRequest/],
    ["broken UTF-8 escapes", '{"odsCode":"\\uD800"}', /./],
  ];
  for (const [name, body, message] of badJson) {
    test(name, async () => {
      const response = await gateway.call(`${kOversight}/GetOverview`, body);
      assert.equal(response.status, 400, await response.clone().text());
      const error = await errorOf(response);
      assert.equal(error.code, "invalid_argument");
      assert.match(error.message, message);
      assert.deepEqual(gateway.services.calls, []);
    });
  }

  test("malformed protobuf", async () => {
    const response = await fetch(`${gateway.origin}/${kOversight}/GetOverview`, {
      method: "POST",
      headers: { "content-type": "application/proto" },
      body: Buffer.from([0x0a, 0xff, 0xff]),
    });
    assert.equal(response.status, 400);
    assert.equal((await errorOf(response)).code, "invalid_argument");
  });

  test("an unknown call, in JSON", async () => {
    for (const path of ["witan.oversight.v1.OversightService/GetNothing", "witan.x.v1.Y/Z"]) {
      const response = await gateway.call(path, {});
      assert.equal(response.status, 404);
      const error = await errorOf(response);
      assert.equal(error.code, "unimplemented");
      assert.equal(error.message, `There is no call /${path}.`);
    }
  });

  test("a wrong method and a wrong content type", async () => {
    const path = `${gateway.origin}/${kOversight}/GetOverview`;
    assert.equal((await fetch(path)).status, 405);
    const headers = { "content-type": "text/plain" };
    assert.equal((await fetch(path, { method: "POST", headers, body: "{}" })).status, 415);
  });

  test("too large a message, and the connection serves the next", async () => {
    gateway.services.answer(listRules, () => rules);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const large = JSON.stringify({ odsCode: "X".repeat(300_000) });
    const first = await post(agent, `${kOversight}/GetOverview`, large);
    assert.equal(first.status, 429);
    assert.match(first.text, /resource_exhausted/);
    const next = await post(agent, `${kOversight}/ListRules`, "{}");
    assert.equal(next.status, 200);
    agent.destroy();
  });
});

function schemaOfBuild() {
  return readSchema(readFileSync(new URL("../gen/schema.binpb", import.meta.url)));
}

/** One message of a Connect stream: flags, length, bytes. */
function frame(text: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !holds(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(holds(), "it did not come to hold within two seconds");
}

function post(agent: Agent, path: string, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const call = httpRequest(`${gateway.origin}/${path}`, { method: "POST", agent, headers });
    call.on("error", reject);
    call.on("response", (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    call.end(body);
  });
}
