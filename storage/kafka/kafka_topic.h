#pragma once

// What is asked of the brokers about the one topic of a log: whether it is there, its settings,
// where it begins and ends, who leads it.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_needs.h"
#include "storage/kafka/kafka_options.h"

namespace witan::storage {

// Who leads the topic's partition, by broker id; negative while nobody does.
using KafkaLeader = int32_t;

// What a topic is made with.
KafkaSettings SettingsOf(const KafkaTopicPlan& plan);

// Safe to call from any thread. Every question waits for at most the connection's timeout, and is
// asked again within it while brokers are starting or changing leaders.
class KafkaTopic final {
 public:
  // Asks nothing yet.
  static absl::StatusOr<std::unique_ptr<KafkaTopic>> Make(const KafkaConnection& connection,
                                                          const std::string& topic);

  const std::string& name() const { return name_; }

  // Number of partitions and replicas, and every setting as it holds, defaults included.
  // NotFound: no such topic. Unavailable: no broker answers, in one sentence with the address.
  absl::StatusOr<KafkaTopicState> State() const;

  // NotFound as above.
  absl::StatusOr<KafkaLeader> Leader() const;

  // The offset of the first record, and the one after the last that every replica needed holds.
  absl::StatusOr<uint64_t> FirstOffset() const;
  absl::StatusOr<uint64_t> EndOffset() const;

  // Makes the topic. AlreadyExists: it is there, whatever its settings are.
  absl::Status Create(const KafkaTopicPlan& plan) const;

  // Returns after about this long.
  void Pause(std::chrono::milliseconds time) const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Shape {
    int partitions = 0;
    int replicas = 0;
    KafkaLeader leader = -1;
  };

  KafkaTopic(const KafkaConnection& connection, std::string name,
             std::unique_ptr<KafkaClient> client, KafkaTopicHandle topic);

  absl::StatusOr<Shape> AskShape(Time deadline) const;
  absl::StatusOr<uint64_t> AskOffset(int64_t which) const;
  absl::Status Unreachable(std::string_view what) const;

  const std::string bootstrap_;
  const std::chrono::milliseconds timeout_;
  const std::string name_;
  const std::unique_ptr<KafkaClient> client_;
  const KafkaTopicHandle topic_;
};

}  // namespace witan::storage
