#include "storage/kafka/kafka_appender.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "storage/base/status.h"
#include "storage/kafka/cloud_event.h"
#include "storage/kafka/kafka_status.h"

namespace witan::storage {
namespace {

using std::chrono::steady_clock;

constexpr int kPollMs = 100;
// How long a healthy broker may take to confirm what is in flight when the writer goes.
constexpr std::chrono::seconds kFinishTime{2};
// What Kafka's format adds to a record and its headers, and to the batch that holds it.
constexpr uint64_t kRecordOverhead = 512;

KafkaSettings SettingsFor(const KafkaLogOptions& options, uint64_t max_message_bytes) {
  const std::string max_bytes = std::to_string(std::min<uint64_t>(max_message_bytes, 1'000'000));
  return {{"enable.idempotence", "true"},
          {"acks", "all"},
          // What follows a lost record must not be sent.
          {"enable.gapless.guarantee", "true"},
          {"message.timeout.ms", std::to_string(options.delivery_timeout.count())},
          {"request.timeout.ms", "5000"},
          {"retry.backoff.ms", "50"},
          {"linger.ms", "0"},
          {"compression.type", "none"},
          {"message.max.bytes", max_bytes},
          {"batch.size", max_bytes}};
}

struct HeadersDeleter {
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
};

struct ErrorDeleter {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};

using Headers = std::unique_ptr<rd_kafka_headers_t, HeadersDeleter>;

absl::StatusOr<Headers> HeadersOf(const RecordCodec& codec, const std::string& record) {
  ASSIGN_OR_RETURN(const RecordHeader header, codec.ReadHeader(record));
  const KafkaHeaders wanted = CloudEventHeaders(header, codec.TypeName(record));
  Headers headers(rd_kafka_headers_new(wanted.size()));
  for (const auto& [name, value] : wanted) {
    RETURN_IF_ERROR(
        FromKafka(rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()),
                                      value.data(), static_cast<ssize_t>(value.size())),
                  "describing a record"));
  }
  return headers;
}

absl::StatusOr<std::vector<Headers>> HeadersOfAll(const RecordCodec& codec,
                                                  const std::vector<std::string>& records) {
  std::vector<Headers> all;
  all.reserve(records.size());
  for (const std::string& record : records) {
    ASSIGN_OR_RETURN(Headers headers, HeadersOf(codec, record));
    all.push_back(std::move(headers));
  }
  return all;
}

rd_kafka_resp_err_t Produce(rd_kafka_t* client, rd_kafka_topic_t* topic, const std::string& record,
                            rd_kafka_headers_t* headers, void* slot) {
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_RKT;
  parts[0].u.rkt = topic;
  parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  parts[1].u.i32 = 0;
  parts[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[2].u.i = RD_KAFKA_MSG_F_COPY;
  parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
  // Copied, and not changed.
  parts[3].u.mem.ptr = const_cast<char*>(record.data());
  parts[3].u.mem.size = record.size();
  parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
  parts[4].u.headers = headers;
  parts[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[5].u.ptr = slot;
  const std::unique_ptr<rd_kafka_error_t, ErrorDeleter> error(
      rd_kafka_produceva(client, parts.data(), parts.size()));
  return error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error.get());
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaAppender>> KafkaAppender::Open(const KafkaLogOptions& options,
                                                                   const RecordCodec& codec,
                                                                   uint64_t max_message_bytes) {
  std::unique_ptr<KafkaAppender> appender(new KafkaAppender(options, codec, max_message_bytes));
  RETURN_IF_ERROR(appender->Start());
  return appender;
}

KafkaAppender::KafkaAppender(const KafkaLogOptions& options, const RecordCodec& codec,
                             uint64_t max_message_bytes)
    : options_(options), codec_(codec), max_message_bytes_(max_message_bytes) {}

absl::Status KafkaAppender::Start() {
  ASSIGN_OR_RETURN(client_, KafkaClient::Make(RD_KAFKA_PRODUCER, options_.connection,
                                              SettingsFor(options_, max_message_bytes_), this));
  ASSIGN_OR_RETURN(topic_, client_->Topic(options_.topic));
  main_queue_.reset(rd_kafka_queue_get_main(client_->get()));
  poller_ = std::thread([this] { Poll(); });
  return absl::OkStatus();
}

KafkaAppender::~KafkaAppender() {
  if (poller_.joinable()) {
    {
      const auto deadline = steady_clock::now() + kFinishTime;
      MutexLock lock(mutex_);
      while (!batches_.empty() && !has_failed_) {
        if (!settled_.WaitUntil(mutex_, deadline)) break;
      }
      has_failed_ = true;
      is_stopping_ = true;
    }
    rd_kafka_queue_yield(main_queue_.get());
    poller_.join();
  }
  main_queue_.reset();
  topic_.reset();
  client_.reset();
}

void KafkaAppender::Append(const std::vector<std::string>& records, uint64_t expected_offset,
                           SequenceAppendDone done) {
  auto batch = std::make_unique<Batch>();
  batch->done = std::move(done);
  batch->untold = records.size();
  for (size_t i = 0; i < records.size(); ++i) {
    batch->slots.push_back({batch.get(), expected_offset + i});
  }
  Batch& sent = *batch;
  absl::Status may_send = CheckSizes(records);
  {
    MutexLock lock(mutex_);
    if (has_failed_) may_send = absl::UnavailableError("an earlier batch was not confirmed");
    batches_.push_back(std::move(batch));
  }
  // One record follows the other without a pause: what waits when librdkafka looks goes to the
  // brokers as one request, and a request costs far more than a record.
  auto headers = HeadersOfAll(codec_, records);
  may_send.Update(headers.status());
  if (!may_send.ok()) return ProducingFailed(sent, 0, may_send);
  for (size_t i = 0; i < records.size(); ++i) {
    const auto error =
        Produce(client_->get(), topic_.get(), records[i], (*headers)[i].get(), &sent.slots[i]);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return ProducingFailed(sent, i, FromKafka(error, "sending a record to the Kafka brokers"));
    }
    (void)(*headers)[i].release();  // the message owns them now
  }
}

absl::Status KafkaAppender::CheckSizes(const std::vector<std::string>& records) const {
  for (const std::string& record : records) {
    if (record.size() + kRecordOverhead > max_message_bytes_) {
      return absl::InvalidArgumentError(fmt::format(
          "an event of {} bytes does not fit into the topic {}: with what Kafka adds it may have "
          "max.message.bytes = {}",
          record.size(), options_.topic, max_message_bytes_));
    }
  }
  return absl::OkStatus();
}

// Nothing of a batch of which nothing was sent can ever be in the topic.
void KafkaAppender::ProducingFailed(Batch& batch, size_t sent, const absl::Status& status) {
  {
    MutexLock lock(mutex_);
    const size_t unsent = batch.slots.size() - sent;
    batch.untold -= unsent;
    batch.refused += unsent;
    if (batch.status.ok()) batch.status = status;
    if (sent > 0) has_failed_ = true;
  }
  Settle();
}

void KafkaAppender::Delivered(const rd_kafka_message_t& message) {
  Slot& slot = *static_cast<Slot*>(message._private);
  Batch& batch = *slot.batch;
  MutexLock lock(mutex_);
  --batch.untold;
  const bool is_persisted = message.err == RD_KAFKA_RESP_ERR_NO_ERROR &&
                            rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_PERSISTED;
  if (is_persisted && message.offset == static_cast<int64_t>(slot.offset)) return;
  has_failed_ = true;
  if (!is_persisted && IsRefusal(message.err) &&
      rd_kafka_message_status(&message) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED) {
    ++batch.refused;
  }
  if (!batch.status.ok()) return;
  if (is_persisted) {
    batch.status = absl::UnavailableError(
        fmt::format("a record came to stand at offset {} instead of {}: another writer was there",
                    message.offset, slot.offset));
  } else {
    batch.status = FromKafka(message.err, rd_kafka_message_errstr(&message),
                             fmt::format("appending to the topic {}", options_.topic));
  }
}

void KafkaAppender::Poll() {
  while (true) {
    rd_kafka_poll(client_->get(), kPollMs);
    Settle();
    {
      MutexLock lock(mutex_);
      if (is_stopping_ && batches_.empty()) return;
      if (!has_failed_ || batches_.empty()) continue;
    }
    // What is in flight ends as unknown at once instead of when it times out.
    rd_kafka_purge(client_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
}

void KafkaAppender::Settle() {
  while (true) {
    const Batch* front = nullptr;
    {
      MutexLock lock(mutex_);
      if (batches_.empty() || batches_.front()->untold > 0 || is_telling_) return;
      is_telling_ = true;
      front = batches_.front().get();
    }
    Tell(*front);
    MutexLock lock(mutex_);
    batches_.pop_front();
    is_telling_ = false;
    settled_.NotifyAll();
  }
}

void KafkaAppender::Tell(const Batch& batch) {
  if (batch.status.ok()) {
    batch.done(AppendOutcome::kDurable, absl::OkStatus());
  } else if (batch.refused == batch.slots.size()) {
    batch.done(AppendOutcome::kNotWritten, batch.status);
  } else {
    batch.done(AppendOutcome::kUnknown, batch.status);
  }
}

}  // namespace witan::storage
