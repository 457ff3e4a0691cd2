#pragma once

// What proposing and varying a delegation check in common. For the folder itself.

#include <string>
#include <vector>

#include "services/domain/delegation/delegation.h"

namespace witan::domain {

// The organisations that may propose it: the delegator's, and the delegate's, who may ask for it.
std::vector<std::string> ProposersOf(const World& world,
                                     const witan::delegation::v1::DelegationProposed& content);

// The delegator's body is one of its organisation; exactly one delegate is named.
void CheckParties(const World& world, const witan::delegation::v1::DelegationProposed& content,
                  Findings& findings);

// The delegate, and what else is named, are as the instrument has them.
void CheckInstrument(const World& world, const witan::delegation::v1::DelegationProposed& content,
                     Findings& findings);

// Dates in order, limits whole, each function once.
void CheckTerms(const witan::delegation::v1::Terms& terms, const std::string& field,
                Findings& findings);

// `accountable_id` is the organisation that had the function before any of it was given away.
void CheckAccountable(const Deciding& deciding,
                      const witan::delegation::v1::DelegationProposed& proposed,
                      const std::string& accountable_id, Findings& findings);

// R-31 of the terms: an end or a review, no circle, nothing handed on without permission or beyond
// what was received. States one finding for each fault, or that the rule held.
void CheckPower(const Deciding& deciding, const witan::delegation::v1::DelegationProposed& proposed,
                const witan::delegation::v1::Terms& terms, Findings& findings);

}  // namespace witan::domain
