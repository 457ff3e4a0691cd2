#include "services/domain/delegation/circle.h"

#include <algorithm>
#include <set>
#include <vector>

#include "services/domain/body/body.h"

namespace witan::domain {
namespace {

using witan::delegation::v1::DelegationProposed;
using witan::delegation::v1::Terms;

// Holders of a power that are looked at; a longer way than this is taken for a circle.
constexpr size_t kMostHolders = 1'000;

std::string Party(const World& world, const std::string& body_id) {
  const Record* body = world.Find(body_id);
  if (body == nullptr || BodyTypeOf(*body) != witan::body::v1::BODY_TYPE_BOARD) return body_id;
  const auto organisations = BodyOrganisations(*body);
  return organisations.size() == 1 ? organisations.front() : body_id;
}

bool SharesFunction(const Terms& a, const Terms& b) {
  return std::any_of(a.functions().begin(), a.functions().end(), [&](const std::string& function) {
    return std::find(b.functions().begin(), b.functions().end(), function) != b.functions().end();
  });
}

bool IsOver(const Record& delegation, CivilDate date) {
  const DelegationState state = DelegationStateOn(delegation, date);
  return state == DelegationState::kRevoked || state == DelegationState::kExpired;
}

}  // namespace

std::string DelegatorOf(const World& world, const DelegationProposed& proposed) {
  return proposed.delegator_body_id().empty() ? proposed.delegator_organisation_id()
                                              : Party(world, proposed.delegator_body_id());
}

std::string DelegateOf(const World& world, const DelegationProposed& proposed) {
  if (!proposed.delegate_body_id().empty()) return Party(world, proposed.delegate_body_id());
  return proposed.delegate_person_id().empty() ? proposed.delegate_organisation_id()
                                               : proposed.delegate_person_id();
}

bool ComesBack(const World& world, const std::string& delegator, const std::string& delegate,
               const Terms& terms, CivilDate date, std::string_view but_id) {
  std::vector<std::string> waiting = {delegate};
  std::set<std::string> seen = {delegate};
  while (!waiting.empty()) {
    const std::string holder = waiting.back();
    waiting.pop_back();
    if (holder == delegator || seen.size() > kMostHolders) return true;
    for (const Record* next : DelegationsBy(world, holder)) {
      const auto proposed = First<DelegationProposed>(*next);
      const Terms* given = DelegationTermsOn(*next, date);
      // An organisation's committees give on their own account, not on the organisation's.
      if (next->id == but_id || DelegatorOf(world, *proposed) != holder) continue;
      if (IsOver(*next, date) || !SharesFunction(terms, *given)) continue;
      std::string receiver = DelegateOf(world, *proposed);
      if (seen.insert(receiver).second) waiting.push_back(std::move(receiver));
    }
  }
  return false;
}

}  // namespace witan::domain
