// Signing in at a real provider, and every way of being somebody else without it.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, suite, test } from "node:test";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

const kOversight = "witan.oversight.v1.OversightService";

let stack;
before(async () => {
  stack = await startStack({ signIn: true });
});
after(() => stack?.stop());

const visitor = () => new Visitor(stack.origin);

suite("signing in", () => {
  test("leads to the provider and back to the page that one came from", async () => {
    const page = await visitor().signIn("cqc", "/decisions?system=QJG");
    assert.equal(page.status, 200, page.text);
    assert.equal(page.href, `${stack.origin}/decisions?system=QJG`);
    assert.match(page.text, /Inspector, Care Quality Commission/);
    assert.match(page.text, /Sign-in for development/);
    assert.equal(page.headers.get("cache-control"), "no-store");
  });

  test("as each user says who one is, for which organisation and in which role", async () => {
    for (const [user, organisation, role] of [
      ["secretary", /NHS Suffolk and North East Essex/, /secretary/i],
      ["region", /East of England/, /NHS England region/],
      ["council", /Suffolk/, /local authority/i],
      ["vcse", /voluntary sector alliance/, /voluntary, community/i],
    ]) {
      const { text } = await visitor().signIn(user, "/account");
      assert.match(text, organisation);
      assert.match(text, role);
    }
  });

  test("shows what the public may not see, and only to whom it is open", async () => {
    const rows = async (user) => {
      const { text } = await visitor().signIn(user, "/delegations");
      return (text.match(/href="\/delegations\/\d+"/g) ?? []).length;
    };
    const { text } = await visitor().open("/delegations");
    assert.doesNotMatch(text, /href="\/delegations\/\d+"/);
    assert.ok((await rows("cqc")) > 0);
    assert.equal(await rows("operator"), 0);
  });

  test("changes the session's secret each time, and the one before opens nothing", async () => {
    const browser = visitor();
    await browser.signIn("cqc");
    const first = browser.cookies.get("witan-session");
    await browser.signIn("region");
    assert.notEqual(browser.cookies.get("witan-session"), first);
    assert.match(await account(first), /Sign in/);
  });

  test("ends here and at the provider", async () => {
    const browser = visitor();
    const home = await browser.signIn("cqc");
    const secret = browser.cookies.get("witan-session");
    const form = Visitor.field(home.text, "form");
    const there = await browser.open("/sign-out", await browser.post("/sign-out", { form }));
    assert.match(there.text, /Sign out here too/);
    assert.match(await account(secret), /Sign in/);
    const xsrf = Visitor.field(there.text, "xsrf");
    const confirm = /action="([^"]*)"/.exec(there.text)[1];
    const end = await browser.open(confirm, await browser.post(confirm, { xsrf, logout: "yes" }));
    assert.match(end.text, /You are signed out/);
    const again = await browser.open("/sign-in");
    assert.match(again.text, /Whom do you want to be/);
  });
});

/** The first page as a browser sees it that holds only this cookie. */
async function account(secret) {
  const response = await stack.get("/", { cookie: `witan-session=${secret}` });
  return response.text();
}

suite("nobody becomes somebody", () => {
  test("by a cookie that was made up, cut, sent twice or belongs to another page", async () => {
    const browser = visitor();
    await browser.signIn("cqc");
    const secret = browser.cookies.get("witan-session");
    for (const cookie of [
      `witan-session=${"A".repeat(43)}`,
      `witan-session=${secret.slice(1)}`,
      `witan-session=${secret}; witan-session=${"A".repeat(43)}`,
      `witan-signin=${secret}`,
      `witan-session=${secret}%00`,
      `witan-session=' OR 1=1 --`,
    ]) {
      const text = await (await stack.get("/", { cookie })).text();
      assert.doesNotMatch(text, /Sign out/, cookie);
    }
  });

  test("by an answer of the provider that was not asked for, or comes twice", async () => {
    const forged = await visitor().open("/sign-in/callback?code=abc&state=def");
    assert.equal(forged.status, 400);
    assert.match(forged.text, /You are not signed in/);
    const browser = visitor();
    const choice = await browser.open("/sign-in");
    const back = await browser.post(choice.href, { user: "dev-cqc" });
    const resumed = await browser.ask(back.headers.get("location"));
    const callback = resumed.headers.get("location");
    assert.match(callback, /\/sign-in\/callback\?code=/);
    const other = await visitor().open(callback);
    assert.equal(other.status, 400);
    const wrongState = callback.replace(/state=[^&]*/, "state=other");
    assert.equal((await browser.open(wrongState)).status, 400);
    assert.equal((await browser.open(callback)).status, 400);
    assert.equal(browser.cookies.has("witan-session"), false);
  });

  test("by a form of another site, or of another session", async () => {
    const browser = visitor();
    const { text } = await browser.signIn("cqc");
    const form = Visitor.field(text, "form");
    const other = Visitor.field((await visitor().signIn("region")).text, "form");
    const kElsewhere = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
    for (const [fields, headers] of [
      [{}, {}],
      [{ form: other }, {}],
      [{ form }, kElsewhere],
      [{ form }, { "sec-fetch-site": "same-site" }],
      [{ form }, { origin: "null" }],
    ]) {
      const answer = await browser.post("/sign-out", fields, headers);
      assert.equal(answer.status, 403, JSON.stringify([fields, headers]));
    }
    assert.match((await browser.open("/")).text, /Sign out/);
  });

  test("and nobody is led to another site after signing in", async () => {
    for (const to of [
      "https://elsewhere.example/",
      "//elsewhere.example",
      "/\\elsewhere.example",
      "/%5C%5Celsewhere.example",
      "\t//elsewhere.example",
      "/\t/elsewhere.example",
      "javascript:alert(1)",
      "/sign-out",
    ]) {
      const { href } = await visitor().signIn("cqc", to);
      assert.equal(new URL(href).origin, stack.origin, to);
    }
  });
});

suite("programs", () => {
  const call = (token, method = `${kOversight}/ListDelegations`, body = {}) =>
    stack.call(method, body, token === undefined ? {} : { authorization: `Bearer ${token}` });

  test("see what the organisation of their token may see", async () => {
    const open = await call(undefined);
    const seen = await call(await stack.token("cqc"));
    assert.equal(seen.status, 200, seen.text);
    assert.equal(open.body.items?.length ?? 0, 0);
    assert.ok(seen.body.items.length > 0);
  });

  test("record under their own name, and get every reason of a refusal", async () => {
    const token = await stack.token("cqc");
    const method = "witan.decision.v1.DecisionService/MakeDecision";
    const answer = await call(token, method, { header: {}, content: {} });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /header\.request_id/);
    assert.equal(answer.body.code, "invalid_argument");
  });

  test("are refused with a token for another address, cut, unsigned, signed by others, or none", async () => {
    const token = await stack.token("cqc");
    const [head, body] = token.split(".");
    const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encoded({ alg: "none", typ: "JWT" })}.${body}.`;
    const claims = JSON.parse(Buffer.from(body, "base64url").toString());
    const registrar = `${head}.${encoded({ ...claims, witan_roles: ["REGISTRAR"] })}.${token.split(".")[2]}`;
    const start = `${encoded({ alg: "HS256", typ: "JWT" })}.${body}`;
    const shared = createHmac("sha256", "for-development-only").update(start).digest("base64url");
    for (const [what, wrong] of [
      ["another audience", await stack.token("cqc", "http://127.0.0.1:1")],
      ["no signature", unsigned],
      ["changed claims", registrar],
      ["a shared secret", `${start}.${shared}`],
      ["cut", token.slice(0, -4)],
      ["no token", "x"],
      ["too long", "x".repeat(9_000)],
    ]) {
      const answer = await call(wrong);
      assert.equal(answer.status, 401, what);
      assert.equal(answer.body.code, "unauthenticated");
      assert.match(answer.headers.get("www-authenticate"), /^Bearer error="invalid_token"/);
    }
  });

  test("are the public with a browser's cookie alone", async () => {
    const browser = visitor();
    await browser.signIn("cqc");
    const cookie = `witan-session=${browser.cookies.get("witan-session")}`;
    const answer = await stack.call(`${kOversight}/ListDelegations`, {}, { cookie });
    assert.equal(answer.body.items?.length ?? 0, 0);
  });
});
