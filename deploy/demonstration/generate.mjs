// Prints the demonstration as import lines for `witan import`; the register of organisations
// (../reference) must have been imported before.
//
//   node deploy/demonstration/generate.mjs > demonstration.jsonl
//
// A line that a rule refuses states so ("expectRefusal"), and the import takes that for success.

import { Book } from "./book.mjs";
import { bury } from "./bury.mjs";
import { derby } from "./derby.mjs";
import { dorsetBoard } from "./dorset_board.mjs";
import { dorsetScrutiny } from "./dorset_scrutiny.mjs";
import { involvementAfter, involvementBefore } from "./involvement.mjs";
import { listening } from "./listening.mjs";
import { northYorkshire } from "./north_yorkshire.mjs";
import { oversight } from "./oversight.mjs";
import { southYorkshire } from "./south_yorkshire.mjs";
import { suffolk } from "./suffolk.mjs";
import { swindon } from "./swindon.mjs";

const book = new Book();
dorsetScrutiny(book);
swindon(book);
northYorkshire(book);
bury(book);
derby(book);
southYorkshire(book);
involvementBefore(book);
suffolk(book);
dorsetBoard(book);
involvementAfter(book);
listening(book);
oversight(book);

process.stdout.write(`${book.lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
