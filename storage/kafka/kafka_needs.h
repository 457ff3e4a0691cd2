#pragma once

// Whether a topic is what the log needs: pure, from what the brokers say of it.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/kafka_options.h"

namespace witan::storage {

// What the brokers say of a topic.
struct KafkaTopicState {
  int partitions = 0;
  int replicas = 0;  // of the first partition
  std::map<std::string, std::string> settings;
  int fetch_version = 0;  // of the oldest broker that was asked (broker_version.h); 0: not known
};

// The report, with the shortfalls that `relaxed` allows. FailedPrecondition: brokers that are too
// old, or several partitions, which nothing allows; else names the topic, every
// setting that is not what the log needs, its value and the value needed, and how to allow it.
absl::StatusOr<KafkaTopicReport> CheckNeeds(const std::string& topic, const KafkaTopicState& state,
                                            const std::set<KafkaNeed>& relaxed);

}  // namespace witan::storage
