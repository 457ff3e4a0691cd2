#pragma once

// The event log on Apache Kafka: one topic with one partition, written and read through librdkafka.
// What stands in the topic is described in storage/kafka/FORMAT.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/kafka/kafka_options.h"
#include "storage/restore.h"

namespace witan::storage {

// One setting of the topic that is not what the log needs.
struct KafkaShortfall {
  KafkaNeed need;
  std::string found;   // "1"
  std::string needed;  // "at least 3"
};

// What the topic was when it was opened.
struct KafkaTopicReport {
  int replication_factor = 0;
  uint64_t max_message_bytes = 0;
  std::vector<KafkaShortfall> relaxed;  // shortfalls that the options allow
};

struct KafkaInspection {
  Cursor end;
  uint64_t passed_over = 0;  // records in the topic that are not part of the log
  uint64_t end_offset = 0;
};

// Makes the topic with the settings that the log needs, and returns once it can be written to. A
// topic that is there already is left as it is: Open looks at its settings.
// Unavailable: the brokers cannot be reached. FailedPrecondition: they refuse, with their reason.
absl::Status CreateKafkaTopic(const KafkaLogOptions& options, const KafkaTopicPlan& plan);

// Whether a topic made so would be what the log needs. FailedPrecondition: as Open, before anything
// is made.
absl::Status CheckKafkaPlan(const KafkaLogOptions& options, const KafkaTopicPlan& plan);

class KafkaEventLog : public EventLog {
 public:
  // Looks at the topic and its settings. Nothing is written: a new log needs CreateKafkaTopic
  // before and EventLog::Create after.
  // Unavailable: no broker answers. NotFound: no such topic. FailedPrecondition: more than one
  // partition, or settings that the options do not relax; each is named with its value.
  // PermissionDenied, Unauthenticated: what the brokers say of the credentials.
  // `codec` and `clock` outlive the log.
  static absl::StatusOr<std::unique_ptr<KafkaEventLog>> Open(const KafkaLogOptions& options,
                                                             const RecordCodec& codec,
                                                             const Clock& clock);

  virtual const KafkaTopicReport& report() const = 0;

  // Reads everything from position 1 and checks every hash, link and number. `progress` (may be
  // empty) hears the last position checked, now and then. Returns the end. DataLoss names the first
  // position that is damaged.
  virtual absl::StatusOr<KafkaInspection> Verify(const std::function<void(Position)>& progress) = 0;

  // Takes in the records of a log as they are (storage/restore.h). Nobody else writes meanwhile: no
  // recorder may run on this topic.
  virtual absl::StatusOr<Restored> Restore(const NextRecordBytes& next,
                                           const std::function<void(Position)>& progress) = 0;
};

}  // namespace witan::storage
