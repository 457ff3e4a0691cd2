// Starts Witan on one machine; see --help.

#include <fmt/format.h>

#include <cstdio>

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
  auto running = witan::standalone::Standalone::Start(**options, [&] { stop.Raise(); });
  if (!running.ok()) return Fail(running.status(), 1);
  fmt::print(stderr, "standalone: serves on {}\n", (*options)->listen);
  stop.Wait();
  (*running)->Stop();
  const absl::Status verdict = (*running)->verdict();
  return verdict.ok() ? 0 : Fail(verdict, 1);
}
