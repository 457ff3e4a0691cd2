#pragma once

// The one broker that the tests of one program share, and a log on a fresh topic of it.

#include <memory>
#include <string>

#include "storage/base/clock.h"
#include "storage/contract/plain_codec.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/kafka_cluster.h"

namespace witan::storage {

// Started by the first call.
KafkaCluster& OneBroker();

// A log with LogCreated in it, on a topic of its own, and what it needs.
class LogOnOneBroker final {
 public:
  LogOnOneBroker();

  KafkaLogOptions options;
  const PlainCodec codec;
  FakeClock clock;
  std::unique_ptr<KafkaEventLog> log;
  Cursor created;

  std::unique_ptr<LogWriter> OpenWriter(const std::string& instance = "one");
};

// Appends the bodies as one batch and waits for the outcome.
AppendResult AppendAndWait(LogWriter& writer, const std::vector<std::string>& bodies);

}  // namespace witan::storage
