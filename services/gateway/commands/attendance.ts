// Who was there, as a form: a row for each member, and room for deputies and others.
import type { JsonObject } from "@bufbuild/protobuf";
import { Presence, PresenceSchema } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { AgendaItem, Attendance } from "../gen/witan/meeting/v1/meeting_pb.js";
import type { Member, Person } from "../gen/witan/oversight/v1/oversight_pb.js";
import { textOf } from "../pages/facts.js";
import { capitalised } from "../pages/format.js";
import { officeOf } from "../pages/names.js";
import type { Answers } from "../signin/store.js";
import { linesOf } from "./answers.js";
import { optionsOf } from "./fields.js";
import type { Field, Option } from "./journey.js";

const kOthers = 4;
const kPresence: readonly Option[] = [
  { value: "", text: "Not stated" },
  ...optionsOf(PresenceSchema),
];

/** What the form is about. */
export interface Room {
  members: readonly Member[];
  people: readonly Person[];
  agenda: readonly AgendaItem[];
  stated: readonly Attendance[];
}

const presenceOf = (personId: string) => `there-${personId}`;
const itemsOf = (personId: string) => `items-${personId}`;
const other = (index: number) => ({ person: `other-${index}`, as: `other-${index}-as` });

function memberName(member: Member): string {
  const office = capitalised(officeOf(member));
  return member.name === "" ? office : `${member.name}, ${office}`;
}

export function attendanceFields({ members, people, agenda, stated }: Room): Field[] {
  const items = agenda.map(({ item, title }) => ({ value: item, text: `${item}. ${title}` }));
  const partly = new Set(
    stated.filter(({ presence }) => presence === Presence.PART).map(({ personId }) => personId),
  );
  const rows = members.flatMap((member, index): Field[] => [
    {
      name: presenceOf(member.personId),
      ...(index === 0 && { group: "Members" }),
      label: memberName(member),
      kind: "pick",
      options: kPresence,
    },
    // Only where it was stated before, so that a long list stays short.
    ...(partly.has(member.personId) ? [partField(member, items)] : []),
  ]);
  return [...rows, ...partRow(members, items, partly), ...otherRows(members, people)];
}

function partField(member: Member, items: readonly Option[]): Field {
  return {
    name: itemsOf(member.personId),
    label: `For which items was ${memberName(member)} there?`,
    kind: "several",
    options: items,
  };
}

/** One member who was there for a part and was not before. */
function partRow(
  members: readonly Member[],
  items: readonly Option[],
  partly: ReadonlySet<string>,
): Field[] {
  if (items.length === 0) return [];
  const rest = members.filter(({ personId }) => !partly.has(personId));
  return [
    {
      name: "part",
      group: "Present for a part",
      label: "Who was there for some items only?",
      hint: "One at a time: record the list, then come back for the next",
      kind: "pick",
      options: [
        { value: "", text: "Nobody" },
        ...rest.map((member) => ({ value: member.personId, text: memberName(member) })),
      ],
    },
    { name: "part_items", label: "For which items?", kind: "several", options: items },
  ];
}

function otherRows(members: readonly Member[], people: readonly Person[]): Field[] {
  const sits = new Set(members.map(({ personId }) => personId));
  const others = people
    .filter(({ head }) => head && !head.stub && !sits.has(head.id))
    .map(({ head, name, office }) => ({
      value: head?.id ?? "",
      text: [textOf(name), office].filter((part) => part !== "" && part !== "Not known").join(", "),
    }));
  if (others.length === 0) return [];
  const roles = [
    { value: "", text: "In attendance" },
    ...members.map((member) => ({
      value: member.personId,
      text: memberName(member),
      group: "As the deputy of",
    })),
  ];
  return Array.from({ length: kOthers }, (_, index): Field[] => {
    const names = other(index);
    const about = `Somebody else ${index + 1}`;
    return [
      {
        name: names.person,
        ...(index === 0 && { group: "Deputies and others" }),
        label: about,
        kind: "pick",
        options: [{ value: "", text: "Nobody" }, ...others],
      },
      { name: names.as, label: `${about}: was there`, kind: "pick", options: roles },
    ];
  }).flat();
}

export function attendanceAnswers({ members, stated }: Room): Answers {
  const sits = new Set(members.map(({ personId }) => personId));
  const others = stated.filter(({ personId }) => !sits.has(personId));
  return {
    ...Object.fromEntries(
      stated.flatMap(({ personId, presence, items }) => [
        [presenceOf(personId), PresenceSchema.value[presence].name],
        [itemsOf(personId), items.join("\n")],
      ]),
    ),
    ...Object.fromEntries(
      others.slice(0, kOthers).flatMap(({ personId, deputyForId }, index) => [
        [other(index).person, personId],
        [other(index).as, deputyForId],
      ]),
    ),
  };
}

/** The whole list: members as the form has them, then the others. */
export function attendanceOf(answers: Answers, { members, stated }: Room): JsonObject[] {
  const given = (name: string) => answers[name] ?? "";
  const partly = given("part");
  const rows = members.flatMap(({ personId }): JsonObject[] => {
    if (personId === partly) {
      return [{ personId, presence: "PRESENCE_PART", items: linesOf(given("part_items")) }];
    }
    const presence = given(presenceOf(personId));
    if (presence === "") return [];
    const items = presence === "PRESENCE_PART" ? linesOf(given(itemsOf(personId))) : [];
    return [{ personId, presence, items }];
  });
  const sits = new Set(members.map(({ personId }) => personId));
  const beyond = stated.filter(({ personId }) => !sits.has(personId)).slice(kOthers);
  const others = Array.from({ length: kOthers }, (_, index) => other(index))
    .filter(({ person }) => given(person) !== "")
    .map(({ person, as }) => otherRow(given(person), given(as), "PRESENCE_PRESENT"));
  return [
    ...rows,
    ...others,
    ...beyond.map(({ personId, deputyForId, presence }) =>
      otherRow(personId, deputyForId, PresenceSchema.value[presence].name),
    ),
  ];
}

function otherRow(personId: string, deputyForId: string, presence: string): JsonObject {
  return { personId, presence, deputyForId, inAttendance: deputyForId === "" };
}
