#pragma once

// Under which power a decision is made, and how much it may cost: R-18.

#include <string>

#include "services/domain/decide.h"
#include "services/domain/decision/decision.h"

namespace witan::domain {

// before its establishment a system decides on its partners' own authority or a memorandum.
// the body has decision rights. R-17: the authority named is live on the day, is the body's,
// and covers the function; otherwise says to whom to refer it. Names the instrument in the verdict.
void CheckAuthority(const Deciding& deciding, const Record& body,
                    const witan::decision::v1::DecisionMade& made, Findings& findings);

// the value stays within every limit of the authority, with what was used before in the
// limit's window. A missing limit is flagged, since it is no unlimited power. Asked of approvals
// alone: what is rejected, noted or referred spends nothing.
void CheckSpending(const Deciding& deciding, const Record& body,
                   const witan::decision::v1::DecisionMade& made, Findings& findings);

// The function decided on: as the authority states it, else that of the scheme's entry.
std::string FunctionOf(const World& world, const witan::decision::v1::Authority& authority);

}  // namespace witan::domain
