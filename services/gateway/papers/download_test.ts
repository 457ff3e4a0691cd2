import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { disposition } from "./download.js";

describe("the name of a download", () => {
  it("is plain for all, with the real one beside it", () => {
    assert.equal(
      disposition("Finance: 4.1 / Über", "pdf"),
      `attachment; filename="Finance_ 4.1 _ _ber.pdf"; filename*=UTF-8''Finance%3A%204.1%20_%20%C3%9Cber.pdf`,
    );
  });

  it("never begins with a dot nor is empty", () => {
    assert.match(disposition("..", "pdf"), /filename="paper\.pdf"/);
  });

  it("is cut between characters, however many units each takes", () => {
    const name = disposition("a" + "\u{1F3E5}".repeat(200), "pdf");
    assert.ok(name.endsWith("%F0%9F%8F%A5.pdf"));
  });
});
