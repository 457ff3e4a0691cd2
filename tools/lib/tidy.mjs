// Runs clang-tidy over C++ files, several at once, within a time budget.
//
//   node tidy.mjs ROOT BUILD_DIR JOBS BUDGET_SECONDS < files, newest first, one a line
//
// A file that was clean stays clean while nothing that it includes from the repository has changed:
// the digest of all of that is kept in build/tidy-cache. When the budget runs out, the files not
// looked at are counted and said; they are the oldest ones. Exit code 1 when a file has findings.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [root, buildDir, jobsText, budgetText] = process.argv.slice(2);
const jobs = Number(jobsText);
const deadline = Date.now() + Number(budgetText) * 1000;
const cacheDir = join(root, "build", "tidy-cache");
const kTool = "clang-tidy-14";

/** All files below a folder whose name ends so, sorted. */
function filesBelow(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

const schemaDigest = filesBelow(join(root, "proto"), ".proto")
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256"))
  .digest("hex");
const settings = readFileSync(join(root, ".clang-tidy"));

/** The repository's own files that a file includes, itself first; generated ones count as schema. */
function closure(file) {
  const seen = new Set([file]);
  let usesSchema = false;
  for (const current of seen) {
    for (const match of readFileSync(current, "utf8").matchAll(/^\s*#include "([^"]+)"/gm)) {
      const rooted = join(root, match[1]);
      const beside = join(dirname(current), match[1]);
      if (existsSync(rooted)) seen.add(rooted);
      else if (existsSync(beside)) seen.add(beside);
      else usesSchema = true;
    }
  }
  return { files: [...seen].sort(), usesSchema };
}

function digestOf(file, command) {
  const { files, usesSchema } = closure(file);
  const hash = createHash("sha256").update(settings).update(command);
  for (const name of files) hash.update(name.slice(root.length)).update(readFileSync(name));
  if (usesSchema) hash.update(schemaDigest);
  return hash.digest("hex");
}

const commands = new Map(
  JSON.parse(readFileSync(join(buildDir, "compile_commands.json"), "utf8")).map((entry) => [
    entry.file,
    entry.command.replaceAll(root, ""),
  ]),
);

/** The translation units to look at: a header stands for the .cc file or test beside it. */
function translationUnits(names) {
  const units = [];
  for (const name of names) {
    const stem = join(root, name).replace(/\.(h|cc)$/, "");
    const candidates = name.endsWith(".cc") ? [stem + ".cc"] : [stem + ".cc", stem + "_test.cc"];
    const unit = candidates.find((candidate) => commands.has(candidate));
    if (unit && !units.includes(unit)) units.push(unit);
  }
  return units;
}

/** Resolves to "clean", "late" (stopped by the budget) or the findings as text. */
function lookAt(file) {
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const args = [
    "-p",
    buildDir,
    "--quiet",
    `--header-filter=^${escaped}/(storage|services|tests|tools)/`,
    "--extra-arg=-Wno-unknown-warning-option",
    file,
  ];
  return new Promise((resolve) => {
    const child = spawn("nice", [kTool, ...args], { cwd: root });
    let output = "";
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        child.kill();
      },
      Math.max(0, deadline - Date.now()),
    );
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) => {
      clearTimeout(timer);
      const findings = output
        .replaceAll(root + "/", "")
        .replace(/^\d+ warnings? generated.*\n/gm, "");
      resolve(late ? "late" : code === 0 ? "clean" : findings);
    });
  });
}

const names = readFileSync(0, "utf8").split("\n").filter(Boolean);
const queue = translationUnits(names);
const total = queue.length;
const counts = { clean: 0, known: 0, late: 0, broken: 0 };
mkdirSync(cacheDir, { recursive: true });

async function work() {
  for (let file = queue.shift(); file; file = queue.shift()) {
    const mark = join(cacheDir, digestOf(file, commands.get(file)));
    if (existsSync(mark)) {
      counts.known += 1;
      continue;
    }
    const result = Date.now() < deadline ? await lookAt(file) : "late";
    if (result === "clean") {
      counts.clean += 1;
      writeFileSync(mark, relative(root, file) + "\n");
    } else if (result === "late") {
      counts.late += 1;
    } else {
      counts.broken += 1;
      process.stderr.write(result);
    }
  }
}

await Promise.all(Array.from({ length: jobs }, work));
const late = counts.late ? `, ${counts.late} not reached in ${budgetText} s` : "";
console.log(
  `${total} files: ${counts.clean} clean, ${counts.known} unchanged since clean, ` +
    `${counts.broken} with findings${late}`,
);
process.exitCode = counts.broken ? 1 : 0;
