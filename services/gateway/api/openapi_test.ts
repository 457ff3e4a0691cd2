import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { openApiOf } from "./openapi.js";
import { readSchema } from "./schema.js";

const schema = readSchema(readFileSync(new URL("../gen/schema.binpb", import.meta.url)));
const document = openApiOf(schema, "http://127.0.0.1:8080");

interface Operation {
  summary: string;
  security: object[];
  responses: { "200": { content: object } };
}
interface MessageSchema {
  required?: string[];
  properties: Record<string, Record<string, unknown>>;
}
const paths = document.paths as unknown as Record<string, { post: Operation }>;
const { schemas } = document.components as unknown as { schemas: Record<string, MessageSchema> };

suite("the OpenAPI document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    assert.deepEqual(result.errors, undefined);
    assert.equal(result.valid, true);
    assert.equal(validator.version, "3.1");
  });

  test("has every call but those that stream requests, and refers to what it holds alone", () => {
    const calls = schema.services.flatMap(({ typeName, methods }) =>
      methods
        .filter(({ methodKind }) => !["client_streaming", "bidi_streaming"].includes(methodKind))
        .map(({ name }) => `/${typeName}/${name}`),
    );
    assert.deepEqual(Object.keys(paths).sort(), calls.sort());
    const text = JSON.stringify(document);
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      assert.ok(schemas[name], name);
    }
  });

  test("says that a call that streams answers in envelopes", () => {
    const content = (name: string) =>
      Object.keys(
        paths[`/witan.oversight.v1.OversightService/${name}`]?.post.responses["200"].content ?? {},
      );
    assert.deepEqual(content("WatchEvents"), ["application/connect+json"]);
    assert.deepEqual(content("ListRules"), ["application/json"]);
  });

  test("says in the words of the schema what calls are for and what fields must hold", () => {
    const rules = paths["/witan.oversight.v1.OversightService/ListRules"]?.post;
    assert.match(rules?.summary ?? "", /^The rules table/);
    assert.equal(rules?.security.length, 2);
    const make = paths["/witan.decision.v1.DecisionService/MakeDecision"]?.post;
    assert.deepEqual(make?.security, [{ bearer: [] }]);
    const made = schemas["witan.decision.v1.DecisionMade"] ?? assert.fail("it is missing");
    assert.ok(made.required?.includes("rationale"));
    assert.equal(made.properties.title?.maxLength, 300);
    assert.match(String(made.properties.bodyId?.pattern), /\[0-9a-f\]\{8\}/);
    assert.equal(made.properties.positions?.maxItems, 500);
    assert.equal(schemas["witan.common.v1.Money"]?.properties.pence?.type, "string");
  });
});
