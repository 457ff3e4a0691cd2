#pragma once

// How a process reaches its log on Kafka, and what it asks of the topic that holds it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace witan::storage {

// A connection to the brokers: TLS when `ca_file` is set, SASL when `user` is. Files are PEM and
// are read when a connection's client is made.
struct KafkaSecurity {
  std::string ca_file;    // who may sign the brokers' certificates
  std::string cert_file;  // this client's certificate and key, when the brokers ask for one
  std::string key_file;
  // PLAIN, over TLS only, or SCRAM-SHA-256 or -512, which take librdkafka 2.6.1: what older ones
  // send is refused by brokers since 3.8.1 (librdkafka pull request 4895, CVE-2024-56128).
  std::string mechanism = "SCRAM-SHA-512";
  std::string user;
  std::string password_file;  // one line; read anew for each client
};

// Hears a line of librdkafka's. Levels are those of syslog: 3 error, 4 warning, 5 notice, 6
// information. Runs on any thread, and must not block.
using KafkaLogFunction = std::function<void(int level, const std::string& line)>;

// Where the brokers are, and who asks. What every client of one process shares: the log's, the
// group's, the keys'.
struct KafkaConnection {
  std::string bootstrap;            // host:port,host:port
  std::string client_id = "witan";  // short; shows up in the brokers' logs and figures
  KafkaSecurity security;
  // Without it nothing is said. The log of events bounds how often it is called.
  KafkaLogFunction log;
  // How long a question to the brokers may take.
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

// What the log needs of its topic. Each is named by the setting of Kafka that it looks at.
enum class KafkaNeed {
  kReplicationFactor,      // "replication.factor": at least 3
  kMinInsyncReplicas,      // "min.insync.replicas": at least 2, below the replication factor
  kFlushMessages,          // "flush.messages": 1
  kRetentionMs,            // "retention.ms": -1
  kRetentionBytes,         // "retention.bytes": -1
  kCleanupPolicy,          // "cleanup.policy": delete, which with endless retention deletes nothing
  kUncleanLeaderElection,  // "unclean.leader.election.enable": false
};

std::string_view Name(KafkaNeed need);

// From a list of names with commas, as a setting gives it. InvalidArgument names the word that is
// no need and lists those there are. That a topic has one partition cannot be relaxed.
absl::StatusOr<std::set<KafkaNeed>> ParseKafkaNeeds(std::string_view names);

struct KafkaLogOptions {
  KafkaConnection connection;
  std::string topic = "witan.log";
  // Needs that the topic may fail. What was found stands in the log and in a metric all the same.
  std::set<KafkaNeed> relaxed;
  // An append that the brokers have not confirmed within this time has an unknown outcome.
  std::chrono::milliseconds delivery_timeout = std::chrono::seconds(10);
  // How long a topic that is absent or shorter than it was may be so, before that is DataLoss:
  // brokers that are starting or changing leaders may answer too early.
  std::chrono::milliseconds shrink_patience = std::chrono::seconds(10);
  // Batches that one writer sends before the first is confirmed.
  int max_in_flight = 4;
};

// What Create asks the brokers for.
struct KafkaTopicPlan {
  int replication_factor = 3;
  int min_insync_replicas = 2;
  bool flush_each_message = true;  // flush.messages=1: a power cut takes nothing acknowledged
  // For a table (kafka_table.h), never for a log: of each key the newest record alone is kept, and
  // what was deleted is gone from the brokers' files within the hour once segments roll.
  bool is_compacted = false;
};

}  // namespace witan::storage
