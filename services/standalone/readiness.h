#pragma once

// Whether the parts of the process do what they are there for, and if not, why not: one sentence
// for the operator. Empty: ready.

#include <string>
#include <string_view>

#include "services/recorder/wire/sequencer.h"
#include "services/runtime/projector/projector.h"

namespace witan::standalone {

std::string WhyNotReady(const recorder::SequencerState& recorder);
// `name` of the views' service.
std::string WhyNotReady(std::string_view name, const projector::ProjectorStatus& status);

}  // namespace witan::standalone
