// Fields and answers that several journeys share.
import type { DescEnum, JsonObject } from "@bufbuild/protobuf";
import type { Answers } from "../signin/store.js";
import { Moment } from "../pages/moment.js";
import { capitalised } from "../pages/format.js";
import { wordsOf } from "../pages/words.js";
import type { Field, Option } from "./journey.js";

/** The day on which it happened: it decides which rules, members and limits hold. */
export function happened(label: string): Field {
  return {
    name: "on",
    label,
    hint: "Rules, members and limits are those of that day",
    kind: "date",
    missing: `${label.replace(/\?$/, "")}: write the day`,
    fills: "header.occurred",
  };
}

/** The values of an enum as options: all that say something, or these. */
export function optionsOf(desc: DescEnum, numbers: readonly number[] = []): Option[] {
  const all = desc.values.map(({ number }) => number).filter((number) => number !== 0);
  return (numbers.length === 0 ? all : numbers).map((number) => ({
    value: desc.value[number]?.name ?? "",
    text: capitalised(wordsOf(desc, number)),
  }));
}

/** Today in London, to begin with. */
export function happenedOn(): Answers {
  return { on: new Moment({}).today() };
}

export function occurred(answers: Answers): JsonObject {
  return { date: answers.on ?? "", precision: "PRECISION_DAY" };
}
