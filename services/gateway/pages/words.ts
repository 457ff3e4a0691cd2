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
  CLASSIFICATION_OVERSIGHT: "those who oversee",
  CLASSIFICATION_PARTNERS: "partners",
  CLASSIFICATION_PUBLIC: "everybody",
  CLASSIFICATION_RESTRICTED: "named members",
  DECISION_METHOD_CHAIR_ON_BEHALF: "by the chair, after no consensus",
  DECISION_METHOD_CONSENSUS: "by consensus",
  DECISION_METHOD_DELEGATED_INDIVIDUAL: "by a person under a delegation",
  DECISION_METHOD_URGENT: "urgently, to be ratified",
  DECISION_METHOD_VOTE: "by vote",
  ITEM_KIND_INFORMATION: "for information",
  LEGAL_REGIME_PRE_STATUTORY: "before the system had a statutory body",
  LEGAL_REGIME_SHADOW: "in shadow form",
  LEGAL_REGIME_STATUTORY: "as a statutory body",
  MANAGEMENT_LEAVE_ROOM: "left the room",
  MANAGEMENT_NO_DISCUSSION: "took no part in the discussion",
  MANAGEMENT_NOTED: "noted, took part",
  MANAGEMENT_NO_VOTE: "did not vote",
  MANAGEMENT_OTHER_CHAIR: "another member took the chair",
  MANAGEMENT_PAPERS_WITHHELD: "did not get the papers",
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
  RESULT_NOTED: "noted",
  SECTOR_ICS_BODY: "the system’s own body",
  SECTOR_VCSE: "voluntary, community or social enterprise",
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
