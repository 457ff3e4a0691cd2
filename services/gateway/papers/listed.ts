// The papers that a meeting lists, its minutes among them, and which of them are closed.
import type { GetMeetingResponse, Meeting } from "../gen/witan/oversight/v1/oversight_pb.js";
import { bodyOf, mandatedBodies, memberVoice } from "../commands/voice.js";
import { formatDate } from "../pages/format.js";
import type { PageRequest } from "../pages/page.js";

export interface ListedPaper {
  sha256: string;
  title: string;
  /** Not for everybody who sees the meeting. */
  isClosed: boolean;
}

export function listedPapers({ item, trail }: GetMeetingResponse): ListedPaper[] {
  const closed = new Set([
    ...(item?.agenda ?? []).filter((each) => each.private).map((each) => each.item),
    ...(item?.exclusions ?? []).flatMap(({ items }) => items),
  ]);
  const papers = (item?.papers ?? []).map(({ sha256, title, item: about }) => ({
    sha256,
    title,
    isClosed: closed.has(about),
  }));
  return [...papers, ...minutesOf(trail, `Minutes of ${formatDate(item?.on ?? "")}`)];
}

export interface Minutes extends ListedPaper {
  version: string;
  isApproved: boolean;
  isPublished: boolean;
}

/** Every draft that stands, the oldest first, and what became of it. */
export function minutesOf(trail: GetMeetingResponse["trail"], title: string): Minutes[] {
  const facts = trail
    .filter(({ correctedBy }) => correctedBy === "")
    .map(({ payload }) => payload?.kind);
  const has = (name: "minutesApproved" | "minutesPublished", sha256: string) =>
    facts.some((kind) => kind?.case === name && kind.value.sha256 === sha256);
  return facts.flatMap((kind) => {
    if (kind?.case !== "minutesDrafted") return [];
    const { sha256, version } = kind.value;
    const isPublished = has("minutesPublished", sha256);
    const isApproved = has("minutesApproved", sha256);
    return [{ sha256, title, version, isApproved, isPublished, isClosed: !isPublished }];
  });
}

/** Members of the body and its clerk, today. */
export async function mayReadClosed(
  request: PageRequest,
  meeting: Meeting | undefined,
): Promise<boolean> {
  const { account } = request;
  if (!account || !meeting || meeting.head?.stub) return false;
  const asked = { ...request, account };
  if ((await mandatedBodies(asked)).has(meeting.bodyId)) return true;
  return memberVoice(account, await bodyOf(asked, meeting.bodyId)) !== undefined;
}
