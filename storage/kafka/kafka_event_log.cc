#include "storage/kafka/kafka_event_log.h"

#include <chrono>
#include <utility>

#include "storage/base/status.h"
#include "storage/kafka/bounded_log.h"
#include "storage/kafka/kafka_needs.h"
#include "storage/kafka/kafka_sequence.h"
#include "storage/kafka/kafka_topic.h"
#include "storage/sequence_log.h"

namespace witan::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPauseBetweenLooks{50};

KafkaLogOptions WithBoundedLog(KafkaLogOptions options) {
  options.connection.log = Bounded(std::move(options.connection.log));
  return options;
}

class OpenedKafkaLog final : public KafkaEventLog {
 public:
  OpenedKafkaLog(KafkaLogOptions options, std::unique_ptr<KafkaTopic> topic,
                 KafkaTopicReport report, const RecordCodec& codec, const Clock& clock)
      : options_(std::move(options)),
        codec_(codec),
        topic_(std::move(topic)),
        report_(std::move(report)),
        sequence_(options_, *topic_, codec, report_.max_message_bytes),
        log_(sequence_, codec, clock) {}

  const KafkaTopicReport& report() const override { return report_; }

  absl::StatusOr<Cursor> Create(const LogId& log_id, std::string_view origin) override {
    return log_.Create(log_id, origin);
  }
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(const Cursor& from) override {
    return log_.OpenReader(from);
  }
  absl::StatusOr<std::unique_ptr<LogWriter>> OpenWriter(const WriterOptions& options) override {
    return log_.OpenWriter(options);
  }

  absl::StatusOr<KafkaInspection> Verify(const std::function<void(Position)>& progress) override {
    ASSIGN_OR_RETURN(const auto reader, OpenReader(Cursor{}));
    while (true) {
      ASSIGN_OR_RETURN(const ReadResult read, reader->Read(ReadLimits{}));
      if (progress && !read.records.empty()) progress(reader->cursor().position);
      if (read.at_end) break;
    }
    if (reader->cursor().IsStart()) {
      return absl::NotFoundError("the topic " + options_.topic + " holds no log yet");
    }
    ASSIGN_OR_RETURN(const uint64_t end, topic_->EndOffset());
    return KafkaInspection{reader->cursor(), reader->passed_over(), end};
  }

  absl::StatusOr<Restored> Restore(const NextRecordBytes& next,
                                   const std::function<void(Position)>& progress) override {
    return storage::Restore(sequence_, codec_, next, progress);
  }

 private:
  const KafkaLogOptions options_;
  const RecordCodec& codec_;
  const std::unique_ptr<KafkaTopic> topic_;
  const KafkaTopicReport report_;
  KafkaSequence sequence_;
  SequenceLog log_;
};

}  // namespace

absl::Status CreateKafkaTopic(const KafkaLogOptions& options, const KafkaTopicPlan& plan) {
  const KafkaLogOptions bounded = WithBoundedLog(options);
  ASSIGN_OR_RETURN(const auto topic, KafkaTopic::Make(bounded.connection, bounded.topic));
  const absl::Status created = topic->Create(plan);
  if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
  // The brokers learn of a new topic one after another.
  const auto deadline = steady_clock::now() + bounded.connection.timeout;
  while (true) {
    const auto end = topic->EndOffset();
    if (end.ok()) return absl::OkStatus();
    if (!absl::IsNotFound(end.status()) || steady_clock::now() >= deadline) return end.status();
    topic->Pause(kPauseBetweenLooks);
  }
}

absl::Status CheckKafkaPlan(const KafkaLogOptions& options, const KafkaTopicPlan& plan) {
  KafkaTopicState planned{.partitions = 1, .replicas = plan.replication_factor, .settings = {}};
  for (auto& [name, value] : SettingsOf(plan)) planned.settings[name] = value;
  return CheckNeeds(options.topic, planned, options.relaxed).status();
}

absl::StatusOr<std::unique_ptr<KafkaEventLog>> KafkaEventLog::Open(const KafkaLogOptions& options,
                                                                   const RecordCodec& codec,
                                                                   const Clock& clock) {
  KafkaLogOptions bounded = WithBoundedLog(options);
  ASSIGN_OR_RETURN(auto topic, KafkaTopic::Make(bounded.connection, bounded.topic));
  ASSIGN_OR_RETURN(const KafkaTopicState state, topic->State());
  ASSIGN_OR_RETURN(KafkaTopicReport report, CheckNeeds(bounded.topic, state, bounded.relaxed));
  return std::make_unique<OpenedKafkaLog>(std::move(bounded), std::move(topic), std::move(report),
                                          codec, clock);
}

}  // namespace witan::storage
