#pragma once

// Appends to a topic's one partition through one idempotent producer, which is made for it and
// dropped with it.

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_options.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// A batch is durable when the brokers confirmed each of its records, persisted by all replicas in
// sync, at the offset where it was expected. Certain failures are a record that is too large, and a
// batch of which the brokers refused every record for good. Everything else is unknown, and after
// it nothing more is sent.
// `done` runs on the appender's own thread, or inside Append when nothing is in flight.
class KafkaAppender final : public SequenceAppender, private KafkaDeliveries {
 public:
  // What is handed in by reference outlives the appender. No broker is asked yet.
  static absl::StatusOr<std::unique_ptr<KafkaAppender>> Open(const KafkaLogOptions& options,
                                                             const RecordCodec& codec,
                                                             uint64_t max_message_bytes);
  // Waits a moment for what is in flight; what is not confirmed by then ends as kUnknown.
  ~KafkaAppender() override;

  void Append(const std::vector<std::string>& records, uint64_t expected_offset,
              SequenceAppendDone done) override WITAN_EXCLUDES(mutex_);

 private:
  struct Batch;
  // A record in flight; what its delivery report points at.
  struct Slot {
    Batch* batch;
    uint64_t offset;  // where the record is expected
  };
  struct Batch {
    std::vector<Slot> slots;
    size_t untold = 0;    // records whose fate has not been told
    size_t refused = 0;   // records that the brokers have refused for good
    absl::Status status;  // of the first record that was not confirmed as expected
    SequenceAppendDone done;
  };

  KafkaAppender(const KafkaLogOptions& options, const RecordCodec& codec,
                uint64_t max_message_bytes);
  absl::Status Start();
  absl::Status CheckSizes(const std::vector<std::string>& records) const;
  // What is left of a batch when producing failed after `sent` of its records.
  void ProducingFailed(Batch& batch, size_t sent, const absl::Status& status)
      WITAN_EXCLUDES(mutex_);

  void Delivered(const rd_kafka_message_t& message) override WITAN_EXCLUDES(mutex_);
  void Poll();
  // Tells the batches at the front whose fate is known.
  void Settle() WITAN_EXCLUDES(mutex_);
  static void Tell(const Batch& batch);

  const KafkaLogOptions& options_;
  const RecordCodec& codec_;
  const uint64_t max_message_bytes_;
  std::unique_ptr<KafkaClient> client_;
  KafkaTopicHandle topic_;
  KafkaQueue main_queue_;

  mutable Mutex mutex_;
  CondVar settled_;
  std::deque<std::unique_ptr<Batch>> batches_ WITAN_GUARDED_BY(mutex_);  // in order
  bool has_failed_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_telling_ WITAN_GUARDED_BY(mutex_) = false;  // a `done` runs
  bool is_stopping_ WITAN_GUARDED_BY(mutex_) = false;

  std::thread poller_;
};

}  // namespace witan::storage
