// What tsc does not build: the style sheet from Sass, and the files that are read at run time.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile } from "sass";

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, "dist");
const nhsuk = dirname(fileURLToPath(import.meta.resolve("nhsuk-frontend/package.json")));

/** Finds `@use "nhsuk/..."` in the package, wherever npm put it. */
const fromPackage = {
  findFileUrl(url) {
    return url.startsWith("nhsuk/") ? pathToFileURL(join(nhsuk, "dist", url)) : null;
  },
};

mkdirSync(join(dist, "assets"), { recursive: true });
const { css } = compile(join(folder, "styles/witan.scss"), {
  importers: [fromPackage],
  style: "compressed",
});
writeFileSync(join(dist, "assets/witan.css"), css);
cpSync(join(folder, "assets"), join(dist, "assets"), { recursive: true });
cpSync(join(folder, "views"), join(dist, "views"), { recursive: true });
cpSync(join(folder, "gen/schema.binpb"), join(dist, "gen/schema.binpb"));
