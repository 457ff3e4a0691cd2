// Starts Witan on one machine; see --help.

#include <fmt/format.h>

#include <cstdio>

#include "services/runtime/shutdown/stop_signal.h"
#include "services/standalone/options.h"
#include "services/standalone/run.h"

int main(int argc, char** argv) {
  constexpr int kWrongUse = 2;
  witan::runtime::StopSignal stop;
  const auto asked = witan::standalone::ReadOptions(argc, argv);
  if (!asked.ok()) {
    fmt::print(stderr, "standalone: {}\n", std::string(asked.status().message()));
    return kWrongUse;
  }
  switch (asked->wish) {
    case witan::runtime::Wish::kRun:
      return witan::standalone::Run(asked->options, stop);
    case witan::runtime::Wish::kCheck:
      return witan::standalone::Check(asked->options);
    case witan::runtime::Wish::kNothing:
      return 0;
  }
  return 0;
}
