#include "services/standalone/readiness.h"

#include <fmt/format.h>

namespace witan::standalone {

using projector::ProjectorState;
using recorder::RecorderCondition;

std::string WhyNotReady(const recorder::SequencerState& recorder) {
  switch (recorder.condition.load()) {
    case RecorderCondition::kWriting:
      return "";
    case RecorderCondition::kRecovering:
      return "the recorder finds out what the log has kept; it takes a new term";
    case RecorderCondition::kResigned:
      return "the recorder does not write: another writer took over";
    case RecorderCondition::kStopped:
      return "the recorder does not write: the log failed, and the process has to be started again";
  }
  return "the recorder's condition is not known";
}

std::string WhyNotReady(std::string_view name, const projector::ProjectorStatus& status) {
  switch (status.state) {
    case ProjectorState::kFollowing:
      return "";
    case ProjectorState::kBuilding:
      return fmt::format("the views of {} are being built; they stand at {}", name,
                         status.head.value());
    case ProjectorState::kStopped:
    case ProjectorState::kDamaged:
      return fmt::format("the views of {} stand still: {}", name,
                         std::string(status.reason.message()));
  }
  return fmt::format("the state of the views of {} is not known", name);
}

}  // namespace witan::standalone
