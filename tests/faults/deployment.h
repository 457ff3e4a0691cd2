#pragma once

// Two recorders and two oversight services, as processes over a new log on three brokers.

#include <memory>
#include <string>
#include <vector>

#include "storage/contract/temporary_folder.h"
#include "storage/kafka/kafka_topic.h"
#include "storage/kafka/testing/kafka_cluster.h"
#include "tests/faults/recorders.h"
#include "tests/shared_log/log_topic.h"
#include "tests/shared_log/service.h"

namespace witan::testing {

// For one thread; the processes end with it.
class Deployment final {
 public:
  static constexpr size_t kRecorders = 2;
  static constexpr size_t kViews = 2;

  // All serve when it returns; the test fails where they do not.
  explicit Deployment(storage::KafkaCluster& brokers);

  storage::KafkaCluster& brokers() { return brokers_; }
  storage::KafkaEventLog& log() { return topic_.log(); }
  // The file that holds the end of the log on a broker's disk.
  std::string NewestSegment(int broker) const;
  // The broker that leads the log's partition; the test fails where nobody does.
  int Leader() const;

  Service& recorder(size_t place) { return *recorders_[place]; }
  Service& view(size_t place) { return *views_[place]; }
  std::vector<Recorders::Address> RecorderAddresses() const;
  std::vector<std::shared_ptr<grpc::Channel>> ViewChannels() const;
  // The recorder that writes, as the newest term that any of those that run knows of says.
  size_t Writer() const;

  // The ends of what the processes said, for whoever looks into a failure.
  std::string LastWords() const;

 private:
  storage::KafkaCluster& brokers_;
  const storage::TemporaryFolder folder_;
  const LogTopic topic_;
  std::unique_ptr<storage::KafkaTopic> asked_;
  std::vector<std::unique_ptr<Service>> recorders_;
  std::vector<std::unique_ptr<Service>> views_;
};

}  // namespace witan::testing
