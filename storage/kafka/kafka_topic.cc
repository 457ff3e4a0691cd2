#include "storage/kafka/kafka_topic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "storage/base/status.h"
#include "storage/kafka/kafka_status.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Time = steady_clock::time_point;

constexpr milliseconds kPauseBetweenTries{50};
// One question; a broker that hangs is not waited for until the end.
constexpr milliseconds kOneTry{2'000};
constexpr size_t kErrorTextSize = 512;

int TimeLeft(Time deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::max<int64_t>(left.count(), 1));
}

int OneTry(Time deadline) {
  return std::min(TimeLeft(deadline), static_cast<int>(kOneTry.count()));
}

struct MetadataDeleter {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
struct EventDeleter {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using Event = std::unique_ptr<rd_kafka_event_t, EventDeleter>;
struct AdminOptionsDeleter {
  void operator()(rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(options);
  }
};
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, AdminOptionsDeleter>;
struct ResourceDeleter {
  void operator()(rd_kafka_ConfigResource_t* resource) const {
    rd_kafka_ConfigResource_destroy(resource);
  }
};
struct NewTopicDeleter {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
struct PartitionsDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};

// The answer to a request of the administration interface, as an event of the kind asked for.
absl::StatusOr<Event> Await(rd_kafka_queue_t* queue, Time deadline, std::string_view doing) {
  Event event(rd_kafka_queue_poll(queue, TimeLeft(deadline)));
  if (event == nullptr) return absl::UnavailableError(fmt::format("{}: no answer in time", doing));
  RETURN_IF_ERROR(FromKafka(rd_kafka_event_error(event.get()),
                            rd_kafka_event_error_string(event.get()), doing));
  return event;
}

absl::StatusOr<AdminOptions> OptionsFor(rd_kafka_t* client, rd_kafka_admin_op_t operation,
                                        Time deadline) {
  AdminOptions options(rd_kafka_AdminOptions_new(client, operation));
  std::array<char, kErrorTextSize> why{};
  RETURN_IF_ERROR(FromKafka(rd_kafka_AdminOptions_set_request_timeout(
                                options.get(), TimeLeft(deadline), why.data(), why.size()),
                            why.data(), "asking the brokers"));
  return options;
}

absl::StatusOr<std::map<std::string, std::string>> AskSettings(rd_kafka_t* client,
                                                               const std::string& topic,
                                                               Time deadline) {
  const std::string doing = fmt::format("reading the settings of the topic {}", topic);
  ASSIGN_OR_RETURN(const AdminOptions options,
                   OptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, deadline));
  const std::unique_ptr<rd_kafka_ConfigResource_t, ResourceDeleter> wanted(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  const KafkaQueue queue(rd_kafka_queue_new(client));
  std::array<rd_kafka_ConfigResource_t*, 1> list = {wanted.get()};
  rd_kafka_DescribeConfigs(client, list.data(), list.size(), options.get(), queue.get());
  ASSIGN_OR_RETURN(const Event event, Await(queue.get(), deadline, doing));
  size_t count = 0;
  const rd_kafka_ConfigResource_t** resources = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) return absl::UnavailableError(fmt::format("{}: no answer", doing));
  const char* words = rd_kafka_ConfigResource_error_string(resources[0]);
  RETURN_IF_ERROR(
      FromKafka(rd_kafka_ConfigResource_error(resources[0]), words == nullptr ? "" : words, doing));
  size_t entries = 0;
  const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(resources[0], &entries);
  std::map<std::string, std::string> settings;
  for (size_t i = 0; i < entries; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(configs[i]);
    settings.emplace(rd_kafka_ConfigEntry_name(configs[i]), value == nullptr ? "" : value);
  }
  return settings;
}

absl::Status AddSettings(rd_kafka_NewTopic_t* topic, const KafkaTopicPlan& plan) {
  for (const auto& [name, value] : SettingsOf(plan)) {
    RETURN_IF_ERROR(FromKafka(rd_kafka_NewTopic_set_config(topic, name.c_str(), value.c_str()),
                              "planning the topic"));
  }
  return absl::OkStatus();
}

}  // namespace

KafkaSettings SettingsOf(const KafkaTopicPlan& plan) {
  KafkaSettings settings = {{"cleanup.policy", plan.is_compacted ? "compact" : "delete"},
                            {"retention.ms", "-1"},
                            {"retention.bytes", "-1"},
                            {"unclean.leader.election.enable", "false"},
                            {"min.insync.replicas", std::to_string(plan.min_insync_replicas)}};
  if (plan.flush_each_message) settings.emplace_back("flush.messages", "1");
  if (plan.is_compacted) {
    settings.emplace_back("min.cleanable.dirty.ratio", "0.01");
    settings.emplace_back("max.compaction.lag.ms", "3600000");
    settings.emplace_back("segment.ms", "3600000");
  }
  return settings;
}

absl::StatusOr<std::unique_ptr<KafkaTopic>> KafkaTopic::Make(const KafkaConnection& connection,
                                                             const std::string& topic) {
  // A consumer's client, for its questions never make brokers create a topic.
  KafkaSettings settings = HearsVersions();
  settings.emplace_back("allow.auto.create.topics", "false");
  ASSIGN_OR_RETURN(auto client, KafkaClient::Make(RD_KAFKA_CONSUMER, connection, settings));
  ASSIGN_OR_RETURN(auto handle, client->Topic(topic));
  return std::unique_ptr<KafkaTopic>(
      new KafkaTopic(connection, topic, std::move(client), std::move(handle)));
}

KafkaTopic::KafkaTopic(const KafkaConnection& connection, std::string name,
                       std::unique_ptr<KafkaClient> client, KafkaTopicHandle topic)
    : bootstrap_(connection.bootstrap),
      timeout_(connection.timeout),
      name_(std::move(name)),
      client_(std::move(client)),
      topic_(std::move(topic)) {}

absl::Status KafkaTopic::Unreachable(std::string_view what) const {
  const std::string complaint = client_->last_complaint();
  return absl::UnavailableError(
      fmt::format("the Kafka brokers at {} gave no usable answer within {} ms: {}", bootstrap_,
                  timeout_.count(), complaint.empty() ? std::string(what) : complaint));
}

void KafkaTopic::Pause(milliseconds time) const {
  // Serves the client's own queue meanwhile; nothing in it ends the wait early but its end.
  const Time until = steady_clock::now() + time;
  while (steady_clock::now() < until) rd_kafka_poll(client_->get(), TimeLeft(until));
}

absl::StatusOr<KafkaTopic::Shape> KafkaTopic::AskShape(Time deadline) const {
  const rd_kafka_metadata_t* told = nullptr;
  const auto error = rd_kafka_metadata(client_->get(), 0, topic_.get(), &told, OneTry(deadline));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Unreachable(rd_kafka_err2str(error));
  const std::unique_ptr<const rd_kafka_metadata_t, MetadataDeleter> metadata(told);
  if (metadata->topic_cnt != 1) return Unreachable("the topic is not in the answer");
  const rd_kafka_metadata_topic_t& topic = metadata->topics[0];
  if (topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
    return absl::NotFoundError(
        fmt::format("there is no topic {} on the Kafka brokers at {}", name_, bootstrap_));
  }
  RETURN_IF_ERROR(FromKafka(topic.err, fmt::format("asking for the topic {}", name_)));
  if (topic.partition_cnt < 1) return Unreachable("the topic has no partition yet");
  const rd_kafka_metadata_partition_t* first =
      std::find_if(topic.partitions, topic.partitions + topic.partition_cnt,
                   [](const rd_kafka_metadata_partition_t& each) { return each.id == 0; });
  if (first == topic.partitions + topic.partition_cnt) return Unreachable("no first partition");
  return Shape{topic.partition_cnt, first->replica_cnt, first->leader};
}

absl::StatusOr<KafkaTopicState> KafkaTopic::State() const {
  const Time deadline = steady_clock::now() + timeout_;
  while (true) {
    const auto shape = AskShape(deadline);
    if (shape.ok()) {
      ASSIGN_OR_RETURN(auto settings, AskSettings(client_->get(), name_, deadline));
      return KafkaTopicState{shape->partitions, shape->replicas, std::move(settings),
                             client_->fetch_version()};
    }
    if (!absl::IsUnavailable(shape.status()) || steady_clock::now() >= deadline) {
      return shape.status();
    }
    Pause(kPauseBetweenTries);
  }
}

absl::StatusOr<KafkaLeader> KafkaTopic::Leader() const {
  ASSIGN_OR_RETURN(const Shape shape, AskShape(steady_clock::now() + timeout_));
  return shape.leader;
}

absl::StatusOr<uint64_t> KafkaTopic::FirstOffset() const {
  return AskOffset(RD_KAFKA_OFFSET_BEGINNING);
}

absl::StatusOr<uint64_t> KafkaTopic::EndOffset() const { return AskOffset(RD_KAFKA_OFFSET_END); }

// A new leader answers only once it knows how far the replicas had got (KIP-207), so that the end
// never goes back; until then it is asked again.
absl::StatusOr<uint64_t> KafkaTopic::AskOffset(int64_t which) const {
  const Time deadline = steady_clock::now() + timeout_;
  while (true) {
    const std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionsDeleter> list(
        rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_t* partition =
        rd_kafka_topic_partition_list_add(list.get(), name_.c_str(), 0);
    partition->offset = which;
    auto error = rd_kafka_offsets_for_times(client_->get(), list.get(), OneTry(deadline));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = partition->err;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR && partition->offset >= 0) {
      return static_cast<uint64_t>(partition->offset);
    }
    if (IsRefusal(error)) {
      return FromKafka(error, fmt::format("asking where the topic {} ends", name_));
    }
    if (steady_clock::now() >= deadline) return Unreachable(rd_kafka_err2str(error));
    // Learns of a new leader, or that the topic is gone.
    const auto shape = AskShape(deadline);
    if (absl::IsNotFound(shape.status())) return shape.status();
    Pause(kPauseBetweenTries);
  }
}

absl::Status KafkaTopic::Create(const KafkaTopicPlan& plan) const {
  const Time deadline = steady_clock::now() + timeout_;
  const std::string doing = fmt::format("making the topic {}", name_);
  // A broker that does not answer is told apart by a sentence with its address.
  const auto shape = AskShape(deadline);
  if (absl::IsUnavailable(shape.status())) return shape.status();
  if (shape.ok()) return absl::AlreadyExistsError(fmt::format("the topic {} exists", name_));
  std::array<char, kErrorTextSize> why{};
  const std::unique_ptr<rd_kafka_NewTopic_t, NewTopicDeleter> wanted(
      rd_kafka_NewTopic_new(name_.c_str(), 1, plan.replication_factor, why.data(), why.size()));
  if (wanted == nullptr) {
    return absl::InvalidArgumentError(fmt::format("{}: {}", doing, why.data()));
  }
  RETURN_IF_ERROR(AddSettings(wanted.get(), plan));
  ASSIGN_OR_RETURN(const AdminOptions options,
                   OptionsFor(client_->get(), RD_KAFKA_ADMIN_OP_CREATETOPICS, deadline));
  const KafkaQueue queue(rd_kafka_queue_new(client_->get()));
  std::array<rd_kafka_NewTopic_t*, 1> list = {wanted.get()};
  rd_kafka_CreateTopics(client_->get(), list.data(), list.size(), options.get(), queue.get());
  ASSIGN_OR_RETURN(const Event event, Await(queue.get(), deadline, doing));
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  if (count != 1) return absl::UnavailableError(fmt::format("{}: no answer", doing));
  const auto error = rd_kafka_topic_result_error(results[0]);
  if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return absl::AlreadyExistsError(fmt::format("the topic {} exists", name_));
  }
  const char* words = rd_kafka_topic_result_error_string(results[0]);
  return FromKafka(error, words == nullptr ? rd_kafka_err2str(error) : words, doing);
}

}  // namespace witan::storage
