#include "storage/kafka/kafka_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/base/status.h"
#include "storage/kafka/kafka_status.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPoll{20};
// A row that stands in the topic comes within this time, or the consumer is stuck.
constexpr milliseconds kMostWait{1'000};
// Between one new consumer and the next.
constexpr milliseconds kReopenInterval{1'000};

struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};

absl::Status Assign(rd_kafka_t* consumer, const std::string& topic, int64_t offset) {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter> list(
      rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = offset;
  return FromKafka(rd_kafka_assign(consumer, list.get()), "reading the topic " + topic);
}

absl::Status CheckTopic(const KafkaTableOptions& options, const KafkaTopic& topic) {
  ASSIGN_OR_RETURN(const KafkaTopicState state, topic.State());
  const auto cleanup = state.settings.find("cleanup.policy");
  if (state.partitions != 1 || cleanup == state.settings.end() || cleanup->second != "compact") {
    return absl::FailedPreconditionError(fmt::format(
        "the topic {} has {} partitions and cleanup.policy={}: it needs one, and compact",
        options.topic, state.partitions, cleanup == state.settings.end() ? "" : cleanup->second));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaTable>> KafkaTable::Open(const KafkaTableOptions& options) {
  ASSIGN_OR_RETURN(auto topic, KafkaTopic::Make(options.connection, options.topic));
  RETURN_IF_ERROR(CheckTopic(options, *topic));
  std::unique_ptr<KafkaTable> table(new KafkaTable(options, std::move(topic)));
  RETURN_IF_ERROR(table->Consume());
  table->thread_ = std::thread([raw = table.get()] { raw->Follow(); });
  RETURN_IF_ERROR(table->Refresh());
  return table;
}

KafkaTable::~KafkaTable() {
  is_over_ = true;
  if (thread_.joinable()) thread_.join();
  CloseConsumer();
}

absl::Status KafkaTable::Consume() {
  CloseConsumer();
  int64_t from = RD_KAFKA_OFFSET_BEGINNING;
  {
    const MutexLock lock(mutex_);
    if (next_offset_ > 0) from = static_cast<int64_t>(next_offset_);
  }
  ASSIGN_OR_RETURN(consumer_, KafkaClient::Make(RD_KAFKA_CONSUMER, options_.connection,
                                                {{"group.id", "witan.keys.reader"},
                                                 {"enable.auto.commit", "false"},
                                                 {"enable.auto.offset.store", "false"},
                                                 {"auto.offset.reset", "error"},
                                                 {"check.crcs", "true"},
                                                 {"enable.partition.eof", "true"},
                                                 {"fetch.wait.max.ms", "100"}}));
  rd_kafka_poll_set_consumer(consumer_->get());
  return Assign(consumer_->get(), options_.topic, from);
}

void KafkaTable::CloseConsumer() {
  if (consumer_ == nullptr) return;
  rd_kafka_consumer_close(consumer_->get());
  consumer_.reset();
}

void KafkaTable::Follow() {
  auto next_reopen = steady_clock::now() + kReopenInterval;
  while (!is_over_) {
    const bool must_reopen = is_stuck_ || consumer_ == nullptr;
    if (must_reopen && steady_clock::now() >= next_reopen) {
      is_stuck_ = !Consume().ok();
      next_reopen = steady_clock::now() + kReopenInterval;
    }
    if (consumer_ == nullptr) {
      std::this_thread::sleep_for(kPoll);
      continue;
    }
    rd_kafka_message_t* message =
        rd_kafka_consumer_poll(consumer_->get(), static_cast<int>(kPoll.count()));
    if (message == nullptr) continue;
    if (!Take(*message)) is_stuck_ = true;
    rd_kafka_message_destroy(message);
  }
}

bool KafkaTable::Take(const rd_kafka_message_t& message) {
  const bool is_end = message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR && !is_end) return false;
  const auto offset = static_cast<uint64_t>(message.offset);
  const MutexLock lock(mutex_);
  if (is_end) {
    next_offset_ = std::max(next_offset_, offset);
  } else {
    const std::string key(static_cast<const char*>(message.key), message.key_len);
    const auto found = rows_.find(key);
    const std::string_view name = std::string_view(key).substr(0, key.find('/'));
    const auto beside = rows_.lower_bound(name);
    if (found != rows_.end() || (beside != rows_.end() && beside->first.starts_with(name))) {
      ++generation_;
    }
    if (message.payload == nullptr) {
      if (found != rows_.end()) rows_.erase(found);
    } else {
      rows_[key] = {std::string(static_cast<const char*>(message.payload), message.len), offset};
    }
    next_offset_ = offset + 1;
  }
  changed_.NotifyAll();
  return true;
}

absl::Status KafkaTable::Refresh() {
  ASSIGN_OR_RETURN(const uint64_t end, topic_->EndOffset());
  const auto deadline = steady_clock::now() + options_.connection.timeout;
  const MutexLock lock(mutex_);
  while (next_offset_ < end) {
    const auto now = steady_clock::now();
    if (now >= deadline) {
      return absl::UnavailableError(fmt::format(
          "the topic {} could not be read to its end at offset {} in time", options_.topic, end));
    }
    if (!changed_.WaitUntil(mutex_, std::min(deadline, now + kMostWait))) is_stuck_ = true;
  }
  return absl::OkStatus();
}

void KafkaTable::Scan(
    std::string_view prefix,
    const std::function<void(const std::string& key, const Row& row)>& visit) const {
  const MutexLock lock(mutex_);
  for (auto it = rows_.lower_bound(prefix); it != rows_.end() && it->first.starts_with(prefix);
       ++it) {
    visit(it->first, it->second);
  }
}

absl::Status KafkaTable::MakeProducer() {
  ASSIGN_OR_RETURN(producer_,
                   KafkaClient::Make(
                       RD_KAFKA_PRODUCER, options_.connection,
                       {{"enable.idempotence", "true"},
                        {"acks", "all"},
                        {"linger.ms", "0"},
                        // A leader that does not answer is asked for no longer than this, so that
                        // its successor is asked in time.
                        {"request.timeout.ms", "5000"},
                        {"retry.backoff.ms", "50"},
                        {"delivery.timeout.ms", std::to_string(options_.delivery_timeout.count())}},
                       this));
  return absl::OkStatus();
}

absl::Status KafkaTable::Produce(const Change& change) {
  rd_kafka_vu_t parts[6] = {};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = options_.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  parts[1].u.i32 = 0;
  parts[2].vtype = RD_KAFKA_VTYPE_KEY;
  parts[2].u.mem.ptr = const_cast<char*>(change.key.data());
  parts[2].u.mem.size = change.key.size();
  parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
  if (change.value.has_value()) {
    parts[3].u.mem.ptr = const_cast<char*>(change.value->data());
    parts[3].u.mem.size = change.value->size();
  }
  parts[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[4].u.i = RD_KAFKA_MSG_F_COPY;
  rd_kafka_error_t* error = rd_kafka_produceva(producer_->get(), parts, 5);
  if (error == nullptr) return absl::OkStatus();
  absl::Status status = FromKafka(rd_kafka_error_code(error), "writing to " + options_.topic);
  rd_kafka_error_destroy(error);
  return status;
}

// Runs within rd_kafka_poll, which Write calls.
void KafkaTable::Delivered(const rd_kafka_message_t& message) {
  ++confirmed_;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failure_ = FromKafka(message.err, "writing to " + options_.topic);
  }
}

absl::Status KafkaTable::Write(const std::vector<Change>& changes) {
  {
    const MutexLock lock(write_mutex_);
    if (producer_ == nullptr) RETURN_IF_ERROR(MakeProducer());
    confirmed_ = 0;
    failure_ = absl::OkStatus();
    for (const Change& change : changes) RETURN_IF_ERROR(Produce(change));
    const auto deadline = steady_clock::now() + options_.delivery_timeout + milliseconds(1'000);
    while (confirmed_ < changes.size() && steady_clock::now() < deadline) {
      rd_kafka_poll(producer_->get(), static_cast<int>(kPoll.count()));
    }
    if (confirmed_ < changes.size()) {
      failure_ = absl::UnavailableError("the brokers have not confirmed a write in time");
    }
    // What it still holds is not to arrive behind a later write.
    if (!failure_.ok()) {
      rd_kafka_purge(producer_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      producer_.reset();
      return failure_;
    }
  }
  return Refresh();
}

}  // namespace witan::storage
