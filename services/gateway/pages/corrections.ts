// Which event of a record is put right: all that this reader may correct, the newest first.
import { correctionVoice } from "../commands/correction.js";
import { RightError } from "../commands/voice.js";
import { capitalised, formatCount, formatDate } from "./format.js";
import { frameOf } from "./frame.js";
import { kindOf } from "./kinds.js";
import type { Moved, Page, PageRequest } from "./page.js";
import { recordRequest } from "./record.js";
import { titleOf } from "./statements.js";

export async function correctionsPage(request: PageRequest): Promise<Page | Moved> {
  const kind = kindOf(request);
  const { services, moment, call, key, account } = request;
  const { answer, moved } = await recordRequest(request, kind, (name) =>
    kind.get(services, { asAt: {}, key: name }, call),
  );
  if (moved) return moved;
  const voices = account
    ? await Promise.all(
        answer.trail.map((entry) => correctionVoice({ ...request, account }, entry)),
      )
    : [];
  const mine = answer.trail.filter((_, index) => voices[index] !== undefined);
  if (mine.length === 0) {
    throw new RightError(
      "Records are corrected by whose acts they hold: in person, by the secretary of the body " +
        "under a mandate, or by who reported them.",
    );
  }
  const frame = frameOf(kind, request);
  const title = titleOf(answer.item?.head, capitalised(kind.one));
  const at = (path: string, position: bigint) =>
    moment.link(`/${kind.path}/${key}/${path}/new`) + `?event=${String(position)}`;
  return {
    ...frame,
    crumbs: [...frame.crumbs, { text: title, href: moment.link(`/${kind.path}/${key}`) }],
    caption: title,
    title: "What was wrong?",
    view: "corrections",
    model: {
      events: mine.toReversed().map(({ label, position, occurred }) => ({
        label,
        position: formatCount(position),
        happened: formatDate(occurred?.date ?? ""),
        href: moment.link(`/events/${String(position)}`),
        correct: at("corrections", position),
        retract: at("retractions", position),
      })),
    },
  };
}
