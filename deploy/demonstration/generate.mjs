// Prints the demonstration as import lines for `witan import`; the register of organisations
// (../reference) must have been imported before.
//
//   node deploy/demonstration/generate.mjs > demonstration.jsonl
//   node deploy/demonstration/generate.mjs --refused > refused.jsonl
//
// The second file holds commands that a rule refuses, each after a comment that names the rule.

import { Book } from "./book.mjs";
import { bury } from "./bury.mjs";
import { derby } from "./derby.mjs";
import { dorset } from "./dorset.mjs";
import { dorsetAfterwards, involvementAfter, involvementBefore } from "./involvement.mjs";
import { oversight } from "./oversight.mjs";
import { northYorkshire, suffolk, swindon } from "./places.mjs";

const book = new Book();
involvementBefore(book);
derby(book);
bury(book);
dorset(book);
dorsetAfterwards(book);
swindon(book);
northYorkshire(book);
suffolk(book);
involvementAfter(book);
oversight(book);

const text = process.argv.includes("--refused")
  ? book.refused.map(({ rule, line }) => `# ${rule}\n${JSON.stringify(line)}`)
  : book.lines.map((line) => JSON.stringify(line));
process.stdout.write(`${text.join("\n")}\n`);
