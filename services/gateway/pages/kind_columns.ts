// What the list of each kind of record shows.
import { BodyTypeSchema } from "../gen/witan/body/v1/body_pb.js";
import { RecordKindSchema } from "../gen/witan/cqc/v1/cqc_pb.js";
import {
  InterestCategorySchema,
  InterestKindSchema,
} from "../gen/witan/interest/v1/interest_pb.js";
import type { Activity } from "../gen/witan/involvement/v1/query_pb.js";
import { OrganisationKindSchema } from "../gen/witan/organisation/v1/organisation_pb.js";
import type {
  Action,
  Body,
  CqcRecord,
  Decision,
  Delegation,
  Dissent,
  Interest,
  Meeting,
  Organisation,
  Recovery,
  RegulatoryAction,
  Request,
  Segment,
  Topic,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import { ActionKindSchema } from "../gen/witan/regulation/v1/regulation_pb.js";
import { ThemeSchema } from "../gen/witan/topic/v1/topic_pb.js";
import {
  aboutColumn,
  dateColumn,
  namedColumn,
  occurredColumn,
  recordColumn,
  stateColumn,
  textColumn,
} from "./columns.js";
import type { Column } from "./columns.js";
import { capitalised, counted } from "./format.js";
import { answersText, peopleText } from "./statements.js";
import { wordsOf } from "./words.js";

const state = stateColumn();

/** The columns of a kind that has none of its own. */
export const plain = (name: string): readonly Column[] => [
  recordColumn(name, name),
  aboutColumn,
  occurredColumn,
  state,
];

export const decision = [
  recordColumn("Decision", "Decision"),
  namedColumn<Decision>("Made by", "made_by", ({ body }) => body),
  occurredColumn,
  state,
  textColumn<Decision>("Dissent", "dissent", ({ dissentCount }) =>
    dissentCount === 0 ? "" : counted(dissentCount, "member"),
  ),
];

export const activity = [
  recordColumn("Activity", "Involvement"),
  namedColumn<Activity>("By", "by", ({ organisation }) => organisation),
  dateColumn<Activity>("From", "from", ({ planned, head }) => {
    return planned?.startsOn ?? head?.occurred ?? "";
  }),
  state,
  textColumn<Activity>("People", "people", peopleText),
  textColumn<Activity>("What changed", "changed", answersText),
];

export const meeting = [
  recordColumn("Meeting", "Meeting"),
  dateColumn<Meeting>("Date", "date", ({ on }) => on),
  textColumn<Meeting>("Public or private", "public", ({ inPublic }) =>
    inPublic ? "In public" : "In private",
  ),
  textColumn<Meeting>("Members there", "present", ({ present }) =>
    present === 0 ? "" : String(present),
  ),
  state,
];

export const body = [
  recordColumn("Body", "Body"),
  textColumn<Body>("Kind", "kind", ({ type }) => capitalised(wordsOf(BodyTypeSchema, type))),
  textColumn<Body>("Members", "members", ({ members }) =>
    members.length === 0 ? "" : String(members.length),
  ),
  textColumn<Body>("Meets", "meets", ({ meetsInPublic }) =>
    meetsInPublic ? "In public" : "In private",
  ),
  textColumn<Body>(
    "Constitution or terms",
    "instrument",
    ({ instrument }) => instrument,
    "None in force",
  ),
];

export const dissent = [
  recordColumn("Dissent", "Dissent"),
  aboutColumn,
  occurredColumn,
  dateColumn<Dissent>("Answer due", "answer_due", ({ answerDue }) => answerDue),
  state,
];

export const interest = [
  recordColumn("Interest", "Interest"),
  textColumn<Interest>("Kind", "kind", ({ declared }) =>
    capitalised(
      [
        wordsOf(InterestKindSchema, declared?.kind ?? 0),
        wordsOf(InterestCategorySchema, declared?.category ?? 0),
      ]
        .filter((words) => words !== "")
        .join("; "),
    ),
  ),
  textColumn<Interest>("Declared", "declared", ({ declaredAfterDays }) =>
    declaredAfterDays <= 0 ? "At once" : `After ${counted(declaredAfterDays, "day")}`,
  ),
  occurredColumn,
  state,
];

export const delegation = [
  recordColumn("Power", "Delegation"),
  namedColumn<Delegation>("Given by", "given_by", ({ delegator }) => delegator),
  namedColumn<Delegation>("Held by", "held_by", ({ delegate }) => delegate),
  dateColumn<Delegation>("Until", "until", ({ endsOn }) => endsOn),
  state,
];

export const action = [
  recordColumn("Action", "Action"),
  namedColumn<Action>("Owner", "owner", ({ owner }) => owner),
  dateColumn<Action>("Due", "due", ({ due }) => due),
  state,
];

export const request = [
  recordColumn("Topic", "Request"),
  namedColumn<Request>("Asked by", "asked_by", ({ requester }) => requester),
  namedColumn<Request>("About", "about", ({ subject }) => subject),
  dateColumn<Request>("Due", "due", ({ due }) => due),
  state,
];

export const segment = [
  recordColumn("Organisation", "Segment"),
  textColumn<Segment>("Segment", "segment", (item) => `${item.segment} of 4`),
  dateColumn<Segment>("Decided", "decided_on", ({ decidedOn }) => decidedOn),
  dateColumn<Segment>("Review due", "review_due", ({ reviewDue }) => reviewDue),
  textColumn<Segment>("Still owed", "owed", ({ owed }) => owed.join("; ")),
];

export const recovery = [
  recordColumn("Organisation", "Recovery support"),
  dateColumn<Recovery>("Entered", "entered_on", ({ enteredOn }) => enteredOn),
  dateColumn<Recovery>("Expected end", "expected_end", ({ expectedEnd }) => expectedEnd),
  textColumn<Recovery>("Criteria shown", "criteria", ({ criteria, criteriaEvidenced }) => {
    return `${criteriaEvidenced} of ${criteria}`;
  }),
  state,
];

export const regulatoryAction = [
  recordColumn("Organisation", "Regulatory action"),
  textColumn<RegulatoryAction>("Kind", "kind", ({ actionKind }) =>
    capitalised(wordsOf(ActionKindSchema, actionKind)),
  ),
  textColumn<RegulatoryAction>("Power", "power", ({ legalPower }) => legalPower, "Not stated"),
  dateColumn<RegulatoryAction>("Taken", "taken_on", ({ takenOn }) => takenOn),
  dateColumn<RegulatoryAction>("Lifted", "lifted_on", ({ liftedOn }) => liftedOn, "Not yet"),
];

export const cqcRecord = [
  recordColumn("About", "Record"),
  textColumn<CqcRecord>("Kind", "kind", ({ recordKind }) =>
    capitalised(wordsOf(RecordKindSchema, recordKind)),
  ),
  dateColumn<CqcRecord>("Date", "date", ({ on }) => on),
  state,
];

export const topic = [
  recordColumn("Topic", "Topic"),
  textColumn<Topic>("Theme", "theme", ({ theme }) => capitalised(wordsOf(ThemeSchema, theme))),
  state,
];

export const organisation = [
  recordColumn("Organisation", "Organisation"),
  textColumn<Organisation>("Kind", "kind", ({ organisationKind }) =>
    capitalised(wordsOf(OrganisationKindSchema, organisationKind)),
  ),
  textColumn<Organisation>("Code", "code", ({ odsCode }) => odsCode),
  dateColumn<Organisation>("From", "from", ({ validFrom }) => validFrom, "Not stated"),
  dateColumn<Organisation>("Succeeded", "succeeded_on", ({ succeededOn }) => succeededOn, "No"),
];
