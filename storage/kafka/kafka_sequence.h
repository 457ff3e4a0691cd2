#pragma once

// The sequence of the log on Kafka: offset = Kafka's offset. It looks at nothing before it writes:
// who may write is decided by every reader, and a batch that did not land where it was expected has
// an unknown outcome.

#include <cstdint>
#include <memory>

#include "storage/kafka/kafka_options.h"
#include "storage/kafka/kafka_reader.h"
#include "storage/kafka/kafka_topic.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// Safe to call from any thread; outlives its readers and appenders.
class KafkaSequence final : public RecordSequence {
 public:
  // What is handed in by reference outlives the sequence.
  KafkaSequence(const KafkaLogOptions& options, const KafkaTopic& topic, const RecordCodec& codec,
                uint64_t max_message_bytes);

  // DataLoss: the topic is gone, begins after `offset`, or for a while has not reached it; the
  // sentence says what was expected and what was found. Unavailable as ever.
  absl::StatusOr<std::unique_ptr<SequenceReader>> OpenReader(uint64_t offset) override;
  absl::StatusOr<std::unique_ptr<SequenceAppender>> OpenAppender() override;
  absl::StatusOr<uint64_t> EndOffset() override;
  int max_in_flight() const override { return options_.max_in_flight; }

 private:
  absl::Status CheckHolds(uint64_t offset) const;

  const KafkaLogOptions& options_;
  const KafkaTopic& topic_;
  const RecordCodec& codec_;
  const uint64_t max_message_bytes_;
  KafkaSuspicion suspicion_;
};

}  // namespace witan::storage
