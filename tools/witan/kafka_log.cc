#include "tools/witan/kafka_log.h"

#include <CLI/CLI.hpp>

#include "services/runtime/codec/envelope_codec.h"
#include "storage/base/status.h"

namespace witan::cli {
namespace {

// A log made or read by this program is written by nobody: no term begins.
constexpr const char* kBuild = "witan log";

absl::StatusOr<storage::KafkaLogOptions> OptionsOf(const KafkaArguments& arguments) {
  storage::KafkaLogOptions options;
  options.connection = arguments.connection;
  options.topic = arguments.topic;
  ASSIGN_OR_RETURN(options.relaxed, storage::ParseKafkaNeeds(arguments.relaxed));
  return options;
}

}  // namespace

void AddKafkaOptions(CLI::App& app, KafkaArguments& arguments) {
  storage::KafkaSecurity& security = arguments.connection.security;
  app.add_option("--kafka", arguments.connection.bootstrap,
                 "Instead of --data: brokers of the log on Kafka, host:port,host:port");
  app.add_option("--topic", arguments.topic, "The log's topic")->capture_default_str();
  app.add_option("--kafka-relax", arguments.relaxed,
                 "Settings that the topic may fail, such as flush.messages,min.insync.replicas")
      ->check([](const std::string& names) {
        return std::string(storage::ParseKafkaNeeds(names).status().message());
      });
  app.add_option("--kafka-ca", security.ca_file,
                 "Who signs the brokers' certificates: turns TLS on");
  app.add_option("--kafka-cert", security.cert_file, "Own certificate for the brokers");
  app.add_option("--kafka-key", security.key_file, "Its key");
  app.add_option("--kafka-user", security.user, "SASL user: turns SASL on");
  app.add_option("--kafka-password-file", security.password_file, "File with its password");
  app.add_option("--kafka-mechanism", security.mechanism, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
      ->capture_default_str();
}

void AddReplicationOption(CLI::App& app, KafkaArguments& arguments) {
  constexpr int kMostBrokers = 9;
  app.add_option("--replication-factor", arguments.replication_factor,
                 "With --kafka: brokers that hold a copy of a topic that is made")
      ->check(CLI::Range(1, kMostBrokers))
      ->capture_default_str();
}

KafkaLog::KafkaLog()
    : codec_(std::make_unique<runtime::EnvelopeCodec>(runtime::BuildInfo{kBuild, ""})) {}

KafkaLog::~KafkaLog() = default;

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaLog::Make(const KafkaArguments& arguments) {
  ASSIGN_OR_RETURN(const storage::KafkaLogOptions options, OptionsOf(arguments));
  const storage::KafkaTopicPlan plan{
      .replication_factor = arguments.replication_factor,
      // A majority: any two sets that confirm a record share a broker.
      .min_insync_replicas = arguments.replication_factor / 2 + 1,
      .flush_each_message = !options.relaxed.contains(storage::KafkaNeed::kFlushMessages)};
  auto there = Open(arguments);
  if (!absl::IsNotFound(there.status())) return there;
  RETURN_IF_ERROR(storage::CheckKafkaPlan(options, plan));
  RETURN_IF_ERROR(storage::CreateKafkaTopic(options, plan));
  return Open(arguments);
}

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaLog::Open(const KafkaArguments& arguments) {
  ASSIGN_OR_RETURN(const storage::KafkaLogOptions options, OptionsOf(arguments));
  std::unique_ptr<KafkaLog> opened(new KafkaLog());
  ASSIGN_OR_RETURN(opened->log_,
                   storage::KafkaEventLog::Open(options, *opened->codec_, opened->clock_));
  return opened;
}

}  // namespace witan::cli
