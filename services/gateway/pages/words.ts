// The values of the schema's enums in plain words. A value that its own name explains needs no entry:
// DECISION_METHOD_CONSENSUS is "consensus".
import type { DescEnum } from "@bufbuild/protobuf";

const kWords: Readonly<Record<string, string>> = {
  AGGREGATE_ACTIVITY: "involvement",
  AGGREGATE_CQC_RECORD: "Care Quality Commission record",
  AGGREGATE_REQUEST: "information request",
  ATTESTATION_CLERK: "recorded by the body’s secretary, under a mandate",
  ATTESTATION_OWN: "recorded by the actor",
  ATTESTATION_REPORTED: "reported by another body, with evidence",
  AUTHORITY_KIND_CONSTITUTION: "the board’s constitution",
  AUTHORITY_KIND_DELEGATION: "a delegation",
  AUTHORITY_KIND_MEMORANDUM: "a memorandum of understanding",
  AUTHORITY_KIND_PARTNERS_OWN: "the partners’ own authority",
  AUTHORITY_KIND_SCHEME_ENTRY: "an entry of the scheme of reservation and delegation",
  AUTHORITY_KIND_TERMS_OF_REFERENCE: "the committee’s terms of reference",
  BASIS_SATISFIED: "satisfied that it is so",
  BASIS_SUSPICION: "reasonable grounds to suspect",
  BODY_TYPE_AUDIT: "audit committee",
  BODY_TYPE_COLLABORATIVE: "provider collaborative",
  BODY_TYPE_HEALTH_SCRUTINY: "health scrutiny committee",
  BODY_TYPE_JOINT: "joint committee",
  BODY_TYPE_PLACE: "place committee",
  BODY_TYPE_REMUNERATION: "remuneration committee",
  BODY_TYPE_SQG: "system quality group",
  BODY_TYPE_SUB_COMMITTEE: "sub-committee",
  CAPACITY_ORGANISATION: "as an organisation",
  CLASSIFICATION_OVERSIGHT: "those who oversee",
  CLASSIFICATION_PARTNERS: "partners",
  CLASSIFICATION_PUBLIC: "everybody",
  CLASSIFICATION_RESTRICTED: "named members",
  CODE_SCHEME_GSS: "code of the statistics authority (GSS)",
  CODE_SCHEME_LOCAL: "local code",
  CODE_SCHEME_ODS: "ODS code",
  DECISION_METHOD_CHAIR_ON_BEHALF: "by the chair, after no consensus",
  DECISION_METHOD_CONSENSUS: "by consensus",
  DECISION_METHOD_DELEGATED_INDIVIDUAL: "by a person under a delegation",
  DECISION_METHOD_URGENT: "urgently, to be ratified",
  DECISION_METHOD_VOTE: "by vote",
  DECISION_RIGHTS_ADVISORY: "advice alone",
  DECISION_RIGHTS_DELEGATED: "what is delegated to it",
  DECISION_RIGHTS_NONE: "none",
  DECISION_RIGHTS_RESERVED: "all that is reserved to it",
  INTEREST_CATEGORY_NF_PERSONAL: "not financial, personal",
  INTEREST_CATEGORY_NF_PROFESSIONAL: "not financial, professional",
  INVOLVEMENT_METHOD_CONSULT: "people were asked (consultation)",
  INVOLVEMENT_METHOD_COPRODUCE: "designed together with people (co-production)",
  INVOLVEMENT_METHOD_ENGAGE: "people helped to shape it (engagement)",
  INVOLVEMENT_METHOD_INFORM: "people were told",
  ITEM_KIND_DECLARATIONS: "declarations of interest",
  ITEM_KIND_INFORMATION: "for information",
  ITEM_KIND_PUBLIC_QUESTIONS: "questions from the public",
  LEGAL_REGIME_PRE_STATUTORY: "before the system had a statutory body",
  LEGAL_REGIME_SHADOW: "in shadow form",
  LEGAL_REGIME_STATUTORY: "as a statutory body",
  LIMB_CHANGE_PROPOSAL: "a proposal for change",
  LIMB_DECISION: "a decision that changes services",
  LIMB_PLANNING: "the planning of services",
  LIMIT_BASIS_PER_100000_PEOPLE: "for each 100,000 people",
  LIMIT_BASIS_PER_COMMITMENT: "for each commitment",
  LIMIT_BASIS_PER_DECISION: "for each decision",
  LIMIT_BASIS_PER_YEAR: "in a year",
  LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE: "in a year for each 100,000 people",
  MANAGEMENT_LEAVE_ROOM: "left the room",
  MANAGEMENT_NOTED: "noted, took part",
  MANAGEMENT_NO_DISCUSSION: "took no part in the discussion",
  MANAGEMENT_NO_VOTE: "did not vote",
  MANAGEMENT_OTHER_CHAIR: "another member took the chair",
  MANAGEMENT_PAPERS_WITHHELD: "did not get the papers",
  MEMBER_CAPACITY_NOT_DELEGATE: "with their own judgement, as nobody’s delegate",
  MEMBER_CAPACITY_REPRESENTATIVE: "for the organisation that sent them",
  MEMBER_ROLE_ADDITIONAL: "added member",
  MEMBER_ROLE_CE: "chief executive",
  MEMBER_ROLE_CLINICAL: "clinical member",
  MEMBER_ROLE_DN: "director of nursing",
  MEMBER_ROLE_EXECUTIVE: "executive member",
  MEMBER_ROLE_FD: "director of finance",
  MEMBER_ROLE_IND_NED: "independent non-executive member",
  MEMBER_ROLE_LAY: "lay member",
  MEMBER_ROLE_MD: "medical director",
  MEMBER_ROLE_PARTICIPANT_NONVOTING: "participant without a vote",
  MEMBER_ROLE_PARTNER_LA: "partner member, councils’ perspective",
  MEMBER_ROLE_PARTNER_PRIMARY: "partner member, primary care’s perspective",
  MEMBER_ROLE_PARTNER_TRUST: "partner member, trusts’ perspective",
  ORGANISATION_KIND_CCG: "clinical commissioning group",
  ORGANISATION_KIND_CQC: "Care Quality Commission",
  ORGANISATION_KIND_DHSC: "Department of Health and Social Care",
  ORGANISATION_KIND_HEALTHWATCH: "local Healthwatch",
  ORGANISATION_KIND_HWB: "health and wellbeing board",
  ORGANISATION_KIND_ICB: "integrated care board",
  ORGANISATION_KIND_ICS: "integrated care system",
  ORGANISATION_KIND_ICS_PARTNERSHIP: "integrated care partnership",
  ORGANISATION_KIND_NHSE_NATIONAL: "NHS England",
  ORGANISATION_KIND_NHSE_REGION: "NHS England region",
  ORGANISATION_KIND_NHS_TRUST: "NHS trust",
  ORGANISATION_KIND_VCSE: "voluntary, community or social enterprise",
  OUTCOME_EXPLAINED: "explained",
  OUTCOME_FLAGGED: "noted",
  POSITION_TOOK_NO_PART: "took no part",
  PRESENCE_PART: "present for a part",
  QUALITY_THEME_QUALITY_SAFETY: "quality and safety",
  RESULT_NOTED: "noted",
  SECTOR_HEALTHWATCH: "Healthwatch",
  SECTOR_ICS_BODY: "the system’s own body",
  SECTOR_VCSE: "voluntary, community or social enterprise",
  THEME_PREVENTION_INEQUALITIES: "prevention and inequalities",
  THEME_QUALITY_ACCESS_OUTCOMES: "quality, access and outcomes",
};

/** The words of an enum's value; "" for the value that says nothing. */
export function wordsOf(desc: DescEnum, number: number): string {
  if (number === 0) return "";
  const value = desc.value[number];
  if (!value) return `value ${number}, which this gateway does not know`;
  const prefix = (desc.sharedPrefix ?? "").toUpperCase();
  const known = kWords[value.name];
  return known ?? value.name.slice(prefix.length).toLowerCase().replaceAll("_", " ");
}

/** The values that have words of their own, for the test that they exist. */
export const wordedValues = Object.keys(kWords);

const kTopics: Readonly<Record<string, string>> = {
  "R-05": "Whose voice",
  "R-09": "Established",
  "R-11": "Consensus first",
  "R-12": "Voting",
  "R-13": "Reasons",
  "R-14": "Dissent",
  "R-15": "Escalation",
  "R-16": "Right to decide",
  "R-17": "Authority",
  "R-18": "Limit",
  "R-19": "Quorum",
  "R-31": "Delegation",
  "R-52": "Declarations",
  "R-53": "Interests",
  "R-56": "In public",
  "R-58": "Answers",
  "R-62": "Privacy",
  "R-64": "Correction",
  "R-65": "Recorded in time",
};

/** What a rule is about, as the heading of its finding; "" where its number must do. */
export function ruleTopic(rule: string): string {
  return kTopics[rule] ?? "";
}

/** The rules that have a topic, for the test that they exist. */
export const topicRules = Object.keys(kTopics);
