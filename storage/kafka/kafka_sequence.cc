#include "storage/kafka/kafka_sequence.h"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "storage/base/status.h"
#include "storage/kafka/kafka_appender.h"

namespace witan::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPauseBetweenLooks{100};

}  // namespace

KafkaSequence::KafkaSequence(const KafkaLogOptions& options, const KafkaTopic& topic,
                             const RecordCodec& codec, uint64_t max_message_bytes)
    : options_(options), topic_(topic), codec_(codec), max_message_bytes_(max_message_bytes) {}

absl::StatusOr<std::unique_ptr<SequenceReader>> KafkaSequence::OpenReader(uint64_t offset) {
  const auto give_up = steady_clock::now() + options_.shrink_patience;
  while (true) {
    const absl::Status holds = CheckHolds(offset);
    if (holds.ok()) break;
    if (!absl::IsDataLoss(holds) || steady_clock::now() >= give_up) return holds;
    topic_.Pause(kPauseBetweenLooks);
  }
  return KafkaReader::Open(options_, topic_, suspicion_, offset);
}

// Whoever opens at an offset after the first has read a record there.
absl::Status KafkaSequence::CheckHolds(uint64_t offset) const {
  const auto first = topic_.FirstOffset();
  const auto end = first.ok() ? topic_.EndOffset() : first;
  if (absl::IsNotFound(end.status())) {
    return absl::DataLossError(fmt::format("the log is gone: it was in the topic {}, and {}",
                                           topic_.name(), std::string(end.status().message())));
  }
  RETURN_IF_ERROR(end.status());
  if (*first > offset) {
    return absl::DataLossError(fmt::format(
        "the log is cut off at its beginning: offset {} of the topic {} is wanted, and the topic "
        "begins at offset {}",
        offset, topic_.name(), *first));
  }
  if (offset > 0 && *end <= offset) {
    return absl::DataLossError(fmt::format(
        "the log is shorter than it was: offset {} of the topic {} was read before, and the topic "
        "ends at offset {}. It was truncated, or deleted and made anew",
        offset, topic_.name(), *end));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SequenceAppender>> KafkaSequence::OpenAppender() {
  return KafkaAppender::Open(options_, codec_, max_message_bytes_);
}

absl::StatusOr<uint64_t> KafkaSequence::EndOffset() { return topic_.EndOffset(); }

}  // namespace witan::storage
