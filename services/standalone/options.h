#pragma once

// The flags of standalone.

#include <chrono>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/server/tls.h"

namespace witan::standalone {

struct Options {
  std::string data;
  std::string listen = "127.0.0.1:7400";
  int admin_port = 7500;
  witan::runtime::TlsFiles tls;
  std::string master_key;
  std::string principals;
  // How long calls that are open when it stops may take before they are cut off.
  std::chrono::milliseconds stop_within = std::chrono::seconds(10);
  // No TLS, on the loopback address alone, every peer believed like a gateway: for measurements.
  bool plain_for_measurement = false;
};

// Nothing when --help was asked for and printed. InvalidArgument: a sentence about a flag.
absl::StatusOr<std::optional<Options>> ReadOptions(int argc, char** argv);

}  // namespace witan::standalone
