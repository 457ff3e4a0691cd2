#pragma once

// no power runs in a circle. For the folder itself.

#include <string>

#include "services/domain/delegation/delegation.h"

namespace witan::domain {

// Who gives and who receives. A board and its organisation are one: what the one has the other has.
std::string DelegatorOf(const World& world,
                        const witan::delegation::v1::DelegationProposed& proposed);
std::string DelegateOf(const World& world,
                       const witan::delegation::v1::DelegationProposed& proposed);

// Whether a power over one of these functions that is given to `delegate` comes back to `delegator`
// through delegations that are neither revoked nor expired on the date. The record `but_id` itself
// is left out.
bool ComesBack(const World& world, const std::string& delegator, const std::string& delegate,
               const witan::delegation::v1::Terms& terms, CivilDate date, std::string_view but_id);

}  // namespace witan::domain
