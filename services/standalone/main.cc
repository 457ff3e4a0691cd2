// Starts Witan on one machine; see --help.

#include "services/runtime/host/run.h"
#include "services/runtime/shutdown/stop_signal.h"
#include "services/standalone/check.h"
#include "services/standalone/options.h"
#include "services/standalone/standalone.h"

int main(int argc, char** argv) {
  witan::runtime::StopSignal stop;
  const auto asked = witan::standalone::ReadOptions(argc, argv);
  if (!asked.ok()) return witan::host::Refuse("standalone", asked.status());
  const witan::standalone::Options& options = asked->options;
  const witan::host::Program program{
      .start = [&options](const witan::runtime::Logger& logger, std::function<void()> end)
          -> absl::StatusOr<std::unique_ptr<witan::host::Process>> {
        return witan::standalone::Standalone::Start(options, logger, std::move(end));
      },
      .faults = [&options] { return witan::standalone::FaultsOf(options); },
      .data = options.data};
  return witan::host::Run(asked->wish, options, program, stop);
}
