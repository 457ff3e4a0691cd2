import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { AgendaItemSchema, ItemKind } from "../gen/witan/meeting/v1/meeting_pb.js";
import { agendaAnswers, agendaFields, agendaOf } from "./agenda.js";

const agenda = Array.from({ length: 3 }, (_, index) =>
  create(AgendaItemSchema, {
    item: String(index + 1),
    title: `Item ${index + 1}`,
    kind: ItemKind.DECISION,
    private: index === 2,
  }),
);
const kJson = agenda.map(({ item, title, private: isPrivate }) => ({
  item,
  title,
  kind: "ITEM_KIND_DECISION",
  private: isPrivate,
}));

suite("an agenda as a form", () => {
  test("is the same agenda when nothing is changed", () => {
    assert.deepEqual(agendaOf(agendaAnswers(agenda), agenda), kJson);
  });

  test("has room for more, and loses the rows that were emptied", () => {
    assert.equal(agendaFields(agenda).length, 4 * 7);
    const answers = {
      ...agendaAnswers(agenda),
      "item-0": "",
      "item-0-title": "",
      "item-5": "9",
      "item-5-title": "Late",
    };
    const items = agendaOf(answers, agenda);
    assert.deepEqual(
      items.map(({ item }) => item),
      ["2", "3", "9"],
    );
    // A kind that was not chosen is for the services to ask for.
    assert.equal(items[2]?.kind, undefined);
  });

  test("longer than a form keeps what stands beyond its rows", () => {
    const long = Array.from({ length: 45 }, (_, index) =>
      create(AgendaItemSchema, { item: String(index), title: "T", kind: ItemKind.DISCUSSION }),
    );
    assert.equal(agendaOf(agendaAnswers(long), long).length, 45);
  });
});
