// A member declares an interest.
import {
  InterestCategorySchema,
  InterestKindSchema,
  InterestService,
} from "../gen/witan/interest/v1/interest_pb.js";
import { happened, happenedOn, occurred, optionsOf } from "./fields.js";
import type { CommandRequest, Field, Form, Journey } from "./journey.js";
import { RightError } from "./voice.js";

const kMostBodies = 50;

const kFields: readonly Field[] = [
  {
    name: "category",
    label: "What kind of interest is it?",
    kind: "choice",
    options: optionsOf(InterestCategorySchema),
    missing: "Choose what kind of interest it is",
    fills: "content.category",
  },
  {
    name: "kind",
    label: "How does it bear on your work here?",
    kind: "choice",
    options: optionsOf(InterestKindSchema),
    missing: "Choose how it bears on your work",
    fills: "content.kind",
  },
  {
    name: "description",
    label: "What is it?",
    hint: "Kept under a key of your own, so that it can be erased when it must be",
    kind: "text",
    missing: "Say what the interest is",
    fills: "content.description",
  },
  {
    name: "arose_on",
    label: "Since when?",
    hint: "An interest is declared within 28 days",
    kind: "date",
    missing: "Say since when you have had it",
    fills: "content.arose_on",
  },
  happened("When do you declare it?"),
];

async function prepare(request: CommandRequest): Promise<Form> {
  const { account, services, call, moment } = request;
  if (account.personId === "" || account.organisationId === "") {
    throw new RightError(
      "Interests are declared in person by members of bodies. The keeper of the register says " +
        "which person of the record you are.",
    );
  }
  const filter = { refersToId: account.personId };
  const bodies = await services.oversight.listBodies({ filter, pageSize: kMostBodies }, call);
  const seats = bodies.items.filter(({ members }) =>
    members.some(({ personId }) => personId === account.personId),
  );
  const names = seats.map(({ name }) => name);
  return {
    title: "Declare an interest",
    caption: "Your interests",
    crumbs: [
      { text: "Home", href: moment.link("/") },
      { text: "Declared interests", href: moment.link("/interests") },
    ],
    intro:
      names.length === 0
        ? "The declaration stands in the public register of interests."
        : `The declaration stands in the public register of interests, for ${names.join(", ")}.`,
    fields: kFields,
    given: happenedOn(),
    record: "Declare the interest",
    command: (answers) => ({
      method: InterestService.method.declareInterest,
      header: {
        actedBy: {
          personId: account.personId,
          organisationId: account.organisationId,
          capacity: "CAPACITY_MEMBER",
        },
        attestation: "ATTESTATION_OWN",
        occurred: occurred(answers),
      },
      content: {
        personId: account.personId,
        category: answers.category ?? "",
        kind: answers.kind ?? "",
        description: { plain: answers.description ?? "", retention: "RETENTION_INTEREST" },
        aroseOn: answers.arose_on ?? "",
        declaredOn: answers.on ?? "",
        bodyIds: seats.map(({ head }) => head?.id ?? ""),
      },
    }),
    page: (position) => `/interests/${position}`,
  };
}

export const interestJourneys: readonly Journey[] = [{ path: "/interests/new", prepare }];
