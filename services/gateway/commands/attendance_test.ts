import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  AgendaItemSchema,
  AttendanceSchema,
  Presence,
} from "../gen/witan/meeting/v1/meeting_pb.js";
import { MemberSchema, PersonSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { attendanceAnswers, attendanceFields, attendanceOf } from "./attendance.js";
import type { Room } from "./attendance.js";

const kRoom: Room = {
  members: ["chair", "fd"].map((personId) => create(MemberSchema, { personId, office: personId })),
  people: [
    create(PersonSchema, { head: { id: "deputy" }, office: "Deputy director" }),
    create(PersonSchema, { head: { id: "clerk" }, office: "Clerk" }),
  ],
  agenda: [create(AgendaItemSchema, { item: "1" }), create(AgendaItemSchema, { item: "2" })],
  stated: [
    create(AttendanceSchema, { personId: "chair", presence: Presence.PART, items: ["2"] }),
    create(AttendanceSchema, { personId: "fd", presence: Presence.APOLOGIES }),
    create(AttendanceSchema, {
      personId: "deputy",
      presence: Presence.PRESENT,
      deputyForId: "fd",
    }),
    create(AttendanceSchema, {
      personId: "clerk",
      presence: Presence.PRESENT,
      inAttendance: true,
    }),
  ],
};

suite("attendance as a form", () => {
  test("is the same list when nothing is changed", () => {
    assert.deepEqual(attendanceOf(attendanceAnswers(kRoom), kRoom), [
      { personId: "chair", presence: "PRESENCE_PART", items: ["2"] },
      { personId: "fd", presence: "PRESENCE_APOLOGIES", items: [] },
      { personId: "deputy", presence: "PRESENCE_PRESENT", deputyForId: "fd", inAttendance: false },
      { personId: "clerk", presence: "PRESENCE_PRESENT", deputyForId: "", inAttendance: true },
    ]);
  });

  test("lets a member be there for some items only", () => {
    const empty = { ...kRoom, stated: [] };
    const answers = { "there-chair": "PRESENCE_PRESENT", part: "fd", part_items: "1" };
    assert.deepEqual(attendanceOf(answers, empty), [
      { personId: "chair", presence: "PRESENCE_PRESENT", items: [] },
      { personId: "fd", presence: "PRESENCE_PART", items: ["1"] },
    ]);
  });

  test("asks for items only where somebody was there for a part", () => {
    const names = attendanceFields(kRoom).map(({ name }) => name);
    assert.ok(names.includes("items-chair"));
    assert.ok(!names.includes("items-fd"));
  });
});
