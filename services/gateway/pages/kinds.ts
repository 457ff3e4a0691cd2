// The kinds of record that have a list and a page of their own: where they stand, how the services are
// asked for them, what their list shows. A new kind is a row here.
import type { DescMessage, Message, MessageInitShape } from "@bufbuild/protobuf";
import type { CallOptions } from "@connectrpc/connect";
import type { Services } from "../backend/services.js";
import type { AsOf, Page as ListPage, TrailEntry } from "../gen/witan/oversight/v1/query_pb.js";
import type {
  GetRecordRequestSchema,
  ListRecordsRequestSchema,
} from "../gen/witan/oversight/v1/query_pb.js";
import * as pb from "../gen/witan/oversight/v1/oversight_pb.js";
import * as involvement from "../gen/witan/involvement/v1/query_pb.js";
import { Aggregate } from "../gen/witan/options/v1/options_pb.js";
import type { Column, Item } from "./columns.js";
import * as columns from "./kind_columns.js";
import { NotFoundError } from "./page.js";

export type ListRequest = MessageInitShape<typeof ListRecordsRequestSchema>;
type GetRequest = MessageInitShape<typeof GetRecordRequestSchema>;

export interface ListAnswer {
  items: Item[];
  page?: ListPage | undefined;
}

export interface RecordAnswer extends Message {
  item?: Item | undefined;
  asOf?: AsOf | undefined;
  trail: TrailEntry[];
}

export interface Kind {
  aggregate: Aggregate;
  /** The list stands at /PATH, a record at /PATH/NUMBER. */
  path: string;
  one: string;
  many: string;
  /** Whether its records have titles of their own, which words can be looked for in. */
  isTitled?: true;
  /** What the list answers. */
  question: string;
  columns: readonly Column[];
  list: (services: Services, request: ListRequest, call: CallOptions) => Promise<ListAnswer>;
  get: (services: Services, request: GetRequest, call: CallOptions) => Promise<RecordAnswer>;
  /** Of the answer about one record, and of the record in it. */
  answer: DescMessage;
  item: DescMessage;
}

export const kinds: readonly Kind[] = [
  {
    aggregate: Aggregate.DECISION,
    path: "decisions",
    isTitled: true,
    one: "decision",
    many: "decisions",
    question: "What was decided, by whom, and who disagreed. Proposals and advice stand here too.",
    columns: columns.decision,
    list: ({ oversight }, request, call) => oversight.listDecisions(request, call),
    get: ({ oversight }, request, call) => oversight.getDecision(request, call),
    answer: pb.GetDecisionResponseSchema,
    item: pb.DecisionSchema,
  },
  {
    aggregate: Aggregate.ACTIVITY,
    path: "involvement",
    isTitled: true,
    one: "record of involvement",
    many: "records of involvement",
    question: "What people were asked, what they said, and what it changed.",
    columns: columns.activity,
    list: (services, request, call) => services.involvement.listActivities(request, call),
    get: (services, request, call) => services.involvement.getActivity(request, call),
    answer: involvement.GetActivityResponseSchema,
    item: involvement.ActivitySchema,
  },
  {
    aggregate: Aggregate.MEETING,
    path: "meetings",
    one: "meeting",
    many: "meetings",
    question: "When bodies met, who came, and what was on the agenda.",
    columns: columns.meeting,
    list: ({ oversight }, request, call) => oversight.listMeetings(request, call),
    get: ({ oversight }, request, call) => oversight.getMeeting(request, call),
    answer: pb.GetMeetingResponseSchema,
    item: pb.MeetingSchema,
  },
  {
    aggregate: Aggregate.BODY,
    path: "bodies",
    isTitled: true,
    one: "body",
    many: "bodies",
    question: "Boards and committees: who sits there, and what they may decide.",
    columns: columns.body,
    list: ({ oversight }, request, call) => oversight.listBodies(request, call),
    get: ({ oversight }, request, call) => oversight.getBody(request, call),
    answer: pb.GetBodyResponseSchema,
    item: pb.BodySchema,
  },
  {
    aggregate: Aggregate.DISSENT,
    path: "dissents",
    one: "dissent",
    many: "dissents",
    question: "Who did not agree with a decision, why, and what came of it.",
    columns: columns.dissent,
    list: ({ oversight }, request, call) => oversight.listDissents(request, call),
    get: ({ oversight }, request, call) => oversight.getDissent(request, call),
    answer: pb.GetDissentResponseSchema,
    item: pb.DissentSchema,
  },
  {
    aggregate: Aggregate.INTEREST,
    path: "interests",
    one: "declared interest",
    many: "declared interests",
    question: "What members of bodies declared, and how soon.",
    columns: columns.interest,
    list: ({ oversight }, request, call) => oversight.listInterests(request, call),
    get: ({ oversight }, request, call) => oversight.getInterest(request, call),
    answer: pb.GetInterestResponseSchema,
    item: pb.InterestSchema,
  },
  {
    aggregate: Aggregate.SCHEME,
    path: "schemes",
    one: "scheme of reservation and delegation",
    many: "schemes of reservation and delegation",
    question: "What a body reserves to itself, and who may decide the rest up to which limit.",
    columns: columns.plain("Scheme"),
    list: ({ oversight }, request, call) => oversight.listSchemes(request, call),
    get: ({ oversight }, request, call) => oversight.getScheme(request, call),
    answer: pb.GetSchemeResponseSchema,
    item: pb.SchemeSchema,
  },
  {
    aggregate: Aggregate.DELEGATION,
    path: "delegations",
    isTitled: true,
    one: "delegation",
    many: "delegations",
    question: "Powers that were given to somebody else: by whom, to whom, and until when.",
    columns: columns.delegation,
    list: ({ oversight }, request, call) => oversight.listDelegations(request, call),
    get: ({ oversight }, request, call) => oversight.getDelegation(request, call),
    answer: pb.GetDelegationResponseSchema,
    item: pb.DelegationSchema,
  },
  {
    aggregate: Aggregate.ACTION,
    path: "actions",
    isTitled: true,
    one: "action",
    many: "actions",
    question: "What somebody was asked to do, by when, and whether it is done.",
    columns: columns.action,
    list: ({ oversight }, request, call) => oversight.listActions(request, call),
    get: ({ oversight }, request, call) => oversight.getAction(request, call),
    answer: pb.GetActionResponseSchema,
    item: pb.ActionSchema,
  },
  {
    aggregate: Aggregate.REQUEST,
    path: "requests",
    one: "request for information",
    many: "requests for information",
    question: "What overseers asked for, once, and who uses the answer.",
    columns: columns.request,
    list: ({ oversight }, request, call) => oversight.listRequests(request, call),
    get: ({ oversight }, request, call) => oversight.getRequest(request, call),
    answer: pb.GetRequestResponseSchema,
    item: pb.RequestSchema,
  },
  {
    aggregate: Aggregate.CONCERN,
    path: "concerns",
    isTitled: true,
    one: "concern",
    many: "concerns",
    question: "What overseers worry about, and the support that was offered.",
    columns: columns.plain("Concern"),
    list: ({ oversight }, request, call) => oversight.listConcerns(request, call),
    get: ({ oversight }, request, call) => oversight.getConcern(request, call),
    answer: pb.GetConcernResponseSchema,
    item: pb.ConcernSchema,
  },
  {
    aggregate: Aggregate.SEGMENT,
    path: "segments",
    one: "oversight segment",
    many: "oversight segments",
    question: "How much support NHS England gives: segment 1 least, segment 4 most.",
    columns: columns.segment,
    list: ({ oversight }, request, call) => oversight.listSegments(request, call),
    get: ({ oversight }, request, call) => oversight.getSegment(request, call),
    answer: pb.GetSegmentResponseSchema,
    item: pb.SegmentSchema,
  },
  {
    aggregate: Aggregate.RECOVERY,
    path: "recoveries",
    one: "recovery support",
    many: "entries of recovery support",
    question: "Who is in recovery support, and what must be shown before it ends.",
    columns: columns.recovery,
    list: ({ oversight }, request, call) => oversight.listRecoveries(request, call),
    get: ({ oversight }, request, call) => oversight.getRecovery(request, call),
    answer: pb.GetRecoveryResponseSchema,
    item: pb.RecoverySchema,
  },
  {
    aggregate: Aggregate.REGULATORY_ACTION,
    path: "regulatory-actions",
    one: "regulatory action",
    many: "regulatory actions",
    question: "What NHS England did under its formal powers, and whether it still holds.",
    columns: columns.regulatoryAction,
    list: ({ oversight }, request, call) => oversight.listRegulatoryActions(request, call),
    get: ({ oversight }, request, call) => oversight.getRegulatoryAction(request, call),
    answer: pb.GetRegulatoryActionResponseSchema,
    item: pb.RegulatoryActionSchema,
  },
  {
    aggregate: Aggregate.CQC_RECORD,
    path: "cqc-records",
    one: "record of the Care Quality Commission",
    many: "records of the Care Quality Commission",
    question: "What the Care Quality Commission published about systems and organisations.",
    columns: columns.cqcRecord,
    list: ({ oversight }, request, call) => oversight.listCqcRecords(request, call),
    get: ({ oversight }, request, call) => oversight.getCqcRecord(request, call),
    answer: pb.GetCqcRecordResponseSchema,
    item: pb.CqcRecordSchema,
  },
  {
    aggregate: Aggregate.TOPIC,
    path: "topics",
    isTitled: true,
    one: "topic",
    many: "topics",
    question: "What overseers ask about, each under one name, so that nobody is asked twice.",
    columns: columns.topic,
    list: ({ oversight }, request, call) => oversight.listTopics(request, call),
    get: ({ oversight }, request, call) => oversight.getTopic(request, call),
    answer: pb.GetTopicResponseSchema,
    item: pb.TopicSchema,
  },
  {
    aggregate: Aggregate.ORGANISATION,
    path: "organisations",
    isTitled: true,
    one: "organisation",
    many: "organisations",
    question: "Systems, boards, trusts, councils and others, with their names and places by date.",
    columns: columns.organisation,
    list: ({ oversight }, request, call) => oversight.listOrganisations(request, call),
    get: ({ oversight }, request, call) => oversight.getOrganisation(request, call),
    answer: pb.GetOrganisationResponseSchema,
    item: pb.OrganisationSchema,
  },
];

/** The kind that an address of all kinds names. Throws NotFoundError. */
export function kindOf({ kind: path }: { kind?: string | undefined }): Kind {
  const kind = kinds.find((each) => each.path === path);
  if (!kind) throw new NotFoundError("There is no page at this address.");
  return kind;
}

/** The kind whose list stands at /PATH. */
export function kindAt(path: string): Kind {
  const kind = kinds.find((each) => each.path === path);
  if (!kind) throw new Error(`no kind of record stands at /${path}`);
  return kind;
}
