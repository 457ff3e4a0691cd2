// A paper that was sent is recorded with its meeting and item; minutes are drafted, approved and
// published. The event holds the fingerprint: what was read before the vote can be told for ever.
import { MeetingService } from "../gen/witan/meeting/v1/meeting_pb.js";
import { kindOf } from "../papers/kind.js";
import { minutesOf } from "../papers/listed.js";
import type { Minutes } from "../papers/listed.js";
import { formatCount, formatDate } from "../pages/format.js";
import { parameter } from "../pages/moment.js";
import { NotFoundError } from "../pages/page.js";
import type { Answers } from "../signin/store.js";
import { happened, happenedOn, occurred } from "./fields.js";
import type { Command, CommandRequest, Field, Form, Journey, Option, Panel } from "./journey.js";
import { sittingFrame, sittingOf } from "./meeting.js";
import type { Sitting } from "./meeting.js";
import { voiceFor } from "./voice.js";

const { publishPapers, draftMinutes, approveMinutes, publishMinutes } = MeetingService.method;
const kMostMeetings = 50;

interface SentFile {
  sha256: string;
  mediaType: string;
  panel: Panel;
}

/** The file of the address's ticket. Throws NotFoundError for what this person did not send. */
async function sentFile({ fileOf, papers, query }: CommandRequest): Promise<SentFile> {
  const sha256 = fileOf?.(parameter(query, "file")) ?? "";
  const bytes = await papers?.get(sha256);
  const kind = bytes && kindOf(bytes);
  if (!bytes || !kind)
    throw new NotFoundError("Choose the file first: this address names none of yours.");
  const row = (name: string, text: string) => [{ text: name }, { text }];
  return {
    sha256,
    mediaType: kind.mediaType,
    panel: {
      title: "The file",
      table: {
        heads: ["What", "It is"],
        rows: [
          row("Kind", kind.name),
          row("Size", `${formatCount(Math.ceil(bytes.length / 1024))} KB`),
          row("Fingerprint (SHA-256)", sha256.slice(0, 12)),
        ],
      },
    },
  };
}

/** What every form here records on a meeting, under the voice of its body. */
async function stepOf(
  request: CommandRequest,
  sitting: Sitting,
  how: {
    title: string;
    intro: string;
    record: string;
    fields: readonly Field[];
    given?: Answers;
    panels?: readonly Panel[];
    method: Command["method"];
    content: (answers: Answers) => Command["content"];
  },
): Promise<Form> {
  const { header } = await voiceFor(request, sitting.body.head?.id ?? "");
  const { head } = sitting.meeting;
  const { method, content, panels = [], given, fields, ...words } = how;
  return {
    ...sittingFrame(sitting),
    ...words,
    fields: [...fields, happened("When?")],
    given: { ...happenedOn(), ...given, version: String(head?.version ?? "") },
    panels: () => panels,
    command: (answers) => ({
      method,
      header: { ...header, recordId: head?.id ?? "", occurred: occurred(answers) },
      content: content(answers),
    }),
  };
}

async function preparePaper(request: CommandRequest): Promise<Form> {
  const sitting = await sittingOf(request);
  const { sha256, mediaType, panel } = await sentFile(request);
  const items: Option[] = sitting.meeting.agenda.map(({ item, title }) => ({
    value: item,
    text: `${item}. ${title}`,
  }));
  return stepOf(request, sitting, {
    title: "Publish a paper",
    intro:
      "Whoever sees the meeting can read it, but for papers of items taken without the public, " +
      "which are for the body. Its fingerprint is recorded: a later version is another paper.",
    record: "Publish the paper",
    fields: [
      {
        name: "title",
        label: "What is the paper called?",
        kind: "line",
        missing: "Write what the paper is called",
        fills: "content.papers[0].title",
      },
      {
        name: "item",
        label: "For which item?",
        kind: "pick",
        options: [{ value: "", text: "The meeting as a whole" }, ...items],
        fills: "content.papers[0].item",
      },
      {
        name: "paper_version",
        label: "Which version?",
        kind: "line",
        fills: "content.papers[0].version",
      },
    ],
    given: { title: parameter(request.query, "name") },
    panels: [panel],
    method: publishPapers,
    content: (answers) => ({
      on: answers.on ?? "",
      papers: [
        {
          title: answers.title ?? "",
          sha256,
          mediaType,
          uri: paperUri(request, sha256),
          item: answers.item ?? "",
          version: answers.paper_version ?? "",
        },
      ],
    }),
  });
}

function paperUri({ origin, key }: CommandRequest, sha256: string): string {
  return `${origin}/meetings/${key}/papers/${sha256}`;
}

async function prepareMinutes(request: CommandRequest): Promise<Form> {
  const sitting = await sittingOf(request);
  const { sha256, panel } = await sentFile(request);
  return stepOf(request, sitting, {
    title: "Record a draft of the minutes",
    intro: "Members and the secretary can read it. It is open to others once it is published.",
    record: "Record the draft",
    fields: [
      {
        name: "draft",
        label: "Which draft is it?",
        hint: "For example: 1",
        kind: "line",
        missing: "Say which draft it is",
        fills: "content.version",
      },
    ],
    given: { draft: String(minutesOf(sitting.answer.trail, "").length + 1) },
    panels: [panel],
    method: draftMinutes,
    content: ({ draft = "" }) => ({ sha256, version: draft }),
  });
}

function draftField(drafts: readonly Minutes[]): Field {
  return {
    name: "draft",
    label: "Which draft?",
    kind: "choice",
    options: drafts.map(({ sha256, version }) => ({
      value: sha256,
      text: `Draft ${version}`,
      hint: `Fingerprint ${sha256.slice(0, 12)}`,
    })),
    missing: "Choose the draft",
    fills: "content.sha256",
  };
}

async function prepareApproval(request: CommandRequest): Promise<Form> {
  const sitting = await sittingOf(request);
  const { services, call } = request;
  const { meeting, answer } = sitting;
  const filter = { bodyId: meeting.bodyId, from: meeting.on };
  const later = await services.oversight.listMeetings({ filter, pageSize: kMostMeetings }, call);
  const drafts = minutesOf(answer.trail, "").filter(({ isApproved }) => !isApproved);
  if (drafts.length === 0) throw new NotFoundError("No draft of the minutes waits for approval.");
  return stepOf(request, sitting, {
    title: "Approve the minutes",
    intro: "By a later meeting of the body.",
    record: "Record the approval",
    fields: [
      draftField(drafts),
      {
        name: "approving",
        label: "Which meeting approved them?",
        kind: "pick",
        options: [
          { value: "", text: "Not stated" },
          ...later.items
            .filter(({ on }) => on > meeting.on)
            .map(({ head, on }) => ({ value: head?.id ?? "", text: formatDate(on) })),
        ],
        fills: "content.approving_meeting_id",
      },
    ],
    given: { draft: drafts.length === 1 ? (drafts[0]?.sha256 ?? "") : "" },
    method: approveMinutes,
    content: ({ draft = "", approving = "" }) => ({ sha256: draft, approvingMeetingId: approving }),
  });
}

async function preparePublication(request: CommandRequest): Promise<Form> {
  const sitting = await sittingOf(request);
  const drafts = minutesOf(sitting.answer.trail, "").filter(({ isPublished }) => !isPublished);
  if (drafts.length === 0) throw new NotFoundError("No minutes wait to be published.");
  return stepOf(request, sitting, {
    title: "Publish the minutes",
    intro: "Whoever sees the meeting can read them from then on.",
    record: "Publish the minutes",
    fields: [draftField(drafts)],
    given: { draft: drafts.length === 1 ? (drafts[0]?.sha256 ?? "") : "" },
    method: publishMinutes,
    content: ({ draft = "", on = "" }) => ({ sha256: draft, on, uri: paperUri(request, draft) }),
  });
}

/** Only where papers are kept. */
export const paperJourneys: readonly Journey[] = [
  { path: "/meetings/:key/papers/new", prepare: preparePaper },
  { path: "/meetings/:key/minutes/new", prepare: prepareMinutes },
  { path: "/meetings/:key/minutes-approvals/new", prepare: prepareApproval },
  { path: "/meetings/:key/minutes-publications/new", prepare: preparePublication },
];
