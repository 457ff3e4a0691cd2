// The page of a record whose kind has none of its own: its facts as they stand, and every event.
import type { DescMessage, Message } from "@bufbuild/protobuf";
import { dissentOffers, organisationOffers, requestOffers } from "../commands/offers.js";
import { interestOffers } from "../commands/meeting_offers.js";
import { recordOffers } from "../commands/record_offers.js";
import type {
  GetDissentResponse,
  GetInterestResponse,
  GetOrganisationResponse,
  GetRequestResponse,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { factsOf } from "./facts.js";
import type { Fact } from "./facts.js";
import { capitalised, formatDate, listed } from "./format.js";
import type { Kind, RecordAnswer } from "./kinds.js";
import { frameOf } from "./frame.js";
import { namesOf, systemsOf } from "./lookup.js";
import type { Names } from "./names.js";
import type { Link, PageMaker, PageRequest } from "./page.js";
import { recordRequest } from "./record.js";
import { stubPage } from "./stub.js";
import { openTo, tag, titleOf } from "./statements.js";
import { trailItems } from "./trail.js";

export function recordPage(kind: Kind): PageMaker {
  return async (request) => {
    const { services, moment, call } = request;
    const { answer, moved } = await recordRequest(request, kind, (key) =>
      kind.get(services, { asAt: moment.asAt(), key }, call),
    );
    if (moved) return moved;
    const head = answer.item?.head;
    const base = { ...frameOf(kind, request), asOf: answer.asOf };
    if (head?.stub) return stubPage(base, kind, head);
    const names = await namesOf(request, kind.answer, answer, answer.trail, answer.asOf?.token);
    const title = titleOf(head, capitalised(kind.one));
    const date = head?.occurred ? `, ${formatDate(head.occurred)}` : "";
    return {
      ...base,
      view: "record",
      commands: [
        ...(await offersOn(kind, request, answer)),
        ...(await recordOffers(request, kind, head, answer.trail)),
      ],
      openTo: openTo(head),
      title,
      caption: `${capitalised(kind.one)} ${request.key}${date}`,
      model: {
        state: tag(head?.state ?? ""),
        corrected: head?.corrected === true,
        unconfirmed: head?.unconfirmed === true,
        about: listed(
          (head?.subjects ?? []).map(({ name }) => name).filter((name) => name !== title),
        ),
        systems: await systemsOf(request, head, answer.asOf?.token),
        facts: answer.item ? shownFacts(kind.item, answer.item, names) : [],
        trail: trailItems(answer.trail, names, moment),
      },
    };
  };
}

/** What can be recorded from the page of each kind. */
async function offersOn(kind: Kind, request: PageRequest, answer: RecordAnswer): Promise<Link[]> {
  switch (kind.path) {
    case "dissents":
      return dissentOffers(request, answer as GetDissentResponse);
    case "interests":
      return interestOffers(request, answer as GetInterestResponse);
    case "organisations":
      return organisationOffers(request, answer as GetOrganisationResponse);
    case "requests":
      return requestOffers(request, answer as GetRequestResponse);
    default:
      return [];
  }
}

const kId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The facts of a view but its head; ids that nothing names say nothing to a reader. */
function shownFacts(desc: DescMessage, item: Message, names: Names): Fact[] {
  return factsOf(desc, item, names).filter(
    ({ name, text }) => name !== "Head" && !kId.test(text ?? ""),
  );
}
