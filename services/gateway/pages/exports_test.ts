import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { csvValue, xml } from "./exports.js";

suite("a value of a CSV file", () => {
  test("stands as it is where nothing in it means something to CSV", () => {
    assert.equal(csvValue("Community beds"), "Community beds");
    assert.equal(csvValue(""), "");
  });

  test("is quoted where it holds commas, quotes or line ends", () => {
    assert.equal(csvValue('beds, and "chairs"'), '"beds, and ""chairs"""');
    assert.equal(csvValue("one\ntwo"), '"one\ntwo"');
  });

  test("is never a formula", () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r"]) {
      assert.match(csvValue(`${start}1+1`), /^"?'/, JSON.stringify(start));
    }
    assert.equal(csvValue('=HYPERLINK("x")'), `"'=HYPERLINK(""x"")"`);
  });
});

suite("a text of a feed", () => {
  test("is escaped", () => {
    assert.equal(xml(`<b> & "x"`), "&lt;b&gt; &amp; &quot;x&quot;");
  });

  test("loses what XML cannot hold, and keeps what lies beyond the first plane", () => {
    assert.equal(xml("a\u0000b\uFFFE"), "a\uFFFDb\uFFFD");
    assert.equal(xml("é 𝕏"), "é 𝕏");
  });
});
