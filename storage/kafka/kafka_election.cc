#include "storage/kafka/kafka_election.h"

#include <fmt/format.h>

#include "storage/base/status.h"
#include "storage/kafka/kafka_status.h"

namespace witan::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{50};
// While members join or leave, everybody's partitions are taken for a moment and given again.
constexpr std::chrono::seconds kRegroup{2};
constexpr std::chrono::milliseconds kRetry{500};

struct ListDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, ListDeleter>;

// Sorts by time.
std::string NameFromNow() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return fmt::format("w{:016x}",
                     std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

KafkaElection::KafkaElection(KafkaElectionOptions options) : options_(std::move(options)) {}

KafkaElection::~KafkaElection() { Resign(); }

absl::Status KafkaElection::Join() {
  KafkaConnection connection = options_.connection;
  connection.client_id = NameFromNow();
  auto made =
      KafkaClient::Make(RD_KAFKA_CONSUMER, connection,
                        {{"group.id", options_.group},
                         {"partition.assignment.strategy", "range"},
                         {"session.timeout.ms", std::to_string(options_.session_timeout.count())},
                         {"heartbeat.interval.ms", std::to_string(options_.heartbeat.count())},
                         {"enable.auto.commit", "false"},
                         {"auto.offset.reset", "latest"}});
  RETURN_IF_ERROR(made.status());
  member_ = *std::move(made);
  rd_kafka_poll_set_consumer(member_->get());
  const PartitionList topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), options_.topic.c_str(), RD_KAFKA_PARTITION_UA);
  return FromKafka(rd_kafka_subscribe(member_->get(), topics.get()),
                   fmt::format("joining the group {}", options_.group));
}

absl::Status KafkaElection::Start() {
  RETURN_IF_ERROR(Join());
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

// Says good-bye to the group, which elects another one at once.
void KafkaElection::Leave() {
  is_elected_ = false;
  if (member_ == nullptr) return;
  rd_kafka_consumer_close(member_->get());
  member_.reset();
}

void KafkaElection::Resign() {
  is_over_ = true;
  is_elected_ = false;
  if (thread_.joinable()) thread_.join();
}

bool KafkaElection::IsAssigned() const {
  rd_kafka_topic_partition_list_t* list = nullptr;
  if (rd_kafka_assignment(member_->get(), &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  const PartitionList owned(list);
  return owned->cnt > 0 && rd_kafka_assignment_lost(member_->get()) == 0;
}

void KafkaElection::Look() {
  const auto now = steady_clock::now();
  is_assigned_ = IsAssigned();
  if (is_assigned_) {
    last_assigned_ = now;
    is_elected_ = !is_over_;
    return;
  }
  if (!is_elected_ || now - last_assigned_ < kRegroup) return;
  // Was elected and is not: it stands again, behind those who have stood meanwhile.
  Leave();
}

void KafkaElection::Run() {
  auto next_try = steady_clock::time_point::min();
  while (!is_over_) {
    if (member_ == nullptr && steady_clock::now() >= next_try) {
      // What cannot be joined now is tried again: the settings were good at the start.
      if (!Join().ok()) member_.reset();
      next_try = steady_clock::now() + kRetry;
    }
    if (member_ == nullptr) {
      std::this_thread::sleep_for(kPoll);
      continue;
    }
    rd_kafka_message_t* message =
        rd_kafka_consumer_poll(member_->get(), static_cast<int>(kPoll.count()));
    if (message != nullptr) rd_kafka_message_destroy(message);
    Look();
  }
  Leave();
}

}  // namespace witan::storage
