// Records for tests: a region with two systems, a board, a decision with everything that a decision
// can have, an involvement. The people in them are nobody.
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  BodyType,
  DecisionMethod,
  DecisionRights,
  MemberRole,
  Sector,
} from "../gen/witan/body/v1/body_pb.js";
import {
  Attestation,
  Capacity,
  CorrectionKind,
  Ground,
  Precision,
} from "../gen/witan/common/v1/common_pb.js";
import { AuthorityKind, Position, Result } from "../gen/witan/decision/v1/decision_pb.js";
import type { DecisionMadeSchema } from "../gen/witan/decision/v1/decision_pb.js";
import { LegalRegime, Outcome } from "../gen/witan/event/v1/verdict_pb.js";
import { Management } from "../gen/witan/interest/v1/interest_pb.js";
import { Answer, InvolvementMethod, Limb } from "../gen/witan/involvement/v1/involvement_pb.js";
import type {
  ActivitySchema,
  GetActivityResponseSchema,
} from "../gen/witan/involvement/v1/query_pb.js";
import { Aggregate, Classification } from "../gen/witan/options/v1/options_pb.js";
import { OrganisationKind } from "../gen/witan/organisation/v1/organisation_pb.js";
import type {
  DecisionSchema,
  GetDecisionResponseSchema,
  GetEventResponseSchema,
  GetOrganisationResponseSchema,
  GetOverviewResponseSchema,
  ListRulesResponseSchema,
} from "../gen/witan/oversight/v1/oversight_pb.js";
import type { AsOfSchema, TrailEntrySchema } from "../gen/witan/oversight/v1/query_pb.js";

const uuid = (number: number) => `0190c3f2-7d1a-7c55-9d0a-${String(number).padStart(12, "0")}`;

export const ids = {
  decision: uuid(1),
  region: uuid(2),
  derby: uuid(3),
  notts: uuid(4),
  board: uuid(5),
  chair: uuid(6),
  partner: uuid(7),
  activity: uuid(8),
  made: uuid(9),
  corrected: uuid(10),
};

// 12 October 2022 at 9.04am in London.
const kRecordedAtUs = BigInt(Date.parse("2022-10-12T08:04:00Z")) * 1000n;

export const asOf: MessageInitShape<typeof AsOfSchema> = {
  token: "token-419112",
  position: 419_112n,
  recordedAtUs: kRecordedAtUs,
};

export const region = { id: ids.region, name: "Midlands", odsCode: "Y60", number: 12n };
export const derby = {
  id: ids.derby,
  name: "Joined Up Care Derbyshire",
  odsCode: "QJ2",
  number: 20n,
};
export const notts = {
  id: ids.notts,
  name: "Nottingham & Nottinghamshire <ICS>",
  odsCode: "QT1",
  number: 21n,
};
export const board = { id: ids.board, name: "NHS Nottinghamshire board", number: 30n };

export const made: MessageInitShape<typeof DecisionMadeSchema> = {
  title: "One urgent eye care service",
  question: "Shall one service replace three?",
  bodyId: ids.board,
  agendaItem: "5",
  options: [
    { title: "One service", summary: "From April", taken: true },
    { title: "Keep three services", summary: "Bassetlaw would still have none" },
  ],
  method: DecisionMethod.VOTE,
  result: Result.APPROVED,
  outcome: "The board agreed to commission one service.\nIt starts in April.",
  rationale: "People waited up to 6 hours.",
  authority: { kind: AuthorityKind.SCHEME_ENTRY, schemeEntry: "4.2" },
  value: { revenue: { pence: 180_000_000n } },
  positions: [
    { personId: ids.chair, position: Position.FOR },
    { personId: ids.partner, position: Position.AGAINST },
  ],
  conflicts: [{ personId: ids.partner, management: Management.LEAVE_ROOM, decidedBy: "The chair" }],
  reviewOn: "2023-09-30",
};

export const decision: MessageInitShape<typeof DecisionSchema> = {
  head: {
    id: ids.decision,
    number: 417_704n,
    kind: Aggregate.DECISION,
    title: "One urgent eye care service",
    state: "published",
    occurred: "2022-09-08",
    classification: Classification.PUBLIC,
    systems: ["QT1"],
    regions: ["Y60"],
    corrected: true,
  },
  made,
  body: board,
  instrument: "Scheme 2.1",
  dissentCount: 1,
  published: true,
  legalRegime: LegalRegime.STATUTORY,
};

const actedBy = {
  personId: ids.chair,
  organisationId: ids.notts,
  bodyId: ids.board,
  capacity: Capacity.CHAIR,
};

const wrongEntry: MessageInitShape<typeof TrailEntrySchema> = {
  eventId: ids.made,
  position: 417_704n,
  recordId: ids.decision,
  kind: Aggregate.DECISION,
  label: "Decision made",
  payload: {
    kind: { case: "decisionMade", value: { ...made, value: { revenue: { pence: 108n } } } },
  },
  occurred: { date: "2022-09-08", time: "10:44", precision: Precision.TIME },
  recordedAtUs: kRecordedAtUs - 10_000_000n,
  actedBy,
  attestation: Attestation.CLERK,
  correctedBy: ids.corrected,
  version: 1n,
};

export const correctedEntry: MessageInitShape<typeof TrailEntrySchema> = {
  ...wrongEntry,
  eventId: ids.corrected,
  position: 418_240n,
  payload: { kind: { case: "decisionMade", value: made } },
  recordedAtUs: kRecordedAtUs,
  correctedBy: "",
  corrects: {
    eventId: ids.made,
    kind: CorrectionKind.REPLACES,
    reason: "The cost was typed wrong.",
  },
  evidence: [
    { title: "Paper C", uri: "https://example.org/c.pdf", sha256: "9f2c41ab".repeat(8) },
    { title: "A note", uri: "javascript:alert(1)" },
  ],
  verdict: {
    instrument: "Scheme 2.1",
    results: [
      { rule: "R-17", outcome: Outcome.HELD, sentence: "reserved to the board" },
      {
        rule: "R-21",
        outcome: Outcome.EXPLAINED,
        sentence: "no impact assessment was named",
        reason: "It came later.",
      },
      { rule: "R-19", outcome: Outcome.BROKEN, sentence: "7 were needed, 6 were there" },
    ],
    brokenRules: ["R-19"],
    recordOfFactReason: "The meeting went on.",
  },
  version: 2n,
  previousHash: "aa".repeat(32),
  hash: "bb".repeat(32),
};

export const decisionAnswer: MessageInitShape<typeof GetDecisionResponseSchema> = {
  item: decision,
  asOf,
  trail: [wrongEntry, correctedEntry],
  dissents: [
    {
      head: { id: uuid(40), number: 418_206n, state: "answered", occurred: "2022-09-08" },
      personName: "Partner member A",
      reasons: "Link first, then switch.",
      wouldSettle: "A link that works",
      answer: "The clinic stays until it does.",
    },
  ],
  actions: [
    {
      head: { id: uuid(41), number: 418_232n, title: "Tender the contract", state: "open" },
      owner: { id: uuid(42), name: "Director of finance" },
      due: "2022-09-30",
      overdue: true,
    },
  ],
  meeting: {
    head: { id: uuid(43), number: 418_100n, title: "Board meeting" },
    on: "2022-09-08",
    papers: [
      { title: "Paper C: options", item: "5", version: "2", sha256: "9f2c41ab".repeat(8) },
      { title: "Paper D: finance", item: "6", sha256: "07deb3c8".repeat(8) },
    ],
  },
  members: [
    {
      personId: ids.chair,
      name: "Chair A",
      role: MemberRole.CHAIR,
      sector: Sector.INDEPENDENT,
      votes: true,
    },
    {
      personId: ids.partner,
      name: "Partner member A",
      role: MemberRole.PARTNER_TRUST,
      sector: Sector.ACUTE,
      votes: true,
    },
  ],
  involvement: [{ id: ids.activity, name: "Eyes first", number: 416_990n }],
  withheld: [{ ground: Ground.LEGAL_ADVICE, count: 2n }],
};

export const activity: MessageInitShape<typeof ActivitySchema> = {
  head: {
    id: ids.activity,
    number: 416_990n,
    kind: Aggregate.ACTIVITY,
    title: "Eyes first",
    state: "open",
    occurred: "2022-06-27",
  },
  planned: {
    title: "Eyes first",
    organisationId: ids.notts,
    purpose: "To hear how people reach urgent eye care.",
    method: InvolvementMethod.CONSULT,
    limb: Limb.CHANGE_PROPOSAL,
    startsOn: "2022-06-27",
    audiences: [{ name: "People without a car", reachedHow: "Bus stops" }],
  },
  organisation: notts,
  partners: [{ id: uuid(50), name: "Healthwatch A" }],
  people: 412n,
  hasFewerThanTen: true,
  themes: 2,
  changed: 1,
  unanswered: 1,
};

export const activityAnswer: MessageInitShape<typeof GetActivityResponseSchema> = {
  item: activity,
  asOf,
  themes: [
    {
      theme: "T1",
      youSaid: "It is too far.",
      answer: Answer.CHANGED,
      weDid: "The clinic stays.",
      decisionId: ids.decision,
      saidEvent: 417_000n,
      answeredEvent: 417_900n,
    },
    { theme: "T2", youSaid: "Open on Sundays.", saidEvent: 417_001n },
  ],
  inputs: [
    { channel: "survey", people: 412n, summary: "Most come by bus." },
    { channel: "listening event", fewerThanTen: true, summary: "Parking." },
  ],
  decisions: [{ id: ids.decision, name: "One urgent eye care service", number: 417_704n }],
  trail: [
    {
      eventId: uuid(60),
      position: 416_990n,
      kind: Aggregate.ACTIVITY,
      label: "Involvement planned",
      payload: { kind: { case: "activityPlanned", value: { title: "Eyes first" } } },
      occurred: { date: "2022-06-27", precision: Precision.DAY },
      recordedAtUs: kRecordedAtUs,
    },
  ],
};

export const overview = {
  asOf,
  counts: { decisions: 61n, decisionsOutsideAuthority: 1n, activities: 4n, activitiesOpen: 0n },
  systems: [
    { system: derby, region, counts: { decisions: 1n } },
    {
      system: notts,
      region,
      counts: { decisions: 60n },
      segment: 2,
      legalForm: "Integrated care board",
    },
  ],
  regions: [region],
  latestDecisions: [decision],
  withheld: [{ ground: Ground.COMMERCIAL, count: 1n }],
} satisfies MessageInitShape<typeof GetOverviewResponseSchema>;

export const nottsOverview = {
  ...overview,
  subject: notts,
  systems: [overview.systems[1] ?? {}],
  regions: [],
} satisfies MessageInitShape<typeof GetOverviewResponseSchema>;

export const nottsOrganisation: MessageInitShape<typeof GetOrganisationResponseSchema> = {
  item: {
    head: { id: ids.notts, number: 21n, title: notts.name },
    organisationKind: OrganisationKind.ICB,
    odsCode: "QT1",
    validFrom: "2022-07-01",
  },
  asOf,
  regions: [region],
};

export const bodyItem = {
  head: { id: ids.board, number: 30n, title: board.name },
  name: board.name,
  type: BodyType.BOARD,
  decisionRights: DecisionRights.RESERVED,
  meetsInPublic: true,
  members: decisionAnswer.members ?? [],
  instrument: "Constitution 1.0",
};

export const meetingItem = {
  head: { id: uuid(43), number: 418_100n, title: "Board meeting", state: "closed" },
  body: board,
  on: "2022-09-08",
  startsAt: "09:30",
  inPublic: true,
  minutesPublished: true,
};

export const eventAnswer: MessageInitShape<typeof GetEventResponseSchema> = {
  event: correctedEntry,
  asOf,
  record: decision.head ?? {},
};

export const rules: MessageInitShape<typeof ListRulesResponseSchema> = {
  items: [
    {
      id: "R-12",
      level: "HARD",
      sentence: "A board votes only where its constitution provides for votes.",
      source: "Model constitution 4.11",
      until: "2022-07-01",
      factRecordable: true,
      parameters: [{ name: "least_members", value: "3", from: "2022-07-01" }],
    },
    {
      id: "R-12",
      level: "SOFT",
      sentence: "A vote is the last resort.",
      source: "Model constitution 4.12",
      from: "2022-07-01",
    },
  ],
};
