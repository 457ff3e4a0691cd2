#pragma once

// One librdkafka client: made from a connection's settings, silent on stderr, destroyed with its
// owner.

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/base/mutex.h"
#include "storage/kafka/kafka_options.h"

namespace witan::storage {

// Hears what became of each record that was produced; runs on the thread that polls the client.
class KafkaDeliveries {
 public:
  virtual ~KafkaDeliveries() = default;
  virtual void Delivered(const rd_kafka_message_t& message) = 0;
};

using KafkaSettings = std::vector<std::pair<std::string, std::string>>;

// What makes librdkafka say which requests a broker takes.
KafkaSettings HearsVersions();

struct KafkaTopicDeleter {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using KafkaTopicHandle = std::unique_ptr<rd_kafka_topic_t, KafkaTopicDeleter>;

struct KafkaQueueDeleter {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaQueueDeleter>;

// Safe to call from any thread. Queues and topics of the client are destroyed before it.
class KafkaClient final {
 public:
  // `settings` are librdkafka's own, on top of what every client of Witan has. `deliveries` (may be
  // null) outlives the client. No broker is asked yet.
  // InvalidArgument: a setting, a certificate or a password file that librdkafka refuses.
  // FailedPrecondition: SCRAM is asked of a librdkafka whose SCRAM no broker takes.
  static absl::StatusOr<std::unique_ptr<KafkaClient>> Make(rd_kafka_type_t type,
                                                           const KafkaConnection& connection,
                                                           const KafkaSettings& settings,
                                                           KafkaDeliveries* deliveries = nullptr);
  // Blocks until librdkafka's threads have ended.
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  rd_kafka_t* get() const { return client_; }
  absl::StatusOr<KafkaTopicHandle> Topic(const std::string& name) const;
  KafkaQueue NewQueue() const { return KafkaQueue(rd_kafka_queue_new(client_)); }

  // How old the oldest broker is that was asked (broker_version.h); 0 while none has told. Only for
  // a client that was made with HearsVersions.
  int fetch_version() const WITAN_EXCLUDES(mutex_);

  // What it last had to complain about, such as "Connect to ... failed: Connection refused"; empty
  // when nothing.
  std::string last_complaint() const WITAN_EXCLUDES(mutex_);

 private:
  KafkaClient(KafkaLogFunction log, KafkaDeliveries* deliveries);
  void Hear(int level, std::string_view words) WITAN_EXCLUDES(mutex_);
  static void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* text);
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  const KafkaLogFunction log_;
  KafkaDeliveries* const deliveries_;
  rd_kafka_t* client_ = nullptr;

  mutable Mutex mutex_;
  std::string complaint_ WITAN_GUARDED_BY(mutex_);
  int fetch_version_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace witan::storage
