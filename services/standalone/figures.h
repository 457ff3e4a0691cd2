#pragma once

// The figures of the process for Prometheus that are read when they are asked for. METRICS.md
// lists them all, and a test compares it with what is served.

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/recorder/wire/sequencer.h"
#include "services/runtime/projector/projector.h"
#include "services/standalone/options.h"
#include "storage/base/clock.h"

namespace witan::standalone {

using Figures = std::vector<prometheus::MetricFamily>;

void AddRecorderFigures(const recorder::SequencerState& recorder, Figures& figures);
// `service` names the views: "oversight". Behind by how many events and for how long.
void AddViewFigures(std::string_view service, const projector::ProjectorStatus& status,
                    uint64_t log_end, Timestamp now, Figures& figures);
// The folder of the log and the disk that it is on; the certificate. What cannot be read is left
// out.
void AddFileFigures(const Options& options, Figures& figures);

}  // namespace witan::standalone
