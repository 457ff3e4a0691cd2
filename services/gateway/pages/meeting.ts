// A meeting: what was decided, what was on the agenda with which papers, who was there, what was closed
// to the public and why, and where its minutes stand.
import { ManagementSchema } from "../gen/witan/interest/v1/interest_pb.js";
import { ItemKindSchema, Presence, PresenceSchema } from "../gen/witan/meeting/v1/meeting_pb.js";
import { GetBodyResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import type {
  Decision,
  GetMeetingResponse,
  Meeting,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { GetMeetingResponseSchema } from "../gen/witan/oversight/v1/oversight_pb.js";
import { recordOffers } from "../commands/record_offers.js";
import { meetingOffers } from "../commands/meeting_offers.js";
import { capitalised, counted, formatDate, formatTime, listed } from "./format.js";
import { kindAt } from "./kinds.js";
import { namesOf, systemsOf } from "./lookup.js";
import { namesIn } from "./names.js";
import type { Names } from "./names.js";
import type { Moment } from "./moment.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { provenRow } from "./proof.js";
import { listedPapers, mayReadClosed, minutesOf } from "../papers/listed.js";
import { recordRequest } from "./record.js";
import { frameOf } from "./frame.js";
import { openTo, tag, titleOf } from "./statements.js";
import { trailItems, webUri } from "./trail.js";
import { wordsOf } from "./words.js";

const kKind = kindAt("meetings");
const kMostInterests = 50;

export async function meetingPage(request: PageRequest): Promise<Page | Moved> {
  const { services, moment, call } = request;
  const { answer, moved } = await recordRequest(request, kKind, (key) =>
    services.oversight.getMeeting({ asAt: moment.asAt(), key }, call),
  );
  if (moved) return moved;
  const { item, asOf, trail } = answer;
  const [names, members, interests] = await Promise.all([
    namesOf(request, GetMeetingResponseSchema, answer, trail, asOf?.token),
    membersThen(request, item, asOf?.token),
    touching(request, item, asOf?.token),
  ]);
  // An office of that day says more than that somebody is not named.
  const all: Names = new Map([...names, ...members]);
  const frame = frameOf(kKind, request);
  const systems = await systemsOf(request, item?.head, asOf?.token);
  return {
    ...frame,
    crumbs: [...frame.crumbs.slice(0, 1), ...systems.slice(0, 1), ...frame.crumbs.slice(1)],
    view: "meeting",
    commands: [
      ...(await meetingOffers(request, answer)),
      ...(await recordOffers(request, kKind, item?.head, trail)),
    ],
    openTo: openTo(item?.head),
    title: `Meeting of ${formatDate(item?.on ?? "")}`,
    caption: item?.body?.name ?? "Meeting",
    asOf,
    model: {
      state: tag(item?.head?.state ?? ""),
      summary: summary(answer, all, moment),
      papers: await otherPapers(request, answer),
      decisions: answer.decisions.map((decision) => decided(decision, moment)),
      agenda: agenda(answer, moment, await reading(request, answer)),
      attendance: attendance(item, all),
      interests,
      trail: trailItems(trail, all, moment),
    },
  };
}

/** Who sat on the body on the day, by office where names are not public. */
async function membersThen(
  { services, moment, call }: PageRequest,
  item: Meeting | undefined,
  token: string | undefined,
): Promise<Names> {
  if (!item?.bodyId) return new Map();
  const asAt = { ...moment.asAt(token), effectiveAt: item.on };
  const key = { case: "id", value: item.bodyId } as const;
  try {
    const answer = await services.oversight.getBody({ asAt, key }, call);
    return namesIn(GetBodyResponseSchema, answer);
  } catch {
    // The meeting can be shown without the offices of those who were there.
    return new Map();
  }
}

/** Interests that touch an item, with what was done about each. */
async function touching(
  { services, moment, call }: PageRequest,
  item: Meeting | undefined,
  token: string | undefined,
) {
  const filter = { refersToId: item?.head?.id ?? "" };
  if (filter.refersToId === "") return [];
  const asked = { asAt: moment.asAt(token), filter, pageSize: kMostInterests };
  const { items } = await services.oversight.listInterests(asked, call);
  return items
    .filter(({ head }) => head?.stub !== true)
    .map(({ head, personName, managed, conflictsUnmanaged }) => {
      const here = managed.filter(({ meetingId }) => meetingId === item?.head?.id);
      return [
        {
          text: `Interest ${String(head?.number)}`,
          href: moment.link(`/interests/${String(head?.number)}`),
        },
        { text: personName || "A member, not named in public" },
        {
          text: [
            ...here.map(
              ({ agendaItem, management, decidedBy }) =>
                `Item ${agendaItem}: ${wordsOf(ManagementSchema, management)}, as decided by: ${decidedBy}`,
            ),
            ...(conflictsUnmanaged > 0 ? ["Not managed yet"] : []),
          ].join("; "),
        },
      ];
    });
}

function summary({ item, trail }: GetMeetingResponse, names: Names, moment: Moment) {
  const last = (kind: string) =>
    trail.findLast(({ payload, correctedBy }) => correctedBy === "" && payload?.kind.case === kind)
      ?.position;
  const opened = item?.head?.number;
  const time = item?.startsAt ? `, from ${formatTime(item.startsAt)}` : "";
  const body = item?.body;
  const rows = [
    provenRow(
      "Body",
      [
        body
          ? { text: body.name, href: moment.link(`/bodies/${String(body.number)}`) }
          : { text: "Not known" },
      ],
      [opened],
      moment,
    ),
    provenRow(
      "Held",
      [{ text: `${item?.inPublic ? "In public" : "In private"}${time}` }],
      [last("meetingOpened") ?? opened],
      moment,
    ),
    provenRow(
      "There",
      [
        {
          text: `${counted(item?.present ?? 0, "member")}; apologies from ${counted(item?.apologies ?? 0, "member")}`,
        },
      ],
      [last("attendanceRecorded")],
      moment,
    ),
  ];
  for (const { quorate, note, item: about } of item?.quorum ?? []) {
    const forWhat = about === "" ? "" : ` for item ${about}`;
    const what = `${quorate ? "The meeting had its quorum" : "The meeting had no quorum"}${forWhat}`;
    const text = `${what}${note === "" ? "" : `: ${note}`}`;
    rows.push(provenRow("Quorum", [{ text }], [last("quorumStated")], moment));
  }
  for (const { items, reason, resolutionDecisionId } of item?.exclusions ?? []) {
    const text = `Item ${listed(items)}: ${reason || "no reason stated"}`;
    const resolution = names.get(resolutionDecisionId);
    const lines = [
      { text },
      ...(resolution?.path ? [{ text: resolution.text, href: moment.link(resolution.path) }] : []),
    ];
    rows.push(provenRow("Closed to the public", lines, [last("publicExcluded")], moment));
  }
  const minutes = last("minutesPublished") ?? last("minutesApproved") ?? last("minutesDrafted");
  rows.push(provenRow("Minutes", [{ text: minutesText(item) }], [minutes], moment));
  return rows;
}

export function minutesText(item: Meeting | undefined): string {
  if (item?.minutesPublished) return "Published";
  return item?.minutesApproved ? "Approved" : "None yet";
}

function decided(decision: Decision, moment: Moment) {
  const { head, made, advice, dissentCount } = decision;
  return {
    title: titleOf(head, "Decision"),
    href: moment.link(`/decisions/${String(head?.number ?? 0n)}`),
    outcome: made?.outcome ?? advice?.advice ?? "Nothing has been decided yet.",
    state: tag(head?.state ?? ""),
    dissent:
      dissentCount === 0 ? "Nobody disagreed" : `${counted(dissentCount, "member")} disagreed`,
  };
}

type Reading = (sha256: string, uri: string) => string;

/** Where a paper can be read: here, where it is kept and open to this reader, or where it stands. */
async function reading(request: PageRequest, answer: GetMeetingResponse): Promise<Reading> {
  const { papers, origin, key } = request;
  const listed = new Map(listedPapers(answer).map((each) => [each.sha256, each]));
  const hasClosed = [...listed.values()].some(({ isClosed }) => isClosed);
  const mayRead = papers && hasClosed ? await mayReadClosed(request, answer.item) : false;
  const kept = new Set<string>();
  for (const sha256 of listed.keys()) if (await papers?.has(sha256)) kept.add(sha256);
  return (sha256, uri) => {
    if (!uri.startsWith(`${origin}/`)) return webUri(uri);
    const isOpen = listed.get(sha256)?.isClosed === false || mayRead;
    return kept.has(sha256) && isOpen ? `/meetings/${key}/papers/${sha256}` : "";
  };
}

/** Papers of the meeting as a whole, and its minutes where this reader may read them. */
async function otherPapers(request: PageRequest, answer: GetMeetingResponse) {
  const { item, trail } = answer;
  const read = await reading(request, answer);
  const numbers = new Set((item?.agenda ?? []).map((each) => each.item));
  const own = `${request.origin}/meetings/${request.key}/papers/`;
  const whole = (item?.papers ?? [])
    .filter((paper) => !numbers.has(paper.item))
    .map(({ title, sha256, uri, version }) => ({
      text: version === "" ? title : `${title}, version ${version}`,
      href: read(sha256, uri),
    }));
  const minutes = request.papers ? minutesOf(trail, "") : [];
  return [
    ...whole,
    ...minutes
      .map(({ sha256, version, isPublished }) => ({
        text: isPublished ? "Minutes" : `Minutes, draft ${version}`,
        href: read(sha256, own),
      }))
      .filter(({ href }) => href !== ""),
  ];
}

function agenda({ item, decisions }: GetMeetingResponse, moment: Moment, read: Reading) {
  return (item?.agenda ?? []).map(({ item: number, title, kind, private: isPrivate }) => {
    const decision = decisions.find(({ made, proposed, advice }) => {
      return (made ?? proposed ?? advice)?.agendaItem === number;
    });
    return {
      number,
      title,
      kind: capitalised(wordsOf(ItemKindSchema, kind)),
      isPrivate,
      papers: (item?.papers ?? [])
        .filter((paper) => paper.item === number)
        .map((paper) => ({ text: paper.title, href: read(paper.sha256, paper.uri) })),
      decision: decision && {
        text: titleOf(decision.head, "Decision"),
        href: moment.link(`/decisions/${String(decision.head?.number ?? 0n)}`),
      },
    };
  });
}

/** Those who were there, those who sent apologies, and so on, each by name or office. */
function attendance(item: Meeting | undefined, names: Names) {
  const groups = [Presence.PRESENT, Presence.PART, Presence.APOLOGIES, Presence.ABSENT];
  return groups
    .map((presence) => ({
      words: capitalised(wordsOf(PresenceSchema, presence)),
      people: (item?.attendance ?? [])
        .filter((each) => each.presence === presence)
        .map(({ personId, items, inAttendance }) => ({
          name: names.get(personId)?.text ?? "A person, not named in public",
          note: [
            inAttendance ? "in attendance" : "",
            items.length === 0 ? "" : `for item ${listed(items)}`,
          ]
            .filter((part) => part !== "")
            .join(", "),
        })),
    }))
    .filter(({ people }) => people.length > 0);
}
