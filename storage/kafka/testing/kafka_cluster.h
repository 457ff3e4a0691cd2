#pragma once

// Real Kafka brokers for one test program: started by tools/kafka when the first test asks, stopped
// when the program ends, however it ends.

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "storage/kafka/kafka_options.h"

namespace witan::storage {

// One node or three. For one thread at a time.
class KafkaCluster final {
 public:
  // Starts the nodes and returns when they are ready; stops the test program when that fails.
  // `settings` are settings of the brokers, "name=value".
  explicit KafkaCluster(int nodes, const std::vector<std::string>& settings = {});
  // Kills them and removes their data.
  ~KafkaCluster();
  KafkaCluster(const KafkaCluster&) = delete;
  KafkaCluster& operator=(const KafkaCluster&) = delete;

  const std::string& bootstrap() const { return bootstrap_; }
  // Of one node, 1 and up.
  std::string Address(int node) const;
  // The folder with the node's data.
  std::string Folder(int node) const;

  void Kill(int node) { Signal(node, 9); }  // SIGKILL
  void Pause(int node);
  void Resume(int node);
  // Starts nodes that are down, together, and returns when they are ready.
  void Start(const std::vector<int>& nodes);
  void Start(int node) { Start(std::vector<int>{node}); }
  // Stops a node in order, and returns when it is gone, whatever became of it before.
  void Stop(int node);
  // From now on the node can make no file longer than this: what it appends to one that is answers
  // with an error of the file system, as on a full disk. A node that is started anew is free of it.
  void LimitFiles(int node, uint64_t bytes);

 private:
  pid_t ProcessOf(int node) const;
  void Signal(int node, int signal);
  std::string ReadLine();
  void Ask(const std::string& line);

  pid_t process_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  std::string bootstrap_;
  std::string folder_;
};

// What tests of the log use against one node: no replicas and no flush asked for, and no patience.
KafkaLogOptions OneNodeOptions(const std::string& bootstrap, const std::string& topic);
inline constexpr KafkaTopicPlan kOneNodePlan{
    .replication_factor = 1, .min_insync_replicas = 1, .flush_each_message = false};

// A name that no other topic of the cluster has.
std::string FreshTopic();

}  // namespace witan::storage
