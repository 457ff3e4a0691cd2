#include "services/domain/regulation/regulation.h"

#include <fmt/format.h>

#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"

namespace witan::domain {
namespace {

using witan::regulation::v1::ComplianceCertified;
using witan::regulation::v1::RegulatoryActionLifted;
using witan::regulation::v1::RegulatoryActionTaken;

void CheckRegulator(const Deciding& deciding, std::string_view subject_id, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const std::string name = Described(deciding.world, actor, deciding.occurred);
  if (IsNhsEngland(deciding.world, actor)) {
    findings.Held(RuleId::k38, fmt::format("{} acts for NHS England.", name));
  } else {
    findings.Broken(RuleId::k38,
                    fmt::format("Formal regulatory action is NHS England's alone; {} may raise a "
                                "concern or escalate one.",
                                name));
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), subject_id, findings);
}

std::string SubjectOf(const Record& regulatory_action) {
  const auto taken = First<RegulatoryActionTaken>(regulatory_action);
  return taken ? taken->subject_id() : "";
}

void CheckStands(const Deciding& deciding, Findings& findings) {
  const std::string lifted_on = RegulatoryStateOf(*deciding.record).lifted_on;
  if (!lifted_on.empty() && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("The action was lifted on {}.", lifted_on));
  }
}

}  // namespace

RegulatoryState RegulatoryStateOf(const Record& regulatory_action) {
  RegulatoryState state;
  state.is_compliance_certified = bool{Last<ComplianceCertified>(regulatory_action)};
  if (const auto lifted = Last<RegulatoryActionLifted>(regulatory_action)) {
    state.lifted_on = lifted->on();
  }
  return state;
}

void Decide(const Deciding& deciding, const RegulatoryActionTaken& content, Findings& findings) {
  if (IsNhsEngland(deciding.world, content.subject_id())) {
    findings.Field("content.subject_id", "is NHS England itself, which regulates others");
  }
  CheckRegulator(deciding, content.subject_id(), findings);
}

void Decide(const Deciding& deciding, const ComplianceCertified&, Findings& findings) {
  CheckStands(deciding, findings);
  CheckRegulator(deciding, SubjectOf(*deciding.record), findings);
}

void Decide(const Deciding& deciding, const RegulatoryActionLifted& content, Findings& findings) {
  CheckStands(deciding, findings);
  const auto taken = First<RegulatoryActionTaken>(*deciding.record);
  if (taken && content.on() < taken.event->occurred().date()) {
    findings.Field("content.on", fmt::format("is before the action was taken, on {}",
                                             taken.event->occurred().date()));
  }
  CheckRegulator(deciding, SubjectOf(*deciding.record), findings);
}

}  // namespace witan::domain
