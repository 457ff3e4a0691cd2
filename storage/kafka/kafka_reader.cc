#include "storage/kafka/kafka_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/base/status.h"
#include "storage/kafka/kafka_status.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long another leader may go unnoticed by a reader that is at the end.
constexpr std::chrono::seconds kLeaderCheckInterval{1};

const KafkaSettings kSettings = {
    {"auto.offset.reset", "error"},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"check.crcs", "true"},
    {"isolation.level", "read_uncommitted"},
    {"allow.auto.create.topics", "false"},
    {"fetch.error.backoff.ms", "100"},
    // What a reader that lags may hold in memory.
    {"queued.min.messages", "20000"},
    {"queued.max.messages.kbytes", "16384"},
};

// A broker's next answer comes within this while librdkafka asks for it.
constexpr int kUsualWaitMs = 2;
constexpr int kNudgeTimeoutMs = 200;

struct MessageDeleter {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, MessageDeleter>;

int TimeLeft(steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::max<int64_t>(left.count(), 0));
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaReader>> KafkaReader::Open(const KafkaLogOptions& options,
                                                               const KafkaTopic& topic,
                                                               KafkaSuspicion& suspicion,
                                                               uint64_t offset) {
  std::unique_ptr<KafkaReader> reader(new KafkaReader(options, topic, suspicion, offset));
  RETURN_IF_ERROR(reader->Start());
  return reader;
}

KafkaReader::KafkaReader(const KafkaLogOptions& options, const KafkaTopic& topic,
                         KafkaSuspicion& suspicion, uint64_t offset)
    : options_(options), topic_(topic), suspicion_(suspicion), next_(offset) {}

KafkaReader::~KafkaReader() {
  if (queue_ != nullptr) rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  if (is_started_) rd_kafka_consume_stop(handle_.get(), 0);
  queue_.reset();
  handle_.reset();
  client_.reset();
}

absl::Status KafkaReader::Start() {
  ASSIGN_OR_RETURN(leader_, topic_.Leader());
  next_leader_check_ = steady_clock::now() + kLeaderCheckInterval;
  ASSIGN_OR_RETURN(client_, KafkaClient::Make(RD_KAFKA_CONSUMER, options_.connection, kSettings));
  ASSIGN_OR_RETURN(handle_, client_->Topic(options_.topic));
  queue_ = client_->NewQueue();
  rd_kafka_queue_cb_event_enable(queue_.get(), &KafkaReader::OnMore, this);
  if (rd_kafka_consume_start_queue(handle_.get(), 0, static_cast<int64_t>(next_), queue_.get()) !=
      0) {
    return FromKafka(rd_kafka_last_error(), fmt::format("reading the topic {}", options_.topic));
  }
  is_started_ = true;
  return absl::OkStatus();
}

absl::StatusOr<RawReadResult> KafkaReader::Read(const ReadLimits& limits) {
  const auto deadline = steady_clock::now() + options_.connection.timeout;
  RETURN_IF_ERROR(CheckLeader());
  RawReadResult result;
  size_t bytes = 0;
  bool is_end_fresh = false;
  while (result.records.size() < limits.max_records &&
         (result.records.empty() || bytes < limits.max_bytes)) {
    if (next_ >= end_ && !is_end_fresh) {
      RETURN_IF_ERROR(LearnEnd());
      is_end_fresh = true;
      continue;
    }
    // Waits for the first record only, and only where there is one; but errors come this way too.
    const bool must_come = next_ < end_ && result.records.empty();
    ASSIGN_OR_RETURN(const bool has_taken, Take(must_come ? deadline : Time(), result));
    if (has_taken) {
      bytes += result.records.back().bytes.size();
    } else if (must_come) {
      return absl::UnavailableError(
          fmt::format("the Kafka brokers do not deliver offset {} of the topic {}, which ends at "
                      "offset {}",
                      next_, options_.topic, end_));
    } else {
      break;
    }
  }
  result.at_end = is_end_fresh && next_ >= end_;
  return result;
}

absl::Status KafkaReader::LearnEnd() {
  const auto end = topic_.EndOffset();
  if (!end.ok()) return absl::UnavailableError(std::string(end.status().message()));
  if (*end < next_) {
    return absl::UnavailableError(
        fmt::format("the topic {} ends at offset {}, and offset {} was read before", options_.topic,
                    *end, next_ - 1));
  }
  end_ = *end;
  return absl::OkStatus();
}

absl::Status KafkaReader::CheckLeader() {
  if (steady_clock::now() < next_leader_check_) return absl::OkStatus();
  const auto leader = topic_.Leader();
  next_leader_check_ = steady_clock::now() + kLeaderCheckInterval;
  if (absl::IsNotFound(leader.status())) {
    return absl::UnavailableError(std::string(leader.status().message()));
  }
  // Who cannot be asked now is asked again; reading goes on meanwhile.
  if (!leader.ok() || *leader == leader_) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("broker {} leads the topic {} in place of broker {}",
                                            *leader, options_.topic, leader_));
}

// librdkafka stops fetching while its queue is full, and before version 2.2 looks at the queue
// again only after a second, or when anything else is asked of the broker. Without this a reader
// that is slower than the brokers waits most of the time.
void KafkaReader::Nudge() {
  int64_t first = 0;
  int64_t end = 0;
  // What is answered does not matter, nor whether it is.
  (void)rd_kafka_query_watermark_offsets(client_->get(), options_.topic.c_str(), 0, &first, &end,
                                         kNudgeTimeoutMs);
}

absl::StatusOr<bool> KafkaReader::Take(Time deadline, RawReadResult& result) {
  const int patience_ms = TimeLeft(deadline);
  Message message(rd_kafka_consume_queue(queue_.get(), std::min(patience_ms, kUsualWaitMs)));
  if (message == nullptr && patience_ms > kUsualWaitMs) {
    Nudge();
    message.reset(rd_kafka_consume_queue(queue_.get(), TimeLeft(deadline)));
  }
  if (message == nullptr) return false;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return FailureOf(*message);
  const auto offset = static_cast<uint64_t>(message->offset);
  if (offset != next_) {
    return Suspect(fmt::format("offset {} of the topic {} is missing: offset {} follows", next_,
                               options_.topic, offset));
  }
  result.records.push_back(
      {offset, std::string(static_cast<const char*>(message->payload), message->len)});
  ++next_;
  return true;
}

absl::Status KafkaReader::FailureOf(const rd_kafka_message_t& message) {
  const char* words = rd_kafka_message_errstr(&message);
  if (message.err == RD_KAFKA_RESP_ERR__BAD_MSG ||
      message.err == RD_KAFKA_RESP_ERR__BAD_COMPRESSION) {
    return Suspect(
        fmt::format("the topic {} is damaged at offset {}: {}", options_.topic, next_, words));
  }
  return absl::UnavailableError(
      fmt::format("reading offset {} of the topic {}: {}", next_, options_.topic, words));
}

absl::Status KafkaReader::Suspect(const std::string& what) {
  return suspicion_.Meet(next_) ? absl::DataLossError(what) : absl::UnavailableError(what);
}

// Runs on a thread of librdkafka that holds the queue: it takes our mutex, and so nobody may ask
// the queue while holding that.
void KafkaReader::OnMore(rd_kafka_t* /*client*/, void* reader) {
  auto* self = static_cast<KafkaReader*>(reader);
  MutexLock lock(self->mutex_);
  self->has_more_ = true;
  self->changed_.NotifyAll();
}

bool KafkaReader::WaitForMore(Time deadline) {
  {
    MutexLock lock(mutex_);
    has_more_ = false;
  }
  bool has_more = next_ < end_ || rd_kafka_queue_length(queue_.get()) > 0;
  MutexLock lock(mutex_);
  while (!has_more && !has_more_ && !is_interrupted_) {
    if (!changed_.WaitUntil(mutex_, deadline)) break;
  }
  has_more = has_more || has_more_;
  if (!has_more) is_interrupted_ = false;
  return has_more;
}

void KafkaReader::Interrupt() {
  MutexLock lock(mutex_);
  is_interrupted_ = true;
  changed_.NotifyAll();
}

}  // namespace witan::storage
