// An agenda as rows of a form: the items as they stand, and room for more. A row that is emptied is
// taken off.
import type { JsonObject } from "@bufbuild/protobuf";
import { ItemKindSchema } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { AgendaItem } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { Answers } from "../signin/store.js";
import { optionsOf } from "./fields.js";
import type { Field } from "./journey.js";

const kRoom = 4;
const kMostRows = 40;
const kKinds = [{ value: "", text: "Choose the kind" }, ...optionsOf(ItemKindSchema)];

const row = (index: number) => ({
  item: `item-${index}`,
  title: `item-${index}-title`,
  kind: `item-${index}-kind`,
  isPrivate: `item-${index}-private`,
});

function rowsFor(agenda: readonly AgendaItem[]): number {
  return Math.min(agenda.length + kRoom, kMostRows);
}

export function agendaFields(agenda: readonly AgendaItem[]): Field[] {
  return Array.from({ length: rowsFor(agenda) }, (_, index) => {
    const names = row(index);
    const about = `Row ${index + 1}`;
    const fills = `content.agenda[${index}]`;
    const fields: Field[] = [
      {
        name: names.title,
        group: about,
        label: `${about}: title`,
        kind: "line",
        fills: `${fills}.title`,
      },
      { name: names.item, label: `${about}: number`, kind: "line", fills: `${fills}.item` },
      {
        name: names.kind,
        label: `${about}: kind`,
        kind: "pick",
        options: kKinds,
        fills: `${fills}.kind`,
      },
      { name: names.isPrivate, label: `${about}: without the public`, kind: "tick" },
    ];
    return fields;
  }).flat();
}

export function agendaAnswers(agenda: readonly AgendaItem[]): Answers {
  return Object.fromEntries(
    agenda.slice(0, kMostRows).flatMap(({ item, title, kind, private: isPrivate }, index) => {
      const names = row(index);
      return [
        [names.item, item],
        [names.title, title],
        [names.kind, ItemKindSchema.value[kind].name],
        [names.isPrivate, isPrivate ? "yes" : ""],
      ];
    }),
  );
}

/** The items in the order of the rows; beyond the rows those that stand now. */
export function agendaOf(answers: Answers, agenda: readonly AgendaItem[]): JsonObject[] {
  const given = (name: string) => answers[name] ?? "";
  const rows = Array.from({ length: rowsFor(agenda) }, (_, index) => row(index));
  const written = rows
    .filter(({ item, title }) => given(item) !== "" || given(title) !== "")
    .map(({ item, title, kind, isPrivate }) => ({
      item: given(item),
      title: given(title),
      ...(given(kind) !== "" && { kind: given(kind) }),
      private: given(isPrivate) === "yes",
    }));
  const beyond = agenda.slice(kMostRows).map(({ item, title, kind, private: isPrivate }) => ({
    item,
    title,
    kind: ItemKindSchema.value[kind].name,
    private: isPrivate,
  }));
  return [...written, ...beyond];
}
