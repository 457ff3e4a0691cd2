import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { FastifyRequest } from "fastify";
import { formToken, isFromElsewhere, isSame, personMark } from "./form_token.js";
import { localPath } from "./routes.js";

const kOrigin = "https://witan.example";
const kKey = Buffer.alloc(32, 7);

suite("a form's token", () => {
  test("is of one session, one key and one purpose", () => {
    const token = formToken(kKey, "session");
    assert.equal(isSame(token, formToken(kKey, "session")), true);
    assert.equal(isSame(token, formToken(kKey, "other")), false);
    assert.equal(isSame(token, formToken(Buffer.alloc(32, 8), "session")), false);
    assert.equal(isSame(token, personMark(kKey, "session")), false);
    assert.equal(isSame(token, ""), false);
  });
});

suite("a request", () => {
  const from = (headers: Record<string, string>) =>
    isFromElsewhere({ headers } as unknown as FastifyRequest, kOrigin);

  test("of this site's own pages is not from elsewhere", () => {
    assert.equal(from({ origin: kOrigin, "sec-fetch-site": "same-origin" }), false);
    assert.equal(from({ "sec-fetch-site": "none" }), false);
    assert.equal(from({}), false);
  });

  test("of other sites is", () => {
    for (const site of ["cross-site", "same-site", "anything"]) {
      assert.equal(from({ "sec-fetch-site": site }), true, site);
    }
    for (const origin of ["https://elsewhere.example", "http://witan.example", "null"]) {
      assert.equal(from({ origin }), true, origin);
    }
  });
});

suite("the page after signing in", () => {
  test("is one of this site, whatever the address asks for", () => {
    for (const path of ["/decisions?system=QJG&x=%2F%2F", "/meetings/7"]) {
      assert.equal(localPath(path, kOrigin), path);
    }
    for (const path of [
      undefined,
      ["/a", "/b"],
      "",
      "decisions",
      "//elsewhere.example",
      "/\\elsewhere.example",
      "https://elsewhere.example",
      "javascript:alert(1)",
      "/\t/elsewhere.example",
      "/sign-out",
      "/sign-in?to=/",
      "/x".repeat(2_000),
    ]) {
      assert.equal(localPath(path, kOrigin), "/", String(path));
    }
  });
});
