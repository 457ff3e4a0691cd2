// Starts Witan on one machine; see --help.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "services/runtime/log/library_logs.h"
#include "services/runtime/log/logger.h"
#include "services/runtime/shutdown/stop_signal.h"
#include "services/standalone/standalone.h"

namespace {

constexpr int kWrongUse = 2;

int Fail(const absl::Status& status, int code) {
  fmt::print(stderr, "standalone: {}\n", std::string(status.message()));
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  witan::runtime::StopSignal stop;
  const auto options = witan::standalone::ReadOptions(argc, argv);
  if (!options.ok()) return Fail(options.status(), kWrongUse);
  if (!options->has_value()) return 0;
  static const witan::SystemClock clock;
  static const witan::runtime::Logger logger("standalone", clock, STDERR_FILENO);
  witan::runtime::TakeLibraryLogs(logger);
  auto running = witan::standalone::Standalone::Start(**options, [&] { stop.Raise(); });
  if (!running.ok()) return Fail(running.status(), 1);
  logger.Info("serves", {{"address", (*options)->listen}, {"data", (*options)->data}});
  stop.Wait();
  logger.Info("stops");
  (*running)->Stop();
  const absl::Status verdict = (*running)->verdict();
  return verdict.ok() ? 0 : Fail(verdict, 1);
}
