#pragma once

// Whether a service's views follow the log, and how far behind they are.

#include <string>
#include <string_view>

#include "services/runtime/host/part.h"
#include "services/runtime/projector/projector.h"
#include "storage/base/clock.h"

namespace witan::host {

// Empty: ready. `name` of the views' service.
std::string WhyNotReady(std::string_view name, const projector::ProjectorStatus& status);

// Empty, or that the views follow the log from too far behind: the log cannot be reached, or brings
// more than they take in.
std::string WhyTooOld(std::string_view name, const projector::ProjectorStatus& status,
                      Timestamp now);

// `name` begins the figures' names: "oversight". Where its views stand, and for how long they have
// been behind.
void AddViewFigures(std::string_view name, const projector::ProjectorStatus& status, Timestamp now,
                    Figures& figures);
// And by how many events, where the log's end is known.
void AddLagFigure(std::string_view name, const projector::ProjectorStatus& status, uint64_t log_end,
                  Figures& figures);

}  // namespace witan::host
