#include "services/domain/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/body/body.h"
#include "services/domain/mandate/mandate.h"

namespace witan::domain {
namespace {

using witan::auth::v1::ROLE_REGISTRAR;
using witan::common::v1::ATTESTATION_CLERK;
using witan::common::v1::ATTESTATION_OWN;
using witan::common::v1::ATTESTATION_REPORTED;

// The clerk records today: the mandate must be live on the day of recording.
bool HasMandate(const Deciding& deciding, std::string_view body_id, Findings& findings) {
  if (body_id.empty()) return false;
  const Record* mandate = MandateOf(deciding.world, body_id, deciding.principal, deciding.today);
  if (mandate == nullptr) return false;
  findings.RestsOn(First<witan::mandate::v1::MandateGiven>(*mandate).event->event_id());
  return true;
}

// Nobody lends a body's voice to another organisation than the body's own.
bool IsForItsBody(const Deciding& deciding) {
  const auto& actor = deciding.header.acted_by();
  const Record* body = deciding.world.Find(actor.body_id());
  return body != nullptr && IsBodyOf(*body, actor.organisation_id());
}

// A person speaks for the organisation that the principal belongs to, or as a member of a body for
// the organisation whose body it is.
bool IsTheActor(const Deciding& deciding) {
  const auto& actor = deciding.header.acted_by();
  const auto& principal = deciding.principal;
  const bool is_of_it = actor.organisation_id() == principal.organisation_id();
  if (actor.person_id().empty()) return is_of_it;
  if (actor.person_id() != principal.person_id()) return false;
  return is_of_it || (IsForItsBody(deciding) && MemberOn(*deciding.world.Find(actor.body_id()),
                                                         actor.person_id(), deciding.occurred));
}

void CheckClerk(const Deciding& deciding, Findings& findings) {
  const std::string& body_id = deciding.header.acted_by().body_id();
  if (body_id.empty()) {
    findings.Field("header.acted_by.body_id", "is needed where a clerk records for a body");
  } else if (!HasMandate(deciding, body_id, findings)) {
    findings.Refuse(ReasonId::kNoMandate);
  } else if (!IsForItsBody(deciding)) {
    findings.Field("header.acted_by.organisation_id", "is no organisation of that body");
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
