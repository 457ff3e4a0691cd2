#include <fmt/format.h>

#include <algorithm>

#include "services/domain/body/body.h"
#include "services/domain/delegation/delegation.h"

namespace witan::domain {
namespace {

using witan::delegation::v1::DelegationActivated;
using witan::delegation::v1::DelegationApproved;
using witan::delegation::v1::DelegationProposed;
using witan::delegation::v1::DelegationRevoked;
using witan::delegation::v1::DelegationSuspended;
using witan::delegation::v1::DelegationVaried;
using witan::delegation::v1::Terms;

// A power handed on more often than this is a circle or a mistake.
constexpr size_t kMostLinks = 20;

bool IsActivatedBy(const Record& delegation, const std::string& date) {
  const auto facts = All<DelegationActivated>(delegation);
  return std::any_of(facts.begin(), facts.end(),
                     [&](const auto& fact) { return fact->on() <= date; });
}

// A suspension runs to its own end, or until an activation that was stated after it.
bool IsSuspendedOn(const Record& delegation, const std::string& date) {
  bool suspended = false;
  for (const EventPtr& event : delegation.facts) {
    if (const auto* fact = As<DelegationSuspended>(event->payload())) {
      const bool holds = fact->from() <= date && (fact->to().empty() || date < fact->to());
      suspended = suspended || holds;
    } else if (const auto* again = As<DelegationActivated>(event->payload())) {
      if (again->on() <= date) suspended = false;
    }
  }
  return suspended;
}

FactOf<DelegationVaried> VariationOn(const Record& delegation, const std::string& date) {
  FactOf<DelegationVaried> newest;
  for (const auto& fact : All<DelegationVaried>(delegation)) {
    if (fact->from() > date) continue;
    if (!newest || fact->from() >= newest->from()) newest = fact;
  }
  return newest;
}

void AddFacts(const Record& delegation, CivilDate date, std::vector<std::string>& rests_on) {
  rests_on.push_back(First<DelegationProposed>(delegation).event->event_id());
  if (const auto approved = Last<DelegationApproved>(delegation)) {
    rests_on.push_back(approved.event->event_id());
  }
  if (const auto activated = Last<DelegationActivated>(delegation)) {
    rests_on.push_back(activated.event->event_id());
  }
  if (const auto varied = VariationOn(delegation, date.Text())) {
    rests_on.push_back(varied.event->event_id());
  }
}

bool Gives(const Terms& terms, std::string_view function) {
  return std::find(terms.functions().begin(), terms.functions().end(), function) !=
         terms.functions().end();
}

std::vector<const Record*> DelegationsWhere(const World& world, std::string_view id,
                                            bool (*is_it)(const DelegationProposed&,
                                                          std::string_view)) {
  std::vector<const Record*> found;
  for (const Record* record : world.Referring(id, witan::options::v1::AGGREGATE_DELEGATION)) {
    const auto proposed = First<DelegationProposed>(*record);
    if (proposed && is_it(*proposed, id)) found.push_back(record);
  }
  return found;
}

}  // namespace

DelegationState DelegationStateOn(const Record& delegation, CivilDate date) {
  const std::string on = date.Text();
  const Terms* terms = DelegationTermsOn(delegation, date);
  if (terms == nullptr) return DelegationState::kProposed;
  const auto revoked = Last<DelegationRevoked>(delegation);
  if (revoked && revoked->on() <= on) return DelegationState::kRevoked;
  if (!terms->end().empty() && terms->end() <= on) return DelegationState::kExpired;
  if (IsActivatedBy(delegation, on) && terms->start() <= on) {
    return IsSuspendedOn(delegation, on) ? DelegationState::kSuspended : DelegationState::kLive;
  }
  const auto approved = Last<DelegationApproved>(delegation);
  return approved && approved.event->occurred().date() <= on ? DelegationState::kApproved
                                                             : DelegationState::kProposed;
}

std::string DescribedState(const Record& delegation, CivilDate date) {
  switch (DelegationStateOn(delegation, date)) {
    case DelegationState::kProposed:
      return fmt::format("was proposed and not approved by {}", date.Text());
    case DelegationState::kApproved:
      return fmt::format("was approved and not active on {}", date.Text());
    case DelegationState::kLive:
      return fmt::format("was live on {}", date.Text());
    case DelegationState::kSuspended:
      return fmt::format("was suspended on {}", date.Text());
    case DelegationState::kExpired:
      return fmt::format("expired on {}", DelegationTermsOn(delegation, date)->end());
    case DelegationState::kRevoked:
      return fmt::format("was revoked on {}", Last<DelegationRevoked>(delegation)->on());
  }
  return "";
}

const Terms* DelegationTermsOn(const Record& delegation, CivilDate date) {
  if (const auto varied = VariationOn(delegation, date.Text())) return &varied->terms();
  const auto proposed = First<DelegationProposed>(delegation);
  return proposed ? &proposed->terms() : nullptr;
}

std::vector<const Record*> DelegationChain(const World& world, const Record& delegation) {
  std::vector<const Record*> chain;
  const Record* link = &delegation;
  while (link != nullptr && chain.size() < kMostLinks) {
    const bool is_circle = std::any_of(chain.begin(), chain.end(),
                                       [&](const Record* seen) { return seen->id == link->id; });
    if (is_circle) break;
    chain.push_back(link);
    const auto proposed = First<DelegationProposed>(*link);
    link = proposed ? world.Find(proposed->parent_delegation_id()) : nullptr;
  }
  return chain;
}

DelegatedPower DelegatedPowerOn(const World& world, const Record& delegation,
                                std::string_view function, CivilDate date) {
  DelegatedPower power;
  for (const Record* link : DelegationChain(world, delegation)) {
    if (DelegationStateOn(*link, date) != DelegationState::kLive) {
      power.fault = fmt::format("Delegation {} {}.", link->number, DescribedState(*link, date));
      return power;
    }
    const Terms& terms = *DelegationTermsOn(*link, date);
    if (!Gives(terms, function)) {
      power.fault = fmt::format("Delegation {} does not give the function {} on {}.", link->number,
                                function, date.Text());
      return power;
    }
    for (const auto& limit : terms.limits()) {
      power.limits.push_back(&limit);
    }
    AddFacts(*link, date, power.rests_on);
  }
  return power;
}

bool IsDelegate(const World& world, const Record& delegation, std::string_view body_id,
                std::string_view person_id) {
  const auto proposed = First<DelegationProposed>(delegation);
  if (!proposed) return false;
  if (!person_id.empty() && proposed->delegate_person_id() == person_id) return true;
  if (body_id.empty()) return false;
  if (proposed->delegate_body_id() == body_id) return true;
  const Record* body = world.Find(body_id);
  return !proposed->delegate_organisation_id().empty() && body != nullptr &&
         BodyTypeOf(*body) == witan::body::v1::BODY_TYPE_BOARD &&
         IsBodyOf(*body, proposed->delegate_organisation_id());
}

std::vector<const Record*> DelegationsTo(const World& world, std::string_view delegate_id) {
  return DelegationsWhere(
      world, delegate_id, [](const DelegationProposed& proposed, std::string_view id) {
        return proposed.delegate_body_id() == id || proposed.delegate_person_id() == id ||
               proposed.delegate_organisation_id() == id;
      });
}

std::vector<const Record*> DelegationsBy(const World& world, std::string_view delegator_id) {
  return DelegationsWhere(
      world, delegator_id, [](const DelegationProposed& proposed, std::string_view id) {
        return proposed.delegator_body_id() == id || proposed.delegator_organisation_id() == id;
      });
}

}  // namespace witan::domain
