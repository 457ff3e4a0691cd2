#include "services/standalone/options.h"

#include "services/runtime/host/build.h"
#include "storage/base/status.h"

namespace witan::standalone {
namespace {

using runtime::CommandLine;

// The one list of settings.
void Declare(CommandLine& line, Options& options, host::HostDurations& durations) {
  line.NeededText("data", options.data, "folder of the log, the views and the keys");
  host::Declare(line, options, durations);
  line.Text("master-key", options.master_key,
            "file of the key under which personal keys are wrapped (default: DATA/master.key)");
  line.Flag("unsynced-for-measurement", options.unsynced_for_measurement,
            "the log is not synced, with --plain-for-measurement only: benchmarks");
}

}  // namespace

absl::StatusOr<Asked> ReadOptions(int argc, const char* const* argv) {
  Asked asked;
  host::HostDurations durations;
  CommandLine line("All services of Witan in one process, on the embedded log", host::kBuild);
  Declare(line, asked.options, durations);
  ASSIGN_OR_RETURN(asked.wish, line.Parse(argc, argv));
  if (asked.wish == runtime::Wish::kNothing) return asked;
  if (asked.options.master_key.empty()) {
    asked.options.master_key = asked.options.data + "/master.key";
  }
  RETURN_IF_ERROR(host::Complete(durations, asked.options));
  if (asked.options.unsynced_for_measurement && !asked.options.plain_for_measurement) {
    return absl::InvalidArgumentError(
        "--unsynced-for-measurement loses acknowledged commands in a power cut: it goes with "
        "--plain-for-measurement only");
  }
  return asked;
}

std::vector<std::string> SettingNames() {
  Options options;
  host::HostDurations durations;
  CommandLine line("", host::kBuild);
  Declare(line, options, durations);
  return line.names();
}

}  // namespace witan::standalone
