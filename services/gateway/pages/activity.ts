// One involvement: where did my voice go? From what people said to what was done, and to the decision.
import type { GetActivityResponse, Theme } from "../gen/witan/involvement/v1/query_pb.js";
import { GetActivityResponseSchema } from "../gen/witan/involvement/v1/query_pb.js";
import {
  Answer,
  InvolvementMethodSchema,
  LimbSchema,
} from "../gen/witan/involvement/v1/involvement_pb.js";
import type { InputRecorded } from "../gen/witan/involvement/v1/involvement_pb.js";
import { recordOffers } from "../commands/record_offers.js";
import { activityOffers } from "../commands/offers.js";
import { capitalised, formatCount, formatDate, listed } from "./format.js";
import type { Moment } from "./moment.js";
import { namesOf } from "./lookup.js";
import type { Names } from "./names.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { recordRequest } from "./record.js";
import { activityRow, openTo, peopleText, tag, titleOf, withheldSentences } from "./statements.js";
import { trailItems } from "./trail.js";
import { wordsOf } from "./words.js";

const kKind = { path: "involvement", one: "record of involvement" };

export async function activityPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call } = request;
  const { answer, moved } = await recordRequest(request, kKind, (key) =>
    services.involvement.getActivity({ asAt: moment.asAt(), key }, call),
  );
  if (moved) return moved;
  const head = answer.item?.head;
  const token = answer.asOf?.token;
  const names = await namesOf(request, GetActivityResponseSchema, answer, answer.trail, token);
  return {
    kind: "page",
    view: head?.stub ? "stub" : "activity",
    title: titleOf(head, "Involvement"),
    caption: `Involvement ${request.key}`,
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "Involvement", href: moment.link("/involvement") },
    ],
    section: "involvement",
    commands: [
      ...activityOffers(request, answer),
      ...(await recordOffers(request, { path: "involvement" }, head, answer.trail)),
    ],
    openTo: openTo(head),
    asOf: answer.asOf,
    model: head?.stub
      ? { kind: "involvement", ground: "", date: formatDate(head.occurred) }
      : activityModel(answer, names, moment),
  };
}

function activityModel(answer: GetActivityResponse, names: Names, moment: Moment) {
  const { item } = answer;
  return {
    lede: item?.planned?.purpose ?? "",
    effect: item ? activityRow(item, moment).answers : "",
    state: tag(item?.head?.state ?? ""),
    corrected: item?.head?.corrected === true,
    facts: keyFacts(answer),
    themes: answer.themes.map((theme) => themeTrail(theme, names, moment)),
    inputs: answer.inputs.map(inputRow),
    audiences: (item?.planned?.audiences ?? []).map(({ name, reachedHow }) => ({
      name,
      how: reachedHow || "Not stated",
    })),
    decisions: answer.decisions.map(({ name, number }) => ({
      text: name,
      href: moment.link(`/decisions/${String(number)}`),
    })),
    trail: trailItems(answer.trail, names, moment),
    withheld: withheldSentences(answer.withheld, "linked record"),
  };
}

function keyFacts({ item }: GetActivityResponse) {
  const planned = item?.planned;
  const rows = [
    { key: "By", text: item?.organisation?.name ?? "Not known" },
    { key: "From", text: formatDate(planned?.startsOn ?? "") },
    { key: "Until", text: planned?.endsOn ? `Before ${formatDate(planned.endsOn)}` : "No end set" },
    { key: "How", text: capitalised(wordsOf(InvolvementMethodSchema, planned?.method ?? 0)) },
    { key: "About", text: capitalised(wordsOf(LimbSchema, planned?.limb ?? 0)) },
    { key: "People", text: item ? peopleText(item) : "" },
    { key: "With", text: listed((item?.partners ?? []).map(({ name }) => name)) },
    { key: "Feedback given", text: item?.feedbackGiven ? "Yes" : "Not yet" },
  ];
  return rows.filter(({ text }) => text !== "");
}

function themeTrail(theme: Theme, names: Names, moment: Moment) {
  const decision = names.get(theme.decisionId);
  const event = (position: bigint) =>
    position === 0n
      ? undefined
      : {
          text: `Event ${formatCount(position)}`,
          href: moment.link(`/events/${String(position)}`),
        };
  return {
    code: theme.theme,
    youSaid: theme.youSaid,
    weDid: theme.weDid,
    answer: answerText(theme.answer),
    reason: theme.reasonNotChanged,
    decision: decision?.path
      ? { text: decision.text, href: moment.link(decision.path) }
      : undefined,
    said: event(theme.saidEvent),
    answered: event(theme.answeredEvent),
  };
}

function answerText(answer: Answer): string {
  switch (answer) {
    case Answer.CHANGED:
      return "Changed";
    case Answer.PARTLY:
      return "Changed in part";
    case Answer.NOT_CHANGED:
      return "Not changed";
    case Answer.UNSPECIFIED:
      return "Not answered yet";
  }
}

function inputRow({ channel, people, fewerThanTen, summary }: InputRecorded) {
  return {
    channel: capitalised(channel),
    people: fewerThanTen ? "Fewer than 10" : formatCount(people),
    summary,
  };
}
