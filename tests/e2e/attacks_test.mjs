// What an attacker sends: formulas, names that are none, requests that end twice, guesses at numbers,
// and more than a client may ask for.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { performance } from "node:perf_hooks";
import { after, before, suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { URLSearchParams } from "node:url";
import { startStack } from "./lib/stack.mjs";
import { Visitor } from "./lib/visitor.mjs";

const kOversight = "witan.oversight.v1.OversightService";
const kBetweenMs = 50;
const kPropose = "witan.decision.v1.DecisionService/ProposeDecision";

let stack;
before(async () => {
  stack = await startStack({ signIn: true });
});
after(() => stack?.stop());

const visitor = () => new Visitor(stack.origin);
const signedIn = async (user) => {
  const browser = visitor();
  await browser.signIn(user);
  return browser;
};

/** Proposes a decision as the board's secretary; `header` says who may see it. */
async function propose(title, header) {
  const authorization = `Bearer ${await stack.token("secretary")}`;
  const bodies = await stack.call(`${kOversight}/ListBodies`, {
    filter: { words: "Suffolk Board" },
  });
  const { id, subjects } = bodies.body.items[0].head;
  const organisationId = subjects.find(({ odsCode }) => odsCode === "QJG").id;
  const command = {
    header: {
      requestId: randomUUID(),
      actedBy: { organisationId, bodyId: id, capacity: "CAPACITY_SECRETARY" },
      attestation: "ATTESTATION_CLERK",
      occurred: { date: "2026-11-19", precision: "PRECISION_DAY" },
      softReasons: [{ rule: "R-65", reason: "Recorded for a test." }],
      ...header,
    },
    content: { title, question: "What is done?", bodyId: id },
  };
  const answer = await stack.call(kPropose, command, { authorization });
  assert.equal(answer.status, 200, answer.text);
  await stack.call(`${kOversight}/GetOverview`, { atLeast: answer.body.token });
  return answer.body;
}

suite("a title that a spreadsheet would run", () => {
  const kTitle = '=HYPERLINK("https://elsewhere.example","Open")';

  test("is a text in every file, and a text on the screen", async () => {
    const { position } = await propose(kTitle, { classification: "CLASSIFICATION_PARTNERS" });
    const cell = `"'${kTitle.replaceAll('"', '""')}"`;
    const browser = await signedIn("secretary");
    for (const path of ["/decisions?format=csv"]) {
      const { text } = await browser.open(path);
      assert.ok(text.includes(cell), `${path} ${text.slice(0, 300)}`);
      assert.doesNotMatch(text, /(^|,)"?[=+@-]/m);
    }
    const { text } = await browser.open(`/decisions/${position}`);
    assert.doesNotMatch(text, /<a href="https:\/\/elsewhere/);
  });
});

suite("a form", () => {
  /** What the form of an interest carries, as its page has it. */
  async function carried(browser) {
    const { text } = await browser.open("/interests/new");
    const field = (name) => Visitor.field(text, name);
    return { form: field("form"), mark: field("mark"), request_id: field("request_id") };
  }

  test("with fields that it has not, or names of the machine, is read by its own fields alone", async () => {
    const browser = await signedIn("member");
    const sent = { ...(await carried(browser)), step: "check", description: "Kept" };
    for (const name of ["roles", "acted_by", "__proto__", "constructor", "toString", "on.date"]) {
      const fields = Object.fromEntries([...Object.entries(sent), [name, "REGISTRAR"]]);
      const answer = await browser.post("/interests/new", fields);
      assert.equal(answer.status, 422, name);
      assert.doesNotMatch(await answer.text(), /REGISTRAR/, name);
    }
  });

  test("with an answer that it does not offer, twice the same, or no step is told so", async () => {
    const browser = await signedIn("member");
    const sent = {
      ...(await carried(browser)),
      step: "record",
      description: "x",
      on: "2026-11-20",
    };
    const wrong = await browser.post("/interests/new", {
      ...sent,
      category: "REGISTRAR",
      kind: "9",
    });
    assert.equal(wrong.status, 422);
    const twice = new URLSearchParams([...Object.entries(sent), ["description", "y"]]);
    assert.equal((await browser.post("/interests/new", twice)).status, 400);
    const steps = await browser.post("/interests/new", { ...sent, step: "delete" });
    assert.equal(steps.status, 422);
  });

  test("that is too long, in a field, in fields or as a whole, is refused, and nothing falls over", async () => {
    const browser = await signedIn("member");
    const sent = { ...(await carried(browser)), step: "check" };
    const long = await browser.post("/interests/new", { ...sent, description: "x".repeat(10_001) });
    assert.equal(long.status, 400);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`soft_R-${i}`, "x"]));
    assert.ok(
      [400, 413, 422].includes((await browser.post("/interests/new", { ...sent, ...many })).status),
    );
    const huge = await browser.post("/interests/new", {
      ...sent,
      description: "x".repeat(200_000),
    });
    assert.equal(huge.status, 413);
    assert.equal((await browser.open("/account")).status, 200);
  });

  test("of another content type, or of none, is refused", async () => {
    const browser = await signedIn("member");
    for (const type of ["application/json", "text/plain", "multipart/form-data; boundary=x", ""]) {
      const headers = { origin: stack.origin, ...(type && { "content-type": type }) };
      const answer = await browser.ask("/interests/new", { method: "POST", headers, body: "{}" });
      assert.ok([400, 403, 415].includes(answer.status), `${type} ${answer.status}`);
    }
  });
});

suite("an address", () => {
  test("does not lead out of where files stand", async () => {
    for (const path of [
      "/assets/../package.json",
      "/assets/..%2f..%2fpackage.json",
      "/assets/%2e%2e/%2e%2e/main.js",
      "/data/..%2f..%2fetc%2fpasswd",
      "/data/decisions.csv%00.json",
      "/assets/witan.css/../../main.js",
    ]) {
      assert.match(
        await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
        /^HTTP\/1\.1 40[04] /,
      );
    }
  });

  test("that is longer than any, or has more parameters than any, is refused", async () => {
    assert.ok(
      [400, 414, 431].includes((await stack.get(`/search?words=${"x".repeat(20_000)}`)).status),
    );
    const many = Array.from({ length: 2_000 }, (_, i) => `a${i}=1`).join("&");
    assert.equal((await stack.get(`/decisions?${many}`)).status, 400);
    assert.equal((await stack.get("/decisions?system=QJ2&system=QJG")).status, 400);
    assert.equal((await stack.get("/decisions?system[]=QJ2")).status, 400);
    assert.equal((await stack.get("/decisions?__proto__=x")).status, 400);
  });
});

suite("headers", () => {
  test("do not say where the gateway stands: links are those of its settings", async () => {
    const headers = { host: "elsewhere.example", "x-forwarded-host": "elsewhere.example" };
    for (const path of ["/decisions?format=atom", "/decisions?format=csv", "/api", "/"]) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\n${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join("")}Connection: close\r\n\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 200 /, path);
      assert.doesNotMatch(answer, /elsewhere\.example/, path);
    }
  });

  test("that hide a second request, or another method, are turned away or passed over", async () => {
    const hidden = "GET /rules HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const lines of [
      "Content-Length: 0\r\nContent-Length: 44",
      "Transfer-Encoding: chunked\r\nContent-Length: 4",
      "Transfer-Encoding: xchunked",
      "Transfer-Encoding: identity, chunked",
      "Transfer-Encoding : chunked",
      "Content-Length: +0",
      "X: a\nTransfer-Encoding: chunked",
    ]) {
      const answer = await raw(`POST /sign-out HTTP/1.1\r\nHost: x\r\n${lines}\r\n\r\n${hidden}`);
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, lines);
      assert.doesNotMatch(answer, / 200 OK/, lines);
    }
    const override = { "x-http-method-override": "DELETE", "x-original-url": "/account" };
    const answer = await stack.get("/about", override);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /About Witan/);
  });

  test("that are too large are refused", async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 431 /);
  });
});

/** What the gateway says to bytes as they are, until it closes the connection. */
function raw(text) {
  const { hostname, port } = new URL(stack.origin);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part) => (answer += part));
    socket.once("close", () => resolve(answer)).once("error", reject);
  });
}

suite("what is withheld", () => {
  const kSafeguarded = {
    classification: "CLASSIFICATION_RESTRICTED",
    ground: "GROUND_SAFEGUARDING",
  };
  const kTimed = 150;
  // Less than this nobody tells from the noise of a network.
  const kLeastMs = 1;

  test("where its ground forbids the count cannot be told from what never was", async () => {
    const { position } = await propose("A matter of safeguarding", kSafeguarded);
    for (const browser of [visitor(), await signedIn("other"), await signedIn("healthwatch")]) {
      const there = await page(browser, `/decisions/${position}`, position);
      const never = await page(browser, "/decisions/99999999", "99999999");
      assert.equal(there.status, 404);
      assert.deepEqual(there, never);
    }
    const own = await (await signedIn("secretary")).open(`/decisions/${position}`);
    assert.match(own.text, /A matter of safeguarding/);
  });

  test("nor by how long its page takes", async () => {
    const { position } = await propose("Another matter of safeguarding", kSafeguarded);
    const browser = visitor();
    const times = { there: [], never: [] };
    // In turn, so that whatever else the machine does falls on both.
    for (let round = 0; round < kTimed; round += 1) {
      times.there.push(await took(browser, `/decisions/${position}`));
      times.never.push(await took(browser, `/decisions/${Number(position) + 90_000}`));
    }
    const [there, never] = [median(times.there), median(times.never)];
    const allowed = Math.max(kLeastMs, never / 4);
    assert.ok(Math.abs(there - never) < allowed, `${there} ms where it is, ${never} ms where not`);
  });

  async function took(browser, path) {
    const from = performance.now();
    await (await browser.ask(path)).text();
    return performance.now() - from;
  }

  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

  /** Status, headers and text of a page, without the number that was asked for and the time. */
  async function page(browser, path, number) {
    const { status, text, headers } = await browser.open(path);
    const named = Object.fromEntries(headers);
    delete named.date;
    delete named["content-length"];
    return { status, named, text: text.replaceAll(number, "N") };
  }
});

suite("one client", () => {
  test("that asks without end is told to wait, and others are served", async () => {
    await stack.restartGateway(["--requests-per-minute", "100"]);
    const browser = visitor();
    await browser.signIn("cqc");
    const statuses = await Promise.all(
      Array.from({ length: 150 }, async () => (await stack.get("/about")).status),
    );
    assert.equal(statuses.filter((status) => status === 429).length >= 50, true);
    const told = await stack.get("/about");
    assert.equal(told.status, 429);
    assert.ok(Number(told.headers.get("retry-after")) > 0);
    assert.match(await told.text(), /Wait a minute/);
    const program = await stack.call(`${kOversight}/ListRules`);
    assert.equal(program.status, 429);
    assert.equal(program.body.code, "resource_exhausted");
    assert.equal((await stack.get("/nothing/here")).status, 429);
    // Who asks is not for the asker to say.
    for (const name of ["x-forwarded-for", "forwarded", "x-real-ip"]) {
      assert.equal((await stack.get("/about", { [name]: "10.0.0.1" })).status, 429, name);
    }
    assert.equal((await stack.get("/readyz")).status, 200);
    // Whoever is signed in has a share of their own.
    assert.equal((await browser.open("/account")).status, 200);
  });
  test("that asks 10,000 times in a minute costs others nothing that they notice", async () => {
    await stack.restartGateway(["--requests-per-minute", "3000"]);
    const browser = await signedIn("cqc");
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const statuses = new Map();
    let asked = 0;
    const lane = async () => {
      for (; asked < 10_000; asked += 1) {
        const status = await statusOf(`${stack.origin}/decisions`, agent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const lanes = Promise.all(Array.from({ length: 32 }, lane));
    const others = [];
    while (asked < 10_000) {
      const from = performance.now();
      assert.equal((await browser.open("/account")).status, 200);
      others.push(performance.now() - from);
      await pause(kBetweenMs);
    }
    await lanes;
    agent.destroy();
    assert.deepEqual([...statuses.keys()].toSorted(), [200, 429]);
    assert.ok(statuses.get(200) <= 3_000, String(statuses.get(200)));
    assert.ok(Math.max(...others) < 2_000, `another waited ${Math.max(...others)} ms`);
    assert.equal((await stack.get("/readyz")).status, 200);
  });
});

function statusOf(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
}
