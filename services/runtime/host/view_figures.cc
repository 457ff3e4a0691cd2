#include "services/runtime/host/view_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "services/runtime/admin/figures.h"

namespace witan::host {
namespace {

using projector::ProjectorState;

constexpr double kMicrosOfSecond = 1e6;
// Views older than this are not ready to be asked about now.
constexpr std::chrono::seconds kOldestReady(10);

}  // namespace

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

std::string WhyTooOld(std::string_view name, const projector::ProjectorStatus& status,
                      Timestamp now) {
  const auto age = now - status.complete_until;
  if (age < kOldestReady) return "";
  return fmt::format("the views of {} show what was recorded until {} s ago", name,
                     std::chrono::duration_cast<std::chrono::seconds>(age).count());
}

void AddViewFigures(std::string_view name, const projector::ProjectorStatus& status, Timestamp now,
                    Figures& figures) {
  const auto add = [&](const char* what, const char* help, double value) {
    figures.push_back(runtime::GaugeOf(fmt::format("witan_{}_{}", name, what), help, value));
  };
  add("position_events", "Position that its views have reached.",
      static_cast<double>(status.head.value()));
  const auto age = now - status.complete_until;
  add("age_seconds", "How long ago its views last showed all that was recorded.",
      std::max(0.0, static_cast<double>(age.count()) / kMicrosOfSecond));
  add("following_flag", "1 while its views follow the log, 0 when they are built or stand still.",
      status.state == ProjectorState::kFollowing ? 1 : 0);
}

void AddLagFigure(std::string_view name, const projector::ProjectorStatus& status, uint64_t log_end,
                  Figures& figures) {
  const uint64_t head = status.head.value();
  figures.push_back(runtime::GaugeOf(fmt::format("witan_{}_lag_events", name),
                                     "Events recorded that its views do not show yet.",
                                     static_cast<double>(log_end > head ? log_end - head : 0)));
}

}  // namespace witan::host
