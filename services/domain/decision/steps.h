#pragma once

// What the steps of a decision have in common.

#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "services/domain/decision/voices.h"

namespace witan::domain {

// Who records a step is the body itself, or a person who speaks in it: a person's voice is judged
// with the others, so that "for the trust" is refused by its rule.
void CheckSpeaker(const Deciding& deciding, const Record& body, std::vector<Voice> voices,
                  Findings& findings);

}  // namespace witan::domain
