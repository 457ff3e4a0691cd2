// Runs clang-tidy over C++ files, several at once, within a time budget.
//
//   node tidy.mjs ROOT BUILD_DIR JOBS BUDGET_SECONDS < files, newest first, one a line
//
// clang-tidy spends nearly all its time on the headers that a file includes, so files with the same
// flags are read together, as one translation unit that includes them. Where names of two files
// collide, those that do not compile together are read alone. A file that was clean stays clean
// while nothing that it includes from the repository has changed: the digest of all of that is kept
// in build/tidy-cache. When the budget runs out, the files not looked at are counted and said; they
// are the oldest ones. Exit code 1 when a file has findings or was not looked at.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [root, buildDir, jobsText, budgetText] = process.argv.slice(2);
const jobs = Number(jobsText);
const deadline = Date.now() + Number(budgetText) * 1000;
const cacheDir = join(root, "build", "tidy-cache");
const kTool = "clang-tidy-14";
// Enough that headers hardly count, few enough that a collision costs little.
const kMostTogether = 24;

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
    flagsOf(entry.command),
  ]),
);

/** What clang needs of a compiler's command: its flags without launcher, inputs and outputs. */
function flagsOf(command) {
  const words = command.split(" ").filter(Boolean);
  const first = words.findIndex((word) => /(^|\/)(c\+\+|g\+\+|clang\+\+)$/.test(word));
  const flags = [];
  for (let i = first + 1; i < words.length; ++i) {
    if (["-o", "-c", "-MT", "-MF"].includes(words[i])) i += 1;
    else if (words[i] !== "-MD") flags.push(words[i].replaceAll('\\"', '"'));
  }
  return flags.join(" ");
}

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

/** A file that includes the files of a group, so that clang-tidy reads their headers once. */
function together(files) {
  const text = files.map((file) => `#include "${relative(root, file)}"\n`).join("");
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const folder = join(root, "build", "tidy-together");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name + ".cc");
  writeFileSync(path, text);
  return path;
}

/** Resolves to what clang-tidy says of files with the same flags, and whether it was stopped. */
function lookAt(files) {
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const args = [
    "--quiet",
    `--header-filter=^${escaped}/(storage|services|tests|tools|deploy)/`,
    files.length === 1 ? files[0] : together(files),
    "--",
    ...commands.get(files[0]).split(" "),
    "-Wno-unknown-warning-option",
  ];
  return new Promise((resolve) => {
    const child = spawn("nice", [kTool, ...args], { cwd: root });
    let output = "";
    let late = false;
    const stop = () => {
      late = true;
      child.kill();
    };
    const timer = setTimeout(stop, Math.max(0, deadline - Date.now()));
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ late, clean: code === 0, text: output.replaceAll(root + "/", "") });
    });
  });
}

/** The names of the files that those lines of clang-tidy's output are about that match. */
function namedIn(text, pattern) {
  const lines = text.split("\n").filter((line) => pattern.test(line));
  return [...new Set(lines.map((line) => line.split(":")[0].replace(/^\.\//, "")))];
}

const names = readFileSync(0, "utf8").split("\n").filter(Boolean);
const units = translationUnits(names);
const total = units.length;
const counts = { clean: 0, known: 0, late: 0, broken: 0 };
mkdirSync(cacheDir, { recursive: true });
// Of what stands there now: a file that changes while it is read is read again the next time.
const marks = new Map(
  units.map((file) => [file, join(cacheDir, digestOf(file, commands.get(file)))]),
);

/** Groups of files with the same flags, none too large, in the order of their newest file. */
function grouped(files) {
  const groups = [];
  for (const file of files) {
    const flags = commands.get(file);
    const open = groups.find(
      (group) => commands.get(group[0]) === flags && group.length < kMostTogether,
    );
    if (open) open.push(file);
    else groups.push([file]);
  }
  return groups;
}

const queue = grouped(
  units.filter((file) => {
    if (!existsSync(marks.get(file))) return true;
    counts.known += 1;
    return false;
  }),
);

/** What comes after a look at a group: marks, findings, or smaller groups to look at. */
function conclude(files, { late, clean, text }) {
  if (late) {
    counts.late += files.length;
    return;
  }
  const isIn = (named) => (file) => named.includes(relative(root, file));
  const colliding = /\[clang-diagnostic-error\b/;
  if (files.length > 1 && colliding.test(text)) {
    const named = files.filter(isIn(namedIn(text, colliding)));
    const alone = named.length ? named : files;
    const rest = files.filter((file) => !alone.includes(file));
    queue.unshift(...(rest.length ? [rest] : []), ...alone.map((file) => [file]));
    return;
  }
  const named = namedIn(text, /: (warning|error): /);
  const broken = files.filter(isIn(named));
  // A finding in a header, or in nothing that can be named, is one of every file of the group.
  const blamed = clean ? [] : broken.length === named.length && broken.length ? broken : files;
  for (const file of files.filter((name) => !blamed.includes(name))) {
    counts.clean += 1;
    writeFileSync(marks.get(file), relative(root, file) + "\n");
  }
  counts.broken += blamed.length;
  if (blamed.length) process.stderr.write(text.replace(/^\d+ warnings? generated.*\n/gm, ""));
}

async function work() {
  for (let files = queue.shift(); files; files = queue.shift()) {
    const isLate = Date.now() >= deadline;
    conclude(files, isLate ? { late: true, clean: false, text: "" } : await lookAt(files));
  }
}

await Promise.all(Array.from({ length: jobs }, work));
const late = counts.late ? `, ${counts.late} not reached in ${budgetText} s` : "";
console.log(
  `${total} files: ${counts.clean} clean, ${counts.known} unchanged since clean, ` +
    `${counts.broken} with findings${late}`,
);
process.exitCode = counts.broken || counts.late ? 1 : 0;
