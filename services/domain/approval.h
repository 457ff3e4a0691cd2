#pragma once

// What a decision approved: the question that delegations and terms of reference ask of the
// decision that they name.

#include <string>
#include <string_view>

#include "services/domain/civil_date.h"
#include "services/domain/world.h"

namespace witan::domain {

// Whose decision is wanted: of this body, or with an empty body of any body of the organisation.
struct Approver {
  std::string body_id;
  std::string organisation_id;
};

// Why the decision does not approve anything of the approver's by that date: "It is a decision of
// the audit committee, not of the board." Empty when it does.
std::string ApprovalFault(const World& world, std::string_view decision_id,
                          const Approver& approver, CivilDate by);

}  // namespace witan::domain
