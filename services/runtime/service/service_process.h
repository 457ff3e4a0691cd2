#pragma once

// A service in a process of its own: the shared log, the shared keys, and the host around its part.

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/host/host.h"
#include "services/runtime/host/run.h"
#include "services/runtime/keys/key_store.h"
#include "services/runtime/service/options.h"
#include "storage/base/clock.h"
#include "storage/kafka/kafka_event_log.h"

namespace witan::service {

class ServiceProcess final : public host::Process {
 public:
  // Opens the part over log() and adds it to host().
  using AddPart = std::function<absl::Status(ServiceProcess& process)>;

  // Opens the log, adds the part and serves. `stop` is called when it cannot go on. Errors are
  // sentences that name the file, broker, topic, setting or port. The logger outlives it.
  static absl::StatusOr<std::unique_ptr<ServiceProcess>> Start(const ServiceOptions& options,
                                                               const host::Services& services,
                                                               const AddPart& add,
                                                               const runtime::Logger& logger,
                                                               std::function<void()> stop);

  // For the part; all of it outlives the part.
  const ServiceOptions& options() const { return options_; }
  storage::EventLog& log() { return *log_; }
  host::Host& host() { return *host_; }
  const Clock& clock() const { return clock_; }
  // Makes the two topics beside the log's where they are absent, as replicated as the log. For who
  // may write. Fails as CreateKafkaTopic.
  absl::Status MakeTopics() const;
  // As KafkaTable::Open and ReadMasterKey.
  absl::StatusOr<std::unique_ptr<runtime::KeyTable>> OpenKeyTable() const;
  absl::StatusOr<std::unique_ptr<runtime::MasterKey>> OpenMasterKey() const;

  void Stop() override { host_->Stop(); }
  std::string WhyNotReady() const override { return host_->WhyNotReady(); }
  absl::Status verdict() const override { return host_->verdict(); }

 private:
  ServiceProcess(const ServiceOptions& options, const runtime::Logger& logger);
  absl::Status MakeDataFolder() const;

  ServiceOptions options_;  // constant after construction
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  std::unique_ptr<storage::KafkaEventLog> log_;
  std::unique_ptr<host::Host> host_;  // after the log, which its part reads
};

// The whole of a program's main, from its arguments to its exit code.
int Main(const ServiceDefaults& defaults, const host::Services& services,
         const ServiceProcess::AddPart& add, int argc, const char* const* argv);

}  // namespace witan::service
