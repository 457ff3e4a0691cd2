#pragma once

// What tests do to a topic behind the log's back, as an administrator or a stranger would.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/kafka/cloud_event.h"

namespace witan::storage {

// All of them stop the test program when the brokers refuse.

void MakeTopic(const std::string& bootstrap, const std::string& topic, int partitions,
               const std::vector<std::pair<std::string, std::string>>& settings);
void DeleteTopic(const std::string& bootstrap, const std::string& topic);
// Deletes what stands before `offset`.
void DeleteRecordsBefore(const std::string& bootstrap, const std::string& topic, int64_t offset);
// Appends one record with this value, and returns its offset.
int64_t ProduceRaw(const std::string& bootstrap, const std::string& topic, std::string_view value);

struct ConsumedRecord {
  std::string value;
  KafkaHeaders headers;
};
// The record at an offset, as a plain consumer sees it.
ConsumedRecord ConsumeRaw(const std::string& bootstrap, const std::string& topic, int64_t offset);

}  // namespace witan::storage
