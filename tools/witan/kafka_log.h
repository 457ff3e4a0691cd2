#pragma once

// The log on Kafka, without the services: made, checked and looked at while Witan may be running.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/kafka/kafka_event_log.h"

namespace CLI {
class App;
}

namespace witan::cli {

// What the options say.
struct KafkaArguments {
  storage::KafkaConnection connection;
  std::string topic = "witan.log";
  std::string relaxed;  // names of settings, with commas
  int replication_factor = 3;
};

// Adds --kafka and the options that go with it. `arguments` outlives the parse.
void AddKafkaOptions(CLI::App& app, KafkaArguments& arguments);
// For who may make the topic.
void AddReplicationOption(CLI::App& app, KafkaArguments& arguments);

// A log on Kafka and what it needs as long as it is open.
class KafkaLog final {
 public:
  // Makes the topic where there is none, asking for nothing that is relaxed, then opens it. One
  // that could not be opened is not made. Fails as CreateKafkaTopic and KafkaEventLog::Open do;
  // InvalidArgument: a name that cannot be relaxed.
  static absl::StatusOr<std::unique_ptr<KafkaLog>> Make(const KafkaArguments& arguments);
  static absl::StatusOr<std::unique_ptr<KafkaLog>> Open(const KafkaArguments& arguments);
  ~KafkaLog();

  storage::KafkaEventLog& log() { return *log_; }

 private:
  KafkaLog();

  // Both outlive the log.
  const std::unique_ptr<storage::RecordCodec> codec_;
  const SystemClock clock_;
  std::unique_ptr<storage::KafkaEventLog> log_;
};

}  // namespace witan::cli
