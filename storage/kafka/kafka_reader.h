#pragma once

// Reads a topic's one partition in order, each offset once.

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_options.h"
#include "storage/kafka/kafka_topic.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// Where damage was met; shared by the readers of one log. A client that delivers damage once may
// have met a bad network; twice at the same place, it is the topic.
class KafkaSuspicion final {
 public:
  // True when `offset` was met before.
  bool Meet(uint64_t offset) WITAN_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const bool again = is_met_ && offset_ == offset;
    is_met_ = true;
    offset_ = offset;
    return again;
  }

 private:
  Mutex mutex_;
  bool is_met_ WITAN_GUARDED_BY(mutex_) = false;
  uint64_t offset_ WITAN_GUARDED_BY(mutex_) = 0;
};

// For one thread at a time, except Interrupt. It is at the end when it has delivered everything
// below the end that the leader told after the read began. Unavailable, so that its owner opens
// another one and compares the record at the cursor again: after every error, when another broker
// leads, when the topic's end has gone back.
class KafkaReader final : public SequenceReader {
 public:
  // A client of its own, assigned once. What is handed in by reference outlives the reader.
  static absl::StatusOr<std::unique_ptr<KafkaReader>> Open(const KafkaLogOptions& options,
                                                           const KafkaTopic& topic,
                                                           KafkaSuspicion& suspicion,
                                                           uint64_t offset);
  ~KafkaReader() override;

  absl::StatusOr<RawReadResult> Read(const ReadLimits& limits) override;
  bool WaitForMore(std::chrono::steady_clock::time_point deadline) override WITAN_EXCLUDES(mutex_);
  void Interrupt() override WITAN_EXCLUDES(mutex_);

 private:
  using Time = std::chrono::steady_clock::time_point;

  KafkaReader(const KafkaLogOptions& options, const KafkaTopic& topic, KafkaSuspicion& suspicion,
              uint64_t offset);
  absl::Status Start();
  absl::Status LearnEnd();
  absl::Status CheckLeader();
  void Nudge();
  // The next record into `result`; false when none came until `deadline`.
  absl::StatusOr<bool> Take(Time deadline, RawReadResult& result);
  absl::Status FailureOf(const rd_kafka_message_t& message);
  absl::Status Suspect(const std::string& what);
  static void OnMore(rd_kafka_t* client, void* reader);

  const KafkaLogOptions& options_;
  const KafkaTopic& topic_;
  KafkaSuspicion& suspicion_;
  uint64_t next_;     // offset of the record that comes next
  uint64_t end_ = 0;  // as last told
  KafkaLeader leader_ = -1;
  Time next_leader_check_;

  Mutex mutex_;
  CondVar changed_;
  bool has_more_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_interrupted_ WITAN_GUARDED_BY(mutex_) = false;

  // In the order of their making.
  std::unique_ptr<KafkaClient> client_;
  KafkaTopicHandle handle_;
  KafkaQueue queue_;
  bool is_started_ = false;
};

}  // namespace witan::storage
