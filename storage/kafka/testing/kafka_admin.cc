#include "storage/kafka/testing/kafka_admin.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <memory>

#include "storage/base/check.h"
#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_topic.h"

namespace witan::storage {
namespace {

constexpr int kTimeoutMs = 20'000;
constexpr int kMostLooks = 200;
constexpr std::chrono::milliseconds kPause{50};

std::unique_ptr<KafkaClient> ClientOf(const std::string& bootstrap, rd_kafka_type_t type,
                                      KafkaDeliveries* deliveries = nullptr) {
  KafkaConnection connection;
  connection.bootstrap = bootstrap;
  auto client = KafkaClient::Make(type, connection, {}, deliveries);
  WITAN_CHECK(client.ok(), std::string(client.status().message()));
  return *std::move(client);
}

// Waits for the answer to an administrator's request and returns its event.
rd_kafka_event_t* Answer(rd_kafka_queue_t* queue) {
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kTimeoutMs);
  WITAN_CHECK(event != nullptr, "no answer from the brokers");
  WITAN_CHECK(rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR,
              rd_kafka_event_error_string(event));
  return event;
}

class OneDelivery final : public KafkaDeliveries {
 public:
  void Delivered(const rd_kafka_message_t& message) override {
    WITAN_CHECK(message.err == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(message.err));
    offset = message.offset;
  }
  int64_t offset = -1;
};

}  // namespace

void MakeTopic(const std::string& bootstrap, const std::string& topic, int partitions,
               const std::vector<std::pair<std::string, std::string>>& settings) {
  const auto client = ClientOf(bootstrap, RD_KAFKA_PRODUCER);
  std::array<char, 256> why{};
  rd_kafka_NewTopic_t* wanted =
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, why.data(), why.size());
  for (const auto& [name, value] : settings) {
    WITAN_CHECK(rd_kafka_NewTopic_set_config(wanted, name.c_str(), value.c_str()) ==
                    RD_KAFKA_RESP_ERR_NO_ERROR,
                "a setting");
  }
  const KafkaQueue queue = client->NewQueue();
  rd_kafka_CreateTopics(client->get(), &wanted, 1, nullptr, queue.get());
  rd_kafka_event_t* event = Answer(queue.get());
  size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  WITAN_CHECK(rd_kafka_topic_result_error(results[0]) == RD_KAFKA_RESP_ERR_NO_ERROR,
              rd_kafka_topic_result_error_string(results[0]));
  rd_kafka_event_destroy(event);
  rd_kafka_NewTopic_destroy(wanted);
  // The broker learns of it a moment after the controller.
  KafkaConnection connection;
  connection.bootstrap = bootstrap;
  const auto made = *KafkaTopic::Make(connection, topic);
  for (int i = 0; i < kMostLooks && !made->EndOffset().ok(); ++i) made->Pause(kPause);
}

void DeleteTopic(const std::string& bootstrap, const std::string& topic) {
  const auto client = ClientOf(bootstrap, RD_KAFKA_PRODUCER);
  rd_kafka_DeleteTopic_t* wanted = rd_kafka_DeleteTopic_new(topic.c_str());
  const KafkaQueue queue = client->NewQueue();
  rd_kafka_DeleteTopics(client->get(), &wanted, 1, nullptr, queue.get());
  rd_kafka_event_t* event = Answer(queue.get());
  rd_kafka_event_destroy(event);
  rd_kafka_DeleteTopic_destroy(wanted);
}

void DeleteRecordsBefore(const std::string& bootstrap, const std::string& topic, int64_t offset) {
  const auto client = ClientOf(bootstrap, RD_KAFKA_PRODUCER);
  rd_kafka_topic_partition_list_t* before = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(before, topic.c_str(), 0)->offset = offset;
  rd_kafka_DeleteRecords_t* wanted = rd_kafka_DeleteRecords_new(before);
  const KafkaQueue queue = client->NewQueue();
  rd_kafka_DeleteRecords(client->get(), &wanted, 1, nullptr, queue.get());
  rd_kafka_event_t* event = Answer(queue.get());
  rd_kafka_event_destroy(event);
  rd_kafka_DeleteRecords_destroy(wanted);
  rd_kafka_topic_partition_list_destroy(before);
}

int64_t ProduceRaw(const std::string& bootstrap, const std::string& topic, std::string_view value) {
  OneDelivery delivery;
  const auto client = ClientOf(bootstrap, RD_KAFKA_PRODUCER, &delivery);
  const auto handle = *client->Topic(topic);
  // Copied, and not changed.
  auto* bytes = const_cast<char*>(value.data());
  WITAN_CHECK(rd_kafka_produce(handle.get(), 0, RD_KAFKA_MSG_F_COPY, bytes, value.size(), nullptr,
                               0, nullptr) == 0,
              "the record was not taken");
  WITAN_CHECK(rd_kafka_flush(client->get(), kTimeoutMs) == RD_KAFKA_RESP_ERR_NO_ERROR,
              "the record was not sent");
  return delivery.offset;
}

ConsumedRecord ConsumeRaw(const std::string& bootstrap, const std::string& topic, int64_t offset) {
  const auto client = ClientOf(bootstrap, RD_KAFKA_CONSUMER);
  const auto handle = *client->Topic(topic);
  WITAN_CHECK(rd_kafka_consume_start(handle.get(), 0, offset) == 0, "no consumer");
  rd_kafka_message_t* message = rd_kafka_consume(handle.get(), 0, kTimeoutMs);
  WITAN_CHECK(message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR, "no record");
  ConsumedRecord record;
  record.value.assign(static_cast<const char*>(message->payload), message->len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    for (size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, std::string(static_cast<const char*>(value), size));
    }
  }
  rd_kafka_message_destroy(message);
  rd_kafka_consume_stop(handle.get(), 0);
  return record;
}

}  // namespace witan::storage
