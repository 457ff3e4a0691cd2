// What must hold in this repository. Each check takes the files (path to text) and returns one
// sentence for each place where it does not hold.
import { entriesOf, exists } from "./repository.mjs";

const kMaxLines = 500;
const kMaxMainLines = 60;
const kLeastTestsPerRule = 2;

const linesOf = (text) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
const isData = (name) => /(^|\/)(data|testdata|corpus|golden)\//.test(name);
const isCpp = (name) => /\.(cc|h)$/.test(name);

/** Every pair of (number, line) of a text. */
const numbered = (text) => text.split("\n").map((line, index) => [index + 1, line]);

export function filesAreShort(files) {
  return [...files]
    .filter(([name]) => /\.(cc|h|ts|mjs)$/.test(name) && !isData(name))
    .map(([name, text]) => {
      const limit = name.endsWith("/main.cc") ? kMaxMainLines : kMaxLines;
      const lines = linesOf(text);
      return lines > limit ? `${name} has ${lines} lines, the limit is ${limit}` : "";
    })
    .filter(Boolean);
}

// Put together from parts, so that this file does not hold what it bans.
const kForbidden = [
  [new RegExp("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"), "unfinished work is an issue, not a note"],
  [new RegExp("(^|[^\\w.])/(wo" + "rk|ro" + "ot|ho" + "me)/\\w"), "a path of one machine"],
  [new RegExp("registry\\." + "(npmjs|yarnpkg)|deb\\.deb" + "ian\\.org"), "the host of a registry"],
];

export function nothingForbiddenIsWritten(files) {
  const found = [];
  for (const [name, text] of files) {
    if (isData(name) || /\.(csv|jsonl)$/.test(name)) continue;
    for (const [number, line] of numbered(text)) {
      for (const [pattern, reason] of kForbidden) {
        if (pattern.test(line)) found.push(`${name}:${number} ${reason}: ${line.trim()}`);
      }
    }
  }
  return found;
}

export function generatedCodeIsNotCommitted(files) {
  return [...files.keys()]
    .filter((name) => /\.pb\.(cc|h)$|_pb\.(ts|js)$/.test(name))
    .map((name) => `${name} is generated`);
}

export function lockFileNamesNoHost(files) {
  const lock = files.get("package-lock.json") ?? "";
  return numbered(lock)
    .filter(([, line]) => /"resolved": "https?:/.test(line))
    .map(([number]) => `package-lock.json:${number} names the host that a package came from`);
}

// [folder, what it must not include, why]; the first match decides.
const kServices = "recorder|oversight|involvement|audit|standalone|gateway";
const kArrows = [
  [/^storage\//, /^(services|witan|google|tests|tools)\//, "storage stands below everything"],
  [
    /^services\/domain\//,
    new RegExp(`^(services/(runtime|${kServices})|storage/(?!base/)|grpcpp|rocksdb|tools|tests)/`),
    "the domain is pure",
  ],
  [
    /^services\/runtime\//,
    new RegExp(`^(services/(${kServices})|tools|tests)/`),
    "runtime stands below the services",
  ],
  [/^tools\//, new RegExp(`^(services/(${kServices}))/`), "tools talk to the services by RPC"],
];

function arrowOfService(name, included) {
  const own = name.match(new RegExp(`^services/(${kServices})/`))?.[1];
  const other = included.match(new RegExp(`^services/(${kServices})/`))?.[1];
  if (!own || !other || own === other || own === "standalone") return "";
  return "services know nothing of each other; only standalone wires them";
}

export function includesFollowTheArrows(files) {
  const found = [];
  for (const [name, text] of files) {
    if (!isCpp(name)) continue;
    for (const [number, line] of numbered(text)) {
      const included = line.match(/^\s*#include [<"]([^">]+)[">]/)?.[1];
      if (!included) continue;
      const banned = kArrows.find(([from, what]) => from.test(name) && what.test(included));
      const reason = banned?.[2] ?? arrowOfService(name, included);
      if (reason) found.push(`${name}:${number} includes ${included}: ${reason}`);
    }
  }
  return found;
}

export function headersArePragmaOnce(files) {
  return [...files]
    .filter(([name, text]) => name.endsWith(".h") && !/^#pragma once$/m.test(text))
    .map(([name]) => `${name} has no #pragma once`);
}

/** A file name in which "*" stands for anything but a slash. */
const asPattern = (name) =>
  new RegExp("^" + name.replace(/[.+?^$()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]*") + "$");

/** A source that no CMakeLists.txt names is built by nobody: a test in it would silently not run. */
export function everySourceIsBuilt(files) {
  const built = [...files]
    .filter(([name]) => name.endsWith("CMakeLists.txt"))
    .map(([name, text]) => [name.slice(0, -"CMakeLists.txt".length), text]);
  return [...files.keys()]
    .filter((name) => name.endsWith(".cc"))
    .filter((name) => !built.some(([folder, text]) => names(text, folder, name)))
    .map((name) => `${name} is in no CMakeLists.txt`);
}

function names(text, folder, file) {
  if (!file.startsWith(folder)) return false;
  const inside = file.slice(folder.length);
  return text
    .split(/[\s()"]+/)
    .some((word) => word === inside || (word.includes("*") && asPattern(word).test(inside)));
}

/** Each row of the rules table is named by tests: one shows it holding, one shows it refusing. */
export function everyRuleHasItsTests(files) {
  const table = files.get("services/domain/rules.cc") ?? "";
  const ids = new Set([...table.matchAll(/\{RuleId::k(\d+)/g)].map((match) => match[1]));
  const tests = [...files]
    .filter(([name]) => name.endsWith("_test.cc"))
    .flatMap(([, text]) => [...text.matchAll(/^TEST(?:_[FP])?\(\s*\w+,\s*(\w+)\)/gm)])
    .map((match) => match[1]);
  return [...ids]
    .map((id) => [id, tests.filter((test) => new RegExp(`(^|_)R${id}(_|$)`).test(test)).length])
    .filter(([, count]) => count < kLeastTestsPerRule)
    .map(([id, count]) => `R-${id} is named by ${count} tests, it needs ${kLeastTestsPerRule}`);
}

// ---- Functions

const kMaxFunctionLines = 60;
// What opens a block that is no function: a type, a namespace, a table.
const kNoFunction =
  /^\s*(namespace|extern|class|struct|enum|union|switch|template\s*<.*>\s*(class|struct))\b|[=(,[]\s*\{$/;

// A function of one line a case is said to be one, with the reason.
const kMayBeLong = /NOLINTNEXTLINE\(readability-function-size\): \S/;

/** The blocks of a C++ file that are functions: those that open and close at the left margin, or
 * one level in (methods written in their class; blocks within functions are shorter than these). */
function functionsOf(text) {
  const open = new Map();
  const found = [];
  let before = "";
  for (const [number, line] of numbered(text)) {
    const mayBeLong = kMayBeLong.test(before);
    before = line;
    const margin = line.match(/^(| {2})\S/)?.[1];
    if (margin === undefined) continue;
    if (/^\s*\}/.test(line)) {
      const begin = open.get(margin);
      if (begin) found.push([begin.number, number - begin.number + 1, begin.line]);
      open.delete(margin);
    }
    if (/\{$/.test(line)) {
      if (mayBeLong || kNoFunction.test(line)) open.delete(margin);
      else open.set(margin, { number, line });
    }
  }
  return found;
}

export function functionsAreShort(files) {
  return [...files]
    .filter(([name]) => isCpp(name) && !isData(name))
    .flatMap(([name, text]) =>
      functionsOf(text)
        .filter(([, lines]) => lines > kMaxFunctionLines)
        .map(([at, lines, line]) => `${name}:${at} has ${lines} lines: ${line.trim()}`),
    );
}

/** A Status that is dropped says why, on its line or in the comment above it. */
export function droppedStatusHasAReason(files) {
  const found = [];
  for (const [name, text] of files) {
    if (!isCpp(name)) continue;
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      if (!/\.IgnoreError\(\)|^\s*(\(void\)|static_cast<void>\()\w+\W*.*\(.*\)/.test(line)) return;
      if (/\/\/ \S/.test(line) || /^\s*\/\/ \S/.test(lines[index - 1] ?? "")) return;
      found.push(`${name}:${index + 1} drops a result without a reason`);
    });
  }
  return found;
}

/** Headers take in no namespace; other files say why, but for tests of a schema. */
export function namespacesAreTakenInWithAReason(files) {
  const found = [];
  for (const [name, text] of files) {
    if (!isCpp(name) || name.endsWith("_test.cc")) continue;
    for (const [number, line] of numbered(text)) {
      const why = /\/\/ \S/.test(line) && name.endsWith(".cc");
      if (/^\s*using namespace /.test(line) && !why) {
        found.push(`${name}:${number} takes in a namespace: ${line.trim()}`);
      }
    }
  }
  return found;
}

// ---- READMEs

const kRooms = ["proto", "storage", "services", "tests", "tools", "deploy", "helm"];
// What every folder of its kind has, and tests, which stand beside what they test.
const kUnlisted =
  /^(README\.md|DECISIONS\.md|CMakeLists\.txt|package\.json|tsconfig\.json|\w+_test\.cc)$/;
const kPathColumn = /^(where|what|file|files|folder|path|room|program|script|name)s?\b/i;

/** The names in the first column of a README's tables of files; a cell of several has back quotes. */
function listedIn(readme) {
  const listed = [];
  let column = "";
  for (const line of readme.split("\n")) {
    const cell = line.match(/^\|\s*([^|]*?)\s*\|/)?.[1];
    if (cell === undefined) column = "";
    else if (column === "") column = cell || "what";
    else if (kPathColumn.test(column)) {
      const quoted = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
      listed.push(...(quoted.length === 0 && /^[\w./-]+\.\w+$/.test(cell) ? [cell] : quoted));
    }
  }
  return listed.filter((name) => /^[\w.@*{},/+-]+$/.test(name) && !name.startsWith("-"));
}

/** "a.{h,cc}" as "a.h" and "a.cc"; a "*" stays. */
function expand(name) {
  const match = name.match(/^(.*)\{([^}]*)\}(.*)$/);
  if (!match) return [name.replace(/\/$/, "")];
  return match[2].split(",").flatMap((part) => expand(match[1] + part.trim() + match[3]));
}

const stemOf = (name) => name.replace(/\.(h|cc|ts|mjs)$/, "").replace(/_test$/, "");

function isListed(entry, listed) {
  return listed.some((name) => asPattern(name).test(entry) || stemOf(name) === stemOf(entry));
}

/** Every room has a README, and every README lists all that stands beside it. */
export function foldersAreListed(files) {
  const withReadme = [...files.keys()]
    .filter((name) => name.endsWith("/README.md") && !isData(name))
    .map((name) => name.slice(0, -"/README.md".length));
  const rooms = kRooms.filter((name) => exists(files, name));
  const found = [];
  for (const folder of new Set([...rooms, ...withReadme])) {
    const readme = files.get(`${folder}/README.md`);
    if (readme === undefined) {
      found.push(`${folder}/ has no README.md`);
      continue;
    }
    const listed = listedIn(readme)
      .flatMap(expand)
      .map((name) => name.replace(new RegExp(`^${folder}/`), "").split("/")[0]);
    for (const entry of entriesOf(files, folder)) {
      if (!kUnlisted.test(entry) && !isListed(entry, listed)) {
        found.push(`${folder}/README.md does not list ${entry}`);
      }
    }
  }
  return found;
}

export function whatReadmesListExists(files) {
  const found = [];
  for (const [name, text] of files) {
    if (!name.endsWith("README.md")) continue;
    const folder = name.slice(0, -"README.md".length);
    for (const listed of listedIn(text).flatMap(expand)) {
      const all = [...files.keys()];
      const there = [folder + listed, listed].some(
        (path) =>
          exists(files, path) ||
          (path.includes("*") && all.some((file) => asPattern(path).test(file))),
      );
      if (!there) found.push(`${name} lists ${listed}, which is not there`);
    }
  }
  return found;
}
