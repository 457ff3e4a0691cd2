#include "services/runtime/service/service_process.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "services/runtime/host/build.h"
#include "services/runtime/host/check.h"
#include "services/runtime/keys/shared/shared_key_table.h"
#include "services/runtime/server/certificates.h"
#include "services/runtime/shutdown/stop_signal.h"
#include "storage/base/status.h"
#include "storage/kafka/bounded_log.h"

namespace witan::service {
namespace {

constexpr int kSyslogWarning = 4;

// Brokers say of a certificate that has expired no more than that they do not like it.
absl::Status CheckCertificate(const storage::KafkaSecurity& security) {
  if (security.cert_file.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto until, runtime::ValidUntil(security.cert_file));
  if (until > std::chrono::system_clock::now()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("The certificate {} for the Kafka brokers has expired.", security.cert_file));
}

host::Faults FaultsOf(const ServiceOptions& options) {
  host::Faults faults;
  host::CheckFiles(options, faults);
  host::Note(runtime::ReadMasterKey(options.master_key, /*create=*/false).status(), faults);
  host::CheckDataFolder(options.data, faults);
  host::CheckAddresses(options, faults);
  const SystemClock clock;
  const runtime::EnvelopeCodec codec(host::ThisBuild());
  host::Note(CheckCertificate(options.log.connection.security), faults);
  host::Note(storage::KafkaEventLog::Open(options.log, codec, clock).status(), faults);
  return faults;
}

}  // namespace

ServiceProcess::ServiceProcess(const ServiceOptions& options, const runtime::Logger& logger)
    : options_(options), codec_(host::ThisBuild()) {
  options_.log.connection.client_id = options.name;
  // One bound for all clients of this process.
  options_.log.connection.log = storage::Bounded([&logger](int level, const std::string& line) {
    if (level <= kSyslogWarning) logger.Warning(line);
  });
}

absl::Status ServiceProcess::MakeDataFolder() const {
  std::error_code failure;
  std::filesystem::create_directories(options_.data, failure);
  if (!failure) return absl::OkStatus();
  return absl::PermissionDeniedError(
      fmt::format("The data folder {} cannot be made: {}.", options_.data, failure.message()));
}

absl::StatusOr<std::unique_ptr<ServiceProcess>> ServiceProcess::Start(
    const ServiceOptions& options, const host::Services& services, const AddPart& add,
    const runtime::Logger& logger, std::function<void()> stop) {
  std::unique_ptr<ServiceProcess> process(new ServiceProcess(options, logger));
  RETURN_IF_ERROR(process->MakeDataFolder());
  RETURN_IF_ERROR(CheckCertificate(options.log.connection.security));
  ASSIGN_OR_RETURN(process->host_, host::Host::Open(options, services, logger, std::move(stop)));
  ASSIGN_OR_RETURN(process->log_, storage::KafkaEventLog::Open(process->options_.log,
                                                               process->codec_, process->clock_));
  RETURN_IF_ERROR(add(*process));
  RETURN_IF_ERROR(process->host_->Serve());
  return process;
}

absl::Status ServiceProcess::MakeTopics() const {
  storage::KafkaLogOptions topic = options_.log;
  storage::KafkaTopicPlan plan;
  plan.replication_factor = log_->report().replication_factor;
  plan.min_insync_replicas = std::max(1, plan.replication_factor - 1);
  topic.topic = ElectionTopic(options_.log.topic);
  RETURN_IF_ERROR(storage::CreateKafkaTopic(topic, plan));
  topic.topic = KeyTopic(options_.log.topic);
  plan.is_compacted = true;
  return storage::CreateKafkaTopic(topic, plan);
}

absl::StatusOr<std::unique_ptr<runtime::KeyTable>> ServiceProcess::OpenKeyTable() const {
  storage::KafkaTableOptions table;
  table.connection = options_.log.connection;
  table.topic = KeyTopic(options_.log.topic);
  ASSIGN_OR_RETURN(auto opened, storage::KafkaTable::Open(table));
  return std::make_unique<runtime::SharedKeyTable>(std::move(opened));
}

absl::StatusOr<std::unique_ptr<runtime::MasterKey>> ServiceProcess::OpenMasterKey() const {
  ASSIGN_OR_RETURN(const std::string key,
                   runtime::ReadMasterKey(options_.master_key, /*create=*/false));
  return std::make_unique<runtime::LocalMasterKey>(key);
}

int Main(const ServiceDefaults& defaults, const host::Services& services,
         const ServiceProcess::AddPart& add, int argc, const char* const* argv) {
  runtime::StopSignal stop;
  const auto asked = ReadOptions(defaults, argc, argv);
  if (!asked.ok()) return host::Refuse(defaults.name, asked.status());
  const ServiceOptions& options = asked->options;
  const host::Program program{
      .start = [&](const runtime::Logger& logger,
                   std::function<void()> end) -> absl::StatusOr<std::unique_ptr<host::Process>> {
        return ServiceProcess::Start(options, services, add, logger, std::move(end));
      },
      .faults = [&options] { return FaultsOf(options); },
      .data = options.data};
  return host::Run(asked->wish, options, program, stop);
}

}  // namespace witan::service
