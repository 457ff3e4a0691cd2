#pragma once

// The settings of standalone.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/host/options.h"
#include "services/runtime/settings/command_line.h"

namespace witan::standalone {

struct Options : host::HostOptions {
  Options() {
    name = "standalone";
    listen = "127.0.0.1:7400";
    admin_port = 7500;
  }
  std::string data;
  std::string master_key;
  // Acknowledged commands do not survive a power cut: for measuring what syncing costs.
  bool unsynced_for_measurement = false;
};

struct Asked {
  runtime::Wish wish = runtime::Wish::kRun;
  Options options;
};

// InvalidArgument: a sentence about a setting.
absl::StatusOr<Asked> ReadOptions(int argc, const char* const* argv);

// Every setting, as the file names it.
std::vector<std::string> SettingNames();

}  // namespace witan::standalone
