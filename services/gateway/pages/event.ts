// One event: is this real? What it says, who and when, by what authority, its place in the chain.
import { GetEventResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { AggregateSchema } from "../gen/witan/options/v1/options_pb.js";
import type { GetEventResponse } from "../gen/witan/oversight/v1/oversight_pb.js";
import { capitalised, formatCount } from "./format.js";
import { namesOf } from "./lookup.js";
import { recordName, recordPath } from "./names.js";
import type { Moment } from "./moment.js";
import { NotFoundError, orNotFound } from "./page.js";
import type { Page, PageRequest } from "./page.js";
import { titleOf } from "./statements.js";
import { trailItem } from "./trail.js";
import { wordsOf } from "./words.js";

export async function eventPage(request: PageRequest): Promise<Page> {
  const { services, moment, key, call } = request;
  if (!/^[1-9][0-9]{0,17}$/.test(key)) {
    throw new NotFoundError(`“${key}” is not the position of an event.`);
  }
  const position = BigInt(key);
  const nothing = `There is no event ${formatCount(position)} to be shown at this moment.`;
  const asked = { asAt: moment.asAt(), key: { case: "position", value: position } } as const;
  const answer = await orNotFound(services.oversight.getEvent(asked, call), nothing);
  if (!answer.event) throw new NotFoundError(nothing);
  const token = answer.asOf?.token;
  const names = await namesOf(request, GetEventResponseSchema, answer, [answer.event], token);
  return {
    kind: "page",
    view: "event",
    title: answer.event.label || "Event",
    caption: `Event ${formatCount(position)}`,
    crumbs: [{ text: "Home", href: moment.link("/") }, ...recordCrumb(answer, moment)],
    asOf: answer.asOf,
    model: {
      item: trailItem(answer.event, names, moment),
      record: recordCrumb(answer, moment)[0],
      about: aboutText(answer),
      proof: [
        { key: "Event id", text: answer.event.eventId },
        { key: "Hash of this event", text: answer.event.hash },
        { key: "Hash of the event before", text: answer.event.previousHash },
      ].filter(({ text }) => text !== ""),
    },
  };
}

function aboutText({ record, event }: GetEventResponse): string {
  const kind = capitalised(wordsOf(AggregateSchema, record?.kind ?? event?.kind ?? 0));
  if (!record) return kind;
  const name = record.stub ? "" : recordName(record);
  return `${kind} ${String(record.number)}${name === "" ? "" : `: ${name}`}`;
}

function recordCrumb({ record }: GetEventResponse, moment: Moment) {
  const path = record ? recordPath(record.kind, record.number) : undefined;
  return path === undefined ? [] : [{ text: titleOf(record, "Record"), href: moment.link(path) }];
}
