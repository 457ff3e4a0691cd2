// A record that is there and not public: that, its date and its ground, and nothing else.
import { GroundSchema } from "../gen/witan/common/v1/common_pb.js";
import type { RecordHead } from "../gen/witan/oversight/v1/query_pb.js";
import { formatDate } from "./format.js";
import type { Kind } from "./kinds.js";
import type { Page } from "./page.js";
import { wordsOf } from "./words.js";

type Frame = Omit<Page, "view" | "title" | "model">;

export function stubPage(frame: Frame, { one }: Pick<Kind, "one">, head: RecordHead): Page {
  const ground = wordsOf(GroundSchema, head.ground);
  const model = { kind: one, ground, date: formatDate(head.occurred) };
  const title = frame.caption ?? one;
  return { ...frame, caption: "Not public", view: "stub", title, model };
}
