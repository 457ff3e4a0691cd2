#pragma once

// From settings to an exit code.

#include "services/runtime/shutdown/stop_signal.h"
#include "services/standalone/options.h"

namespace witan::standalone {

// Runs until a signal comes or it cannot go on. 0: it was told to stop and did; 1: it could not
// start, could not go on, or did not stop in time. What it has to say are lines of JSON on stderr.
int Run(const Options& options, runtime::StopSignal& stop);

// Looks at what --check looks at: 0, or 1 with one sentence a line on stderr.
int Check(const Options& options);

}  // namespace witan::standalone
