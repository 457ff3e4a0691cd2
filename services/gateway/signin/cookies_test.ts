import assert from "node:assert/strict";
import { suite, test } from "node:test";
import Fastify from "fastify";
import { Cookies } from "./cookies.js";

const kSecret = "s".repeat(43);

/** The Set-Cookie lines of a gateway at this origin that sets one cookie and clears the other. */
async function linesAt(origin: string): Promise<string[]> {
  const cookies = new Cookies(origin);
  const server = Fastify();
  server.get("/", (_request, reply) => {
    cookies.set(reply, "session", kSecret);
    cookies.clear(reply, "signin");
    return reply.send("");
  });
  const { headers } = await server.inject("/");
  return [headers["set-cookie"] ?? []].flat();
}

/** What a gateway at this origin reads as its session from a Cookie header. */
async function readAt(origin: string, cookie: string): Promise<string> {
  const server = Fastify();
  server.get("/", (request) => new Cookies(origin).read(request, "session") ?? "none");
  return (await server.inject({ url: "/", headers: { cookie } })).body;
}

suite("the cookies", () => {
  test("over TLS are of this host alone, and say so in their names", async () => {
    assert.deepEqual(await linesAt("https://witan.example"), [
      `__Host-witan-session=${kSecret}; Path=/; HttpOnly; SameSite=Lax; Secure`,
      "__Host-witan-signin=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0",
    ]);
  });

  test("on this machine in the clear are what browsers keep there", async () => {
    const [line] = await linesAt("http://127.0.0.1:8080");
    assert.equal(line, `witan-session=${kSecret}; Path=/; HttpOnly; SameSite=Lax`);
  });

  test("are read by their whole name, once, and only as secrets are written", async () => {
    const origin = "https://witan.example";
    const read = (cookie: string) => readAt(origin, cookie);
    assert.equal(await read(`a=b; __Host-witan-session=${kSecret}`), kSecret);
    for (const wrong of [
      `witan-session=${kSecret}`,
      `x__Host-witan-session=${kSecret}`,
      `__Host-witan-session=${kSecret}x`,
      `__Host-witan-session=${kSecret}; __Host-witan-session=${kSecret}`,
      `__Host-witan-session=${"%".repeat(43)}`,
      `__Host-witan-session=${kSecret}; pad=${"x".repeat(9_000)}`,
    ]) {
      assert.equal(await read(wrong), "none", wrong.slice(0, 80));
    }
  });
});
