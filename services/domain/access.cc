#include "services/domain/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "witan/mandate/v1/mandate.pb.h"

namespace witan::domain {
namespace {

using witan::auth::v1::ROLE_REGISTRAR;
using witan::common::v1::ATTESTATION_CLERK;
using witan::common::v1::ATTESTATION_OWN;
using witan::common::v1::ATTESTATION_REPORTED;
using witan::mandate::v1::MandateEnded;
using witan::mandate::v1::MandateGiven;

bool MandateHolds(const Record& mandate, const witan::auth::v1::Principal& principal,
                  CivilDate today) {
  const auto given = First<MandateGiven>(mandate);
  if (!given) return false;
  const bool names_it =
      given->subject() == principal.subject() ||
      (!given->person_id().empty() && given->person_id() == principal.person_id());
  if (!names_it || !HoldsOn(given->from(), given->to(), today)) return false;
  const auto ended = Last<MandateEnded>(mandate);
  return !ended || today < CivilDate::Parse(ended->on()).value_or(today);
}

// The clerk records today: the mandate must be live on the day of recording.
bool HasMandate(const Deciding& deciding, std::string_view body_id, Findings& findings) {
  if (body_id.empty()) return false;
  for (const Record* mandate :
       deciding.world.Referring(body_id, witan::options::v1::AGGREGATE_MANDATE)) {
    if (MandateHolds(*mandate, deciding.principal, deciding.today)) {
      findings.RestsOn(First<MandateGiven>(*mandate).event->event_id());
      return true;
    }
  }
  return false;
}

bool IsTheActor(const Deciding& deciding) {
  const auto& actor = deciding.header.acted_by();
  const auto& principal = deciding.principal;
  if (!actor.person_id().empty()) {
    return actor.person_id() == principal.person_id();
  }
  return actor.organisation_id() == principal.organisation_id();
}

void CheckClerk(const Deciding& deciding, Findings& findings) {
  const std::string& body_id = deciding.header.acted_by().body_id();
  if (body_id.empty()) {
    findings.Field("header.acted_by.body_id", "is needed where a clerk records for a body");
  } else if (!HasMandate(deciding, body_id, findings)) {
    findings.Refuse(ReasonId::kNoMandate);
  }
}

void CheckReported(const Deciding& deciding, Findings& findings) {
  if (deciding.header.evidence().empty()) findings.Refuse(ReasonId::kEvidenceMissing);
  const bool is_own =
      deciding.header.acted_by().person_id().empty() &&
      deciding.header.acted_by().organisation_id() == deciding.principal.organisation_id();
  if (is_own) {
    findings.Field("header.attestation",
                   "a report is of another organisation's act; this is yours");
  }
}

void CheckAttestation(const Deciding& deciding, const witan::options::v1::EventRules& rules,
                      Findings& findings) {
  switch (deciding.header.attestation()) {
    case ATTESTATION_OWN:
      if (!IsTheActor(deciding)) findings.Refuse(ReasonId::kNotYourVoice);
      return;
    case ATTESTATION_CLERK:
      if (rules.own_act_only() || rules.no_clerk()) {
        findings.Refuse(ReasonId::kOwnActOnly);
        return;
      }
      CheckClerk(deciding, findings);
      return;
    case ATTESTATION_REPORTED:
      if (rules.own_act_only()) {
        findings.Refuse(ReasonId::kOwnActOnly);
        return;
      }
      CheckReported(deciding, findings);
      return;
    default:
      findings.Field("header.attestation", "is missing");
  }
}

}  // namespace

bool HasRole(const witan::auth::v1::Principal& principal, witan::auth::v1::Role role) {
  return std::find(principal.roles().begin(), principal.roles().end(), static_cast<int>(role)) !=
         principal.roles().end();
}

void CheckAccess(const Deciding& deciding, const Payload& content, Findings& findings) {
  const auto& rules = RulesOf(ContentOf(content)->GetDescriptor());
  if (rules.registrar_only()) {
    if (!HasRole(deciding.principal, ROLE_REGISTRAR)) {
      findings.Refuse(ReasonId::kRegistrarOnly);
      return;
    }
  }
  CheckAttestation(deciding, rules, findings);
}

}  // namespace witan::domain
