#pragma once

// From the payload's kind to its aggregate's Decide. The switch has no default: a kind without a
// line does not compile.

#include "services/domain/decide.h"

namespace witan::domain {

void Dispatch(const Deciding& deciding, const Payload& payload, Findings& findings);

}  // namespace witan::domain
