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

// `name` begins the figures' names: "oversight". Behind by how many events and for how long.
void AddViewFigures(std::string_view name, const projector::ProjectorStatus& status,
                    uint64_t log_end, Timestamp now, Figures& figures);

}  // namespace witan::host
