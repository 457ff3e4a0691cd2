#pragma once

// From settings to an exit code, the same for every program.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/host/options.h"
#include "services/runtime/host/process.h"
#include "services/runtime/log/logger.h"
#include "services/runtime/settings/command_line.h"
#include "services/runtime/shutdown/stop_signal.h"

namespace witan::host {

// What a program does with its settings once they are read.
struct Program {
  // Opens everything and serves. `stop` is called when it cannot go on. Errors are sentences that
  // name the file, folder, port or certificate. The logger outlives the process.
  std::function<absl::StatusOr<std::unique_ptr<Process>>(const runtime::Logger& logger,
                                                         std::function<void()> stop)>
      start;
  // One sentence for each thing that would keep it from starting.
  std::function<std::vector<std::string>()> faults;
  // The folder that it keeps things in, for the log.
  std::string data;
};

// Exit code of settings that are wrong.
inline constexpr int kWrongUse = 2;

// Does what was asked for. Running: until a signal comes or it cannot go on. 0: it was told to stop
// and did; 1: it could not start, could not go on, or did not stop in time. What it has to say are
// lines of JSON on stderr. Looking: 0, or 1 with one sentence a line on stderr.
int Run(runtime::Wish wish, const HostOptions& options, const Program& program,
        runtime::StopSignal& stop);

// Says on stderr why the settings cannot be used; kWrongUse.
int Refuse(std::string_view name, const absl::Status& why);

}  // namespace witan::host
