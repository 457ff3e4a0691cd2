// The repository as the checks see it: the tracked files by path, with their text.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const kText = /\.(cc|h|proto|ts|js|mjs|json|yaml|yml|md|txt|cmake|njk|scss|css)$|^[^.]*$/;

/** Map of path to text; files that are no text by their name have an empty one. */
export function readRepository(root) {
  const names = execFileSync("git", ["ls-files", "-z"], { cwd: root, maxBuffer: 64 << 20 });
  const files = new Map();
  for (const name of names.toString().split("\0").filter(Boolean)) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    const base = name.split("/").at(-1);
    files.set(name, kText.test(base) ? readFileSync(path, "utf8") : "");
  }
  return files;
}

/** The names directly in a folder, folders included, each once. */
export function entriesOf(files, folder) {
  const prefix = folder + "/";
  const names = [...files.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split("/")[0]);
  return [...new Set(names)].sort();
}

/** Whether the path is a tracked file or a folder with tracked files. */
export function exists(files, path) {
  return files.has(path) || [...files.keys()].some((name) => name.startsWith(path + "/"));
}
