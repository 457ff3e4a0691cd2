#pragma once

// The settings of a service in a process of its own, on a log that several processes share.

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/host/options.h"
#include "services/runtime/settings/command_line.h"
#include "storage/kafka/kafka_options.h"

namespace witan::service {

struct ServiceOptions : host::HostOptions {
  std::string data;
  std::string master_key;
  storage::KafkaLogOptions log;
  // The needs that the topic may fail, by name, as the setting gives them.
  std::string relaxed;
};

struct Asked {
  runtime::Wish wish = runtime::Wish::kRun;
  ServiceOptions options;
};

// What a program is where its settings say nothing.
struct ServiceDefaults {
  std::string name;     // "recorder"
  std::string purpose;  // one line for --help
  std::string listen;
  int64_t admin_port = 0;
};

// InvalidArgument: a sentence about a setting.
absl::StatusOr<Asked> ReadOptions(const ServiceDefaults& defaults, int argc,
                                  const char* const* argv);

// Beside the topic of the log: where the writer is elected, and where the keys stand.
std::string ElectionTopic(const std::string& log_topic);
std::string KeyTopic(const std::string& log_topic);

}  // namespace witan::service
