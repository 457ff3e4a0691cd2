#pragma once

// The election of the writer by a consumer group of Kafka on a topic of one partition that nothing
// is written to: who is assigned the partition is elected. Kafka does the membership. That two may
// believe themselves elected for a while is the term's business, not the group's.
//
// The member that has stood longest is elected: Kafka's range assignment goes by the members'
// names, which begin with the client's id, and that is the time from which it stands. A process
// that joins therefore takes nothing from the one that writes.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "storage/kafka/kafka_client.h"
#include "storage/kafka/kafka_options.h"
#include "storage/leadership.h"

namespace witan::storage {

struct KafkaElectionOptions {
  KafkaConnection connection;
  // One partition; empty for ever. CreateKafkaTopic makes it.
  std::string topic = "witan.writer";
  std::string group = "witan.writer";
  // A member that was not heard of for so long is taken to be gone.
  std::chrono::milliseconds session_timeout = std::chrono::seconds(6);
  // How often members are heard of, and hear that the group changes.
  std::chrono::milliseconds heartbeat = std::chrono::milliseconds(500);
};

class KafkaElection final : public Leadership {
 public:
  explicit KafkaElection(KafkaElectionOptions options);
  ~KafkaElection() override;

  // Returns before it is known who is elected. InvalidArgument: a setting that Kafka's client
  // refuses.
  absl::Status Start() override;
  bool IsElected() const override { return is_elected_; }
  bool MayTake() const override { return is_elected_ && is_assigned_; }
  void Resign() override;

 private:
  absl::Status Join();
  void Leave();
  void Run();
  // Whether the group has assigned the partition to this member.
  bool IsAssigned() const;
  void Look();

  const KafkaElectionOptions options_;
  std::atomic<bool> is_elected_ = false;
  std::atomic<bool> is_assigned_ = false;
  std::atomic<bool> is_over_ = false;
  // Start's, then the thread's.
  std::unique_ptr<KafkaClient> member_;
  std::chrono::steady_clock::time_point last_assigned_;
  std::thread thread_;
};

}  // namespace witan::storage
