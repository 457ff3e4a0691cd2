import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import type { Message, MessageInitShape } from "@bufbuild/protobuf";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import { ActionSchema, MeetingSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { calendarOf, calendarText, folded, hasCalendar } from "./calendar.js";
import { kindAt, kinds } from "./kinds.js";

const kOrigin = "https://witan.example";
const head = {
  id: "0190c3f2-7d1a-7c55-9d0a-000000000001",
  number: 418_190n,
  kind: Aggregate.MEETING,
  state: "planned",
  version: 3n,
  changedAtUs: BigInt(Date.parse("2022-10-12T08:04:00Z")) * 1000n,
};

type MeetingParts = Exclude<MessageInitShape<typeof MeetingSchema>, Message>;

function meeting(more: MeetingParts): string {
  const body = { name: "Board; Derby, and Derbyshire" };
  const item = create(MeetingSchema, { head, body, on: "2022-07-01", startsAt: "09:30", ...more });
  return calendarOf(kindAt("meetings"), { items: [item] }, kOrigin);
}

suite("a calendar of meetings", () => {
  test("names the record, the page and the version of each", () => {
    const text = meeting({});
    assert.match(text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    assert.match(text, /\r\nUID:0190c3f2-7d1a-7c55-9d0a-000000000001\r\n/);
    assert.match(text, /\r\nURL:https:\/\/witan\.example\/meetings\/418190\r\n/);
    assert.match(text, /\r\nDTSTAMP:20221012T080400Z\r\n/);
    assert.match(text, /\r\nSEQUENCE:3\r\n/);
    assert.match(text, /\r\nSUMMARY:Meeting of Board\\; Derby\\, and Derbyshire\r\n/);
    assert.match(text, /\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n$/);
  });

  test("gives times as London's, in summer and in winter, with its clock changes", () => {
    assert.match(meeting({}), /\r\nDTSTART;TZID=Europe\/London:20220701T093000\r\n/);
    const winter = meeting({ on: "2022-12-01" });
    assert.match(winter, /\r\nDTSTART;TZID=Europe\/London:20221201T093000\r\n/);
    assert.match(winter, /BEGIN:DAYLIGHT\r\n[^]*BYMONTH=3;BYDAY=-1SU\r\nTZOFFSETFROM:\+0000\r\n/);
  });

  test("gives a day without a time as a whole day", () => {
    assert.match(meeting({ startsAt: "" }), /\r\nDTSTART;VALUE=DATE:20220701\r\n/);
  });

  test("says that a meeting was cancelled", () => {
    assert.match(meeting({ head: { ...head, state: "cancelled" } }), /\r\nSTATUS:CANCELLED\r\n/);
    assert.doesNotMatch(meeting({}), /STATUS:/);
  });

  test("leaves out what is withheld and what has no date", () => {
    assert.doesNotMatch(meeting({ head: { ...head, stub: true } }), /VEVENT/);
    assert.doesNotMatch(meeting({ on: "" }), /VEVENT/);
  });

  test("keeps line ends of a name from being lines of the calendar", () => {
    const text = meeting({ body: { name: "Board\r\nEND:VEVENT\nATTACH:file" } });
    assert.equal(text.match(/\r\nEND:VEVENT\r\n/g)?.length, 1);
    assert.doesNotMatch(text, /\nATTACH/);
  });
});

suite("a calendar of what is due", () => {
  test("has whole days", () => {
    const action = create(ActionSchema, {
      head: { ...head, kind: Aggregate.ACTION, title: "Write to the council" },
      due: "2022-11-30",
    });
    const text = calendarOf(kindAt("actions"), { items: [action] }, kOrigin);
    assert.match(text, /\r\nDTSTART;VALUE=DATE:20221130\r\n/);
    assert.match(text, /\r\nSUMMARY:Action due: Write to the council\r\n/);
  });

  test("stands beside lists that have dates, and no others", () => {
    const paths = kinds.filter(hasCalendar).map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), [
      "actions",
      "dissents",
      "meetings",
      "recoveries",
      "requests",
      "segments",
    ]);
  });
});

suite("a line of a calendar", () => {
  test("is at most 75 bytes long and unfolds to what it was, with no character cut", () => {
    for (const line of [
      "SUMMARY:" + "é".repeat(120),
      "a".repeat(75),
      "a".repeat(76),
      "𝕏".repeat(50),
    ]) {
      const text = folded(line);
      for (const part of text.split("\r\n")) assert.ok(Buffer.byteLength(part) <= 75, part);
      assert.doesNotMatch(text, /\uFFFD/);
      assert.equal(text.replaceAll("\r\n ", ""), `${line}\r\n`);
    }
    assert.equal(folded("a".repeat(75)), `${"a".repeat(75)}\r\n`);
  });

  test("escapes what means something to the format", () => {
    assert.equal(calendarText("a\\b;c,d\r\ne\u0000"), "a\\\\b\\;c\\,d\\ne\uFFFD");
  });
});
