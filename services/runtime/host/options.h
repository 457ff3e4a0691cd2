#pragma once

// The settings that every program of Witan has: where it listens, what it shows its peers, how long
// it may take to stop.

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "services/runtime/server/certificates.h"
#include "services/runtime/settings/command_line.h"

namespace witan::host {

struct HostOptions {
  // Of the program: "standalone". Its name in the log and in figures.
  std::string name;
  std::string listen;
  int64_t admin_port = 0;
  runtime::TlsFiles tls;
  // How often certificate files are looked at again.
  std::chrono::seconds certificate_refresh = std::chrono::seconds(60);
  std::string principals;
  bool reflection = false;
  // How long calls that are open when it stops may take before they are cut off.
  std::chrono::milliseconds stop_within = std::chrono::seconds(10);
  // No TLS, on the loopback address alone, every peer believed like a gateway: for measurements.
  bool plain_for_measurement = false;
};

// Durations as the numbers that a command line takes.
struct HostDurations {
  int64_t certificate_refresh_s = 60;
  int64_t stop_within_s = 10;
};

// Both outlive the parsing.
void Declare(runtime::CommandLine& line, HostOptions& options, HostDurations& durations);

// After parsing: takes the durations over and looks at what only makes sense together.
// InvalidArgument: a sentence about a setting.
absl::Status Complete(const HostDurations& durations, HostOptions& options);

}  // namespace witan::host
