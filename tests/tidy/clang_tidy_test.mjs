// The runner of clang-tidy (tools/lib/tidy.mjs), over small trees made for it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const runner = join(repository, "tools", "lib", "tidy.mjs");

const kClean = (name) => `int ${name}(int number) { return number + 1; }\n`;
const kFinding = "int Signed(char letter) { int Wrong_Case = letter; return Wrong_Case; }\n";

/** A tree of sources with a compile command for each and this repository's list of checks. */
function treeOf(t, sources) {
  const root = mkdtempSync(join(tmpdir(), "witan-tidy-"));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "storage"));
  copyFileSync(join(repository, ".clang-tidy"), join(root, ".clang-tidy"));
  const commands = Object.entries(sources).map(([name, text]) => {
    const file = join(root, name);
    writeFileSync(file, text);
    const command = `/usr/bin/c++ -I${root} -std=c++20 -o ${name}.o -c ${file}`;
    return { file, directory: root, command };
  });
  writeFileSync(join(root, "compile_commands.json"), JSON.stringify(commands));
  return root;
}

/** Runs over all sources; the line that sums up, the findings and the exit code. */
function run(root, names, budgetSeconds = 60) {
  const args = [runner, root, root, "2", String(budgetSeconds)];
  const options = { input: names.join("\n"), encoding: "utf8", stdio: "pipe" };
  try {
    return { sum: execFileSync(process.execPath, args, options), findings: "", code: 0 };
  } catch (error) {
    return { sum: error.stdout, findings: error.stderr, code: error.status };
  }
}

test("clang-tidy: remembers what was clean until it changes", (t) => {
  const root = treeOf(t, { "storage/a.cc": kClean("One"), "storage/b.cc": kClean("Two") });
  const names = ["storage/a.cc", "storage/b.cc"];
  assert.match(run(root, names).sum, /^2 files: 2 clean, 0 unchanged/);
  assert.match(run(root, names).sum, /^2 files: 0 clean, 2 unchanged/);
  writeFileSync(join(root, "storage/b.cc"), kClean("Three"));
  assert.match(run(root, names).sum, /^2 files: 1 clean, 1 unchanged/);
});

test("clang-tidy: blames the file with the finding, and again the next time", (t) => {
  const root = treeOf(t, { "storage/a.cc": kClean("One"), "storage/b.cc": kFinding });
  for (const clean of ["1 clean, 0 unchanged", "0 clean, 1 unchanged"]) {
    const { sum, findings, code } = run(root, ["storage/a.cc", "storage/b.cc"]);
    assert.equal(code, 1);
    assert.ok(sum.startsWith(`2 files: ${clean} since clean, 1 with findings`), sum);
    assert.match(findings, /storage\/b\.cc:1:.*readability-identifier-naming/);
  }
});

test("clang-tidy: blames every file where the finding is in a header", (t) => {
  const include = '#include "storage/h.h"\n';
  const own = kFinding.replaceAll("Signed", "Other");
  const sources = { "storage/a.cc": include + own, "storage/b.cc": include };
  const root = treeOf(t, sources);
  writeFileSync(join(root, "storage/h.h"), "#pragma once\ninline " + kFinding);
  assert.match(run(root, Object.keys(sources)).sum, /0 clean, 0 unchanged since clean, 2 with/);
});

test("clang-tidy: reads files alone whose names collide", (t) => {
  const hidden = "namespace {\nint Same() { return 1; }\n}\n";
  const sources = {
    "storage/a.cc": hidden + "int One() { return Same(); }\n",
    "storage/b.cc": hidden + "int Two() { return Same(); }\n",
    "storage/c.cc": kClean("Three"),
  };
  const { sum, code } = run(treeOf(t, sources), Object.keys(sources));
  assert.equal(code, 0);
  assert.match(sum, /^3 files: 3 clean/);
});

test("clang-tidy: is red for a file that does not compile", (t) => {
  const root = treeOf(t, { "storage/a.cc": "int One( { }\n", "storage/b.cc": kClean("Two") });
  const { sum, code } = run(root, ["storage/a.cc", "storage/b.cc"]);
  assert.equal(code, 1);
  assert.match(sum, /1 clean, 0 unchanged since clean, 1 with findings/);
});

test("clang-tidy: is red for what it did not reach, and says it", (t) => {
  const root = treeOf(t, { "storage/a.cc": kClean("One") });
  const { sum, code } = run(root, ["storage/a.cc"], 0);
  assert.match(sum, /0 with findings, 1 not reached in 0 s/);
  assert.equal(code, 1);
});
