#pragma once

// A small table that several processes share: a compacted topic of one partition, whole in memory.
// A row that is written again replaces what it was, one that is deleted leaves a tombstone, and
// Kafka removes what was replaced or deleted from the brokers' files when it compacts.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_options.h"
#include "storage/kafka/kafka_topic.h"

namespace witan::storage {

struct KafkaTableOptions {
  KafkaConnection connection;
  // CreateKafkaTopic makes it, with is_compacted.
  std::string topic = "witan.keys";
  // A write that the brokers have not confirmed within this time may or may not have happened.
  std::chrono::milliseconds delivery_timeout = std::chrono::seconds(10);
};

// Safe to call from any thread.
class KafkaTable final : private KafkaDeliveries {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> value;  // none: the row is deleted
  };
  struct Row {
    std::string value;
    uint64_t offset = 0;  // the order in which rows were written
  };

  // Reads the whole topic, then follows it on a thread of its own. FailedPrecondition: the topic is
  // not compacted, or has several partitions. NotFound, Unavailable as KafkaEventLog::Open.
  static absl::StatusOr<std::unique_ptr<KafkaTable>> Open(const KafkaTableOptions& options);
  ~KafkaTable() override;

  // In the order of the changes. Every in-sync replica has them when it returns OK, and Find sees
  // them; else it is not known which happened. Unavailable.
  absl::Status Write(const std::vector<Change>& changes) WITAN_EXCLUDES(mutex_);
  // Afterwards Scan sees what any process had written before the call. Unavailable.
  absl::Status Refresh() WITAN_EXCLUDES(mutex_);
  // Rows whose key begins with `prefix`, by key.
  void Scan(std::string_view prefix,
            const std::function<void(const std::string& key, const Row& row)>& visit) const
      WITAN_EXCLUDES(mutex_);
  // Another number whenever a row was replaced or deleted, or stands beside one of its prefix.
  uint64_t generation() const { return generation_; }

 private:
  KafkaTable(const KafkaTableOptions& options, std::unique_ptr<KafkaTopic> topic)
      : options_(options), topic_(std::move(topic)) {}
  // A new consumer, behind what was read so far: one is assigned once, and one that has lost its
  // leader or its place is not waited for.
  absl::Status Consume() WITAN_EXCLUDES(mutex_);
  void CloseConsumer();
  absl::Status MakeProducer();
  absl::Status Produce(const Change& change);
  void Follow();
  // False where the message says that something is wrong.
  bool Take(const rd_kafka_message_t& message) WITAN_EXCLUDES(mutex_);
  void Delivered(const rd_kafka_message_t& message) override;

  const KafkaTableOptions options_;
  const std::unique_ptr<KafkaTopic> topic_;
  std::atomic<uint64_t> generation_ = 0;
  std::atomic<bool> is_over_ = false;
  std::atomic<bool> is_stuck_ = false;

  // One write at a time; what follows is the writer's.
  Mutex write_mutex_;
  std::unique_ptr<KafkaClient> producer_ WITAN_GUARDED_BY(write_mutex_);
  size_t confirmed_ = 0;
  absl::Status failure_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::map<std::string, Row, std::less<>> rows_ WITAN_GUARDED_BY(mutex_);
  uint64_t next_offset_ WITAN_GUARDED_BY(mutex_) = 0;
  // Open's, then the thread's; null where none could be made.
  std::unique_ptr<KafkaClient> consumer_;
  std::thread thread_;
};

}  // namespace witan::storage
