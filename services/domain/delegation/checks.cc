#include "services/domain/delegation/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/body/body.h"
#include "services/domain/delegation/circle.h"
#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/scheme/scheme.h"

namespace witan::domain {
namespace {

using witan::delegation::v1::DelegationProposed;
using witan::delegation::v1::Terms;

// Why what this delegation hands on may not be handed on so; empty when it may.
std::string HandingOnFault(const Deciding& deciding, const DelegationProposed& proposed,
                           const Record& parent, const Terms& terms) {
  const auto received = First<DelegationProposed>(parent);
  const Terms* given = DelegationTermsOn(parent, deciding.occurred);
  if (!received || given == nullptr) return "The delegation that it hands on was taken back.";
  const bool is_receiver =
      DelegateOf(deciding.world, *received) == DelegatorOf(deciding.world, proposed) ||
      (!received->delegate_person_id().empty() &&
       received->delegate_person_id() == deciding.header.acted_by().person_id());
  if (!is_receiver) {
    return fmt::format("Delegation {} was given to somebody else than this delegator.",
                       parent.number);
  }
  if (!given->sub_delegation_allowed()) {
    return fmt::format("Delegation {} does not allow to hand on what it gives.", parent.number);
  }
  for (const std::string& function : terms.functions()) {
    const bool is_given = std::find(given->functions().begin(), given->functions().end(),
                                    function) != given->functions().end();
    if (!is_given) {
      return fmt::format("Delegation {} does not give the function {}.", parent.number, function);
    }
  }
  const DelegationState state = DelegationStateOn(parent, deciding.occurred);
  if (state == DelegationState::kRevoked || state == DelegationState::kExpired) {
    return fmt::format("Delegation {} {}.", parent.number,
                       DescribedState(parent, deciding.occurred));
  }
  return "";
}

// A committee has only what it was given, and says which of it it hands on.
std::string OriginFault(const Deciding& deciding, const DelegationProposed& proposed) {
  const Record* body = deciding.world.Find(proposed.delegator_body_id());
  if (body == nullptr) return "";
  switch (DecisionRightsOn(*body, deciding.occurred)) {
    case witan::body::v1::DECISION_RIGHTS_NONE:
    case witan::body::v1::DECISION_RIGHTS_ADVISORY:
      return fmt::format("{} has no decision rights to give.", BodyName(*body));
    case witan::body::v1::DECISION_RIGHTS_DELEGATED:
      return fmt::format(
          "{} has only what was delegated to it; name the delegation that it hands "
          "on.",
          BodyName(*body));
    default:  // open enum of proto3: reserved matters are its own
      return "";
  }
}

std::vector<std::string> PowerFaults(const Deciding& deciding, const DelegationProposed& proposed,
                                     const Terms& terms) {
  std::vector<std::string> faults;
  if (terms.end().empty() && terms.review().empty()) {
    faults.emplace_back("The delegation states neither an end nor a date of review.");
  }
  const std::string delegator = DelegatorOf(deciding.world, proposed);
  const std::string delegate = DelegateOf(deciding.world, proposed);
  const auto from =
      std::max(CivilDate::Parse(terms.start()).value_or(deciding.occurred), deciding.occurred);
  if (delegator == delegate) {
    faults.emplace_back("The delegation gives the power to the one who has it.");
  } else if (ComesBack(deciding.world, delegator, delegate, terms, from, deciding.record_id)) {
    faults.emplace_back(
        "The power comes back to the delegator through other delegations: a circle.");
  }
  const Record* parent = deciding.world.Find(proposed.parent_delegation_id());
  std::string origin = parent != nullptr ? HandingOnFault(deciding, proposed, *parent, terms)
                                         : OriginFault(deciding, proposed);
  if (!origin.empty()) faults.push_back(std::move(origin));
  return faults;
}

// Needs of one instrument as {field, whether it is there, what is wanted}.
void CheckNamed(const std::string& value, const std::string& field, std::string_view instrument,
                Findings& findings) {
  if (value.empty()) findings.Field(field, fmt::format("is missing; {} names it", instrument));
}

}  // namespace

std::vector<std::string> ProposersOf(const World& world, const DelegationProposed& content) {
  std::vector<std::string> organisations = {content.delegator_organisation_id()};
  if (!content.delegate_organisation_id().empty()) {
    organisations.push_back(content.delegate_organisation_id());
  }
  if (const Record* body = world.Find(content.delegate_body_id())) {
    for (const std::string& id : BodyOrganisations(*body)) organisations.push_back(id);
  }
  return organisations;
}

void CheckParties(const World& world, const DelegationProposed& content, Findings& findings) {
  const Record* body = world.Find(content.delegator_body_id());
  if (body != nullptr && !IsBodyOf(*body, content.delegator_organisation_id())) {
    findings.Field("content.delegator_body_id", "is no body of the delegator's organisation");
  }
  const int delegates = (content.delegate_body_id().empty() ? 0 : 1) +
                        (content.delegate_person_id().empty() ? 0 : 1) +
                        (content.delegate_organisation_id().empty() ? 0 : 1);
  if (delegates != 1) {
    findings.Field("content.delegate_body_id",
                   "or a person or an organisation: exactly one of the three receives the power");
  }
}

void CheckInstrument(const World& world, const DelegationProposed& content, Findings& findings) {
  switch (content.instrument()) {
    case witan::delegation::v1::INSTRUMENT_BOARD_COMMITTEE:
      return CheckNamed(content.delegate_body_id(), "content.delegate_body_id",
                        "a delegation to a committee", findings);
    case witan::delegation::v1::INSTRUMENT_INDIVIDUAL_DIRECTOR:
      return CheckNamed(content.delegate_person_id(), "content.delegate_person_id",
                        "a delegation to a director", findings);
    case witan::delegation::v1::INSTRUMENT_JOINT_COMMITTEE:
    case witan::delegation::v1::INSTRUMENT_S65Z6:
      return CheckNamed(content.delegate_body_id(), "content.delegate_body_id",
                        "a delegation to a joint committee", findings);
    case witan::delegation::v1::INSTRUMENT_LEAD_PROVIDER_CONTRACT:
      CheckNamed(content.delegate_organisation_id(), "content.delegate_organisation_id",
                 "a lead provider's contract", findings);
      return CheckNamed(content.contract_reference(), "content.contract_reference",
                        "a lead provider's contract", findings);
    case witan::delegation::v1::INSTRUMENT_NHSE_TO_ICS:
      if (!IsNhsEngland(world, content.delegator_organisation_id())) {
        findings.Field("content.delegator_organisation_id",
                       "is not NHS England, whose functions this instrument gives");
      }
      return;
    default:  // open enum of proto3: sections 65Z5 and 75 leave the parties open
      return;
  }
}

void CheckTerms(const Terms& terms, const std::string& field, Findings& findings) {
  if (!terms.end().empty() && terms.end() <= terms.start()) {
    findings.Field(field + ".end", fmt::format("is not after the first day, {}", terms.start()));
  }
  if (!terms.review().empty() && terms.review() <= terms.start()) {
    findings.Field(field + ".review", fmt::format("is not after the first day, {}", terms.start()));
  }
  std::set<std::string> seen;
  for (int i = 0; i < terms.functions_size(); ++i) {
    if (!seen.insert(terms.functions(i)).second) {
      findings.Field(fmt::format("{}.functions[{}]", field, i), "is there twice");
    }
  }
  for (int i = 0; i < terms.limits_size(); ++i) {
    CheckLimitFields(terms.limits(i), fmt::format("{}.limits[{}]", field, i), findings);
  }
}

void CheckAccountable(const Deciding& deciding, const DelegationProposed& proposed,
                      const std::string& accountable_id, Findings& findings) {
  std::string owner = proposed.delegator_organisation_id();
  if (const Record* parent = deciding.world.Find(proposed.parent_delegation_id())) {
    const auto first = First<DelegationProposed>(*DelegationChain(deciding.world, *parent).back());
    if (first) owner = first->accountable_organisation_id();
  }
  const bool stays = accountable_id == owner;
  const std::string name = Described(deciding.world, owner, deciding.occurred);
  findings.Check(
      RuleId::k28, stays,
      stays ? fmt::format("{} stays accountable.", name)
            : fmt::format("{} had the function and stays accountable for it; {} does not become so "
                          "by a delegation.",
                          name, Described(deciding.world, accountable_id, deciding.occurred)));
}

void CheckPower(const Deciding& deciding, const DelegationProposed& proposed, const Terms& terms,
                Findings& findings) {
  const auto faults = PowerFaults(deciding, proposed, terms);
  for (const std::string& fault : faults) findings.Broken(RuleId::k31, fault);
  if (faults.empty()) {
    findings.Held(RuleId::k31,
                  "It ends or is reviewed on a stated date, runs in no circle and gives no more "
                  "than the delegator has.");
  }
}

}  // namespace witan::domain
