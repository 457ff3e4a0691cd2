#pragma once

// A new log in a topic of its own, and what a program is told to find it.

#include <memory>
#include <string>
#include <vector>

#include "services/runtime/codec/envelope_codec.h"
#include "storage/base/clock.h"
#include "storage/kafka/kafka_event_log.h"

namespace witan::testing {

// With LogCreated in it. Stops the test program when the brokers refuse.
class LogTopic final {
 public:
  // `folder` takes the file of the master key.
  LogTopic(storage::KafkaLogOptions options, const storage::KafkaTopicPlan& plan,
           const std::string& folder);

  storage::KafkaEventLog& log() const { return *log_; }
  const storage::KafkaLogOptions& options() const { return options_; }
  // Flags and values for `recorder`, `oversight` and `involvement`.
  std::vector<std::string> Settings() const;

 private:
  const storage::KafkaLogOptions options_;
  const std::string key_file_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  std::unique_ptr<storage::KafkaEventLog> log_;
};

}  // namespace witan::testing
