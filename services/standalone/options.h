#pragma once

// The settings of standalone.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/server/certificates.h"
#include "services/runtime/settings/command_line.h"

namespace witan::standalone {

struct Options {
  std::string data;
  std::string listen = "127.0.0.1:7400";
  int64_t admin_port = 7500;
  witan::runtime::TlsFiles tls;
  // How often certificate files are looked at again.
  std::chrono::seconds certificate_refresh = std::chrono::seconds(60);
  std::string master_key;
  std::string principals;
  bool reflection = false;
  // How long calls that are open when it stops may take before they are cut off.
  std::chrono::milliseconds stop_within = std::chrono::seconds(10);
  // No TLS, on the loopback address alone, every peer believed like a gateway: for measurements.
  bool plain_for_measurement = false;
};

struct Asked {
  runtime::Wish wish = runtime::Wish::kRun;
  Options options;
};

// The program and its version.
inline constexpr const char* kBuild = "witan 0.1.0";

// InvalidArgument: a sentence about a setting.
absl::StatusOr<Asked> ReadOptions(int argc, const char* const* argv);

// Every setting, as the file names it.
std::vector<std::string> SettingNames();

}  // namespace witan::standalone
