// Bodies, their members, motions and votes as one JSON document in the manner of Popolo
// (popoloproject.com/specs), written part by part. Only what the public may see is in it.
import type { Services } from "../backend/services.js";
import { DecisionMethodSchema, MemberRoleSchema } from "../gen/witan/body/v1/body_pb.js";
import { BodyTypeSchema } from "../gen/witan/body/v1/body_pb.js";
import { Position, Result } from "../gen/witan/decision/v1/decision_pb.js";
import type { Body, Decision } from "../gen/witan/oversight/v1/oversight_pb.js";
import { kindAt } from "./kinds.js";
import type { Moment } from "./moment.js";
import { pagesOf } from "./open_data.js";
import type { DataPage } from "./open_data.js";
import { wordsOf } from "./words.js";

const kOptions: Readonly<Record<Position, string>> = {
  [Position.UNSPECIFIED]: "not stated",
  [Position.FOR]: "yes",
  [Position.AGAINST]: "no",
  [Position.ABSTAINED]: "abstain",
  [Position.TOOK_NO_PART]: "not voting",
};

const kResults: Readonly<Record<Result, string>> = {
  [Result.UNSPECIFIED]: "",
  [Result.APPROVED]: "pass",
  [Result.REJECTED]: "fail",
  [Result.NOTED]: "noted",
  [Result.REFERRED]: "referred",
};

export async function* popoloText(
  services: Services,
  moment: Moment,
  origin: string,
): AsyncGenerator<string> {
  const bodies = kindAt("bodies");
  const first = await pagesOf(bodies, services, moment).next();
  const asOf = first.done === true ? undefined : first.value.asOf;
  const again = (kind = bodies) => pagesOf(kind, services, moment, asOf?.token ?? "");
  const decisions = kindAt("decisions");
  yield `{"as_of_event":${String(asOf?.position ?? 0n)}`;
  yield* array("organizations", again(), (item) => [organization(item as Body, origin)]);
  yield* array("persons", again(), persons());
  yield* array("memberships", again(), (item) => memberships(item as Body));
  yield* array("motions", again(decisions), (item) => motions(item as Decision, origin));
  yield* array("vote_events", again(decisions), (item) => voteEvents(item as Decision));
  yield "}\n";
}

type Part = (item: DataPage["items"][number]) => object[];

async function* array(name: string, pages: AsyncIterable<DataPage>, part: Part) {
  let before = `,\n"${name}":[\n`;
  for await (const { items } of pages) {
    const parts = items.flatMap(part).map((each) => JSON.stringify(each));
    if (parts.length === 0) continue;
    yield before + parts.join(",\n");
    before = ",\n";
  }
  yield before.startsWith(',\n"') ? `${before}]` : "]";
}

/** Without what is not stated. */
const stated = (value: Record<string, string | object>) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== ""));

export function organization({ head, name, type, parentId, dissolvedOn }: Body, origin: string) {
  return stated({
    id: head?.id ?? "",
    name,
    classification: wordsOf(BodyTypeSchema, type),
    parent_id: parentId,
    dissolution_date: dissolvedOn,
    sources: [{ url: `${origin}/bodies/${String(head?.number ?? 0n)}` }],
  });
}

/** Each person once, by name only where the name is public. */
function persons(): Part {
  const seen = new Set<string>();
  return (item) =>
    (item as Body).members.flatMap(({ personId, name }) => {
      if (personId === "" || seen.has(personId)) return [];
      seen.add(personId);
      return [stated({ id: personId, name })];
    });
}

export function memberships({ head, members }: Body) {
  return members.map(({ personId, role, office, from, to }) =>
    stated({
      person_id: personId,
      organization_id: head?.id ?? "",
      role: wordsOf(MemberRoleSchema, role),
      label: office,
      start_date: from,
      end_date: to,
    }),
  );
}

/** What was only proposed is no motion yet that anybody voted on. */
export function motions({ head, made }: Decision, origin: string) {
  if (!head || !made) return [];
  return [
    stated({
      id: head.id,
      organization_id: made.bodyId,
      text: made.title,
      classification: wordsOf(DecisionMethodSchema, made.method),
      date: head.occurred,
      result: kResults[made.result],
      sources: [{ url: `${origin}/decisions/${String(head.number)}` }],
    }),
  ];
}

export function voteEvents({ head, made, forCount, againstCount, abstainedCount }: Decision) {
  if (!head || !made) return [];
  const votes = made.positions.map(({ personId, position }) => ({
    voter_id: personId,
    option: kOptions[position],
  }));
  const counts = [
    { option: "yes", value: forCount },
    { option: "no", value: againstCount },
    { option: "abstain", value: abstainedCount },
  ].filter(({ value }) => value > 0);
  if (votes.length === 0 && counts.length === 0) return [];
  const result = kResults[made.result];
  return [
    stated({
      // One decision is voted on once: its vote has its id.
      id: `${head.id}#vote`,
      motion_id: head.id,
      organization_id: made.bodyId,
      start_date: head.occurred,
      result,
      counts,
      votes,
    }),
  ];
}
