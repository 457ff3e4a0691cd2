// The pages that say how to use the others, and what is kept of whom.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { startGateway } from "../testing/gateway.js";

async function shown(path: string, controller?: string): Promise<string> {
  const gateway = await startGateway(false, controller === undefined ? {} : { controller });
  const response = await gateway.get(path);
  const text = await response.text();
  await gateway.close();
  assert.equal(response.status, 200);
  return text.replace(/\s+/g, " ");
}

suite("the page on privacy", () => {
  test("names the controller that the operator stated, as text", async () => {
    const text = await shown("/privacy", "NHS <Dorset> Board, dpo@example.org");
    assert.match(text, /NHS &lt;Dorset&gt; Board, dpo@example\.org/);
    assert.doesNotMatch(text, /has not stated/);
  });

  test("says so where nobody stated one", async () => {
    assert.match(await shown("/privacy"), /has not stated here who is the controller/);
  });

  test("speaks of no sign-in where there is none", async () => {
    assert.doesNotMatch(await shown("/privacy"), /When you sign in|cookie holds/);
  });
});

suite("the page of help", () => {
  test("is first in each footer", async () => {
    assert.match(await shown("/privacy"), /<footer[^>]*>.*?<ul> <li><a href="\/help">Help<\/a>/);
  });

  test("promises no forms where nobody can sign in", async () => {
    assert.doesNotMatch(await shown("/help"), /Record something/);
  });
});
