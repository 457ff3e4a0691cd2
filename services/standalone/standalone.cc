#include "services/standalone/standalone.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <prometheus/text_serializer.h>

#include <filesystem>

#include "services/domain/rules.h"
#include "services/involvement/involvement.h"
#include "services/oversight/oversight.h"
#include "services/recorder/recorder.h"
#include "services/runtime/admin/admin_server.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/principal/caller.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/token/token.h"
#include "services/standalone/recorder_metrics.h"
#include "storage/base/hex.h"
#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_event_log.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::standalone {
namespace {

constexpr const char* kBuild = "witan 0.1.0";

// What the verdicts of this build rest on.
std::string HashOfRules() {
  std::string text;
  for (const domain::Rule& rule : domain::Rules()) {
    text +=
        fmt::format("{}|{}|{}|{}|{}|{}\n", domain::RuleName(rule.id), domain::LevelName(rule.level),
                    rule.sentence, rule.from, rule.until, rule.fact_recordable);
    for (const auto& parameter : rule.parameters) {
      text += fmt::format(" {}={} {}\n", parameter.name, parameter.value, parameter.from);
    }
  }
  return HexEncode(AsBytes(Sha256(text)));
}

class Process final : public Standalone {
 public:
  Process(Options options, std::function<void()> stop)
      : options_(std::move(options)),
        stop_(std::move(stop)),
        codec_(runtime::BuildInfo{kBuild, HashOfRules()}),
        registry_(std::make_shared<prometheus::Registry>()),
        metrics_(*registry_) {}
  ~Process() override { Stop(); }

  absl::Status Start() {
    RETURN_IF_ERROR(MakeDataFolder());
    RETURN_IF_ERROR(ReadIdentity());
    RETURN_IF_ERROR(OpenLog());
    RETURN_IF_ERROR(OpenRecorder());
    RETURN_IF_ERROR(OpenQueries());
    RETURN_IF_ERROR(Serve());
    ASSIGN_OR_RETURN(admin_,
                     runtime::AdminServer::Start(options_.admin_port,
                                                 {.not_ready = [this] { return WhyNotReady(); },
                                                  .metrics = [this] { return MetricsText(); }}));
    return absl::OkStatus();
  }

  void Stop() override {
    if (is_stopped_) return;
    is_stopped_ = true;
    if (server_ == nullptr) return;
    // Streams end first: the server waits for every call that is open.
    recorder_->Drain();
    oversight_->Drain(options_.stop_within / 2);
    involvement_->Drain(options_.stop_within / 2);
    server_->Shutdown(std::chrono::system_clock::now() + options_.stop_within);
    oversight_->Stop();
    involvement_->Stop();
    recorder_->Stop();
    server_->Wait();
    admin_.reset();
  }

  absl::Status verdict() const override {
    const MutexLock lock(mutex_);
    return verdict_;
  }

 private:
  absl::Status MakeDataFolder() {
    std::error_code failure;
    std::filesystem::create_directories(options_.data, failure);
    if (!failure) return absl::OkStatus();
    return absl::PermissionDeniedError(
        fmt::format("The data folder {} cannot be made: {}.", options_.data, failure.message()));
  }

  absl::Status ReadIdentity() {
    runtime::CallerRules rules;
    credentials_ = grpc::InsecureServerCredentials();
    if (options_.plain_for_measurement) {
      rules.believes_plain_peers = true;
    } else {
      ASSIGN_OR_RETURN(const runtime::TlsIdentity identity, runtime::ReadTls(options_.tls));
      credentials_ = identity.credentials;
      rules.deployment = identity.deployment;
    }
    if (!options_.principals.empty()) {
      ASSIGN_OR_RETURN(rules.principals, runtime::ReadPrincipals(options_.principals));
    }
    callers_ = std::make_unique<runtime::CallerPolicy>(std::move(rules));
    return absl::OkStatus();
  }

  // The first start makes the log. A log that is gone while what was made from it is still there is
  // lost, and never taken for a new one.
  absl::Status OpenLog() {
    storage::RocksEventLogOptions options;
    options.directory = options_.data + "/log";
    const bool is_first_start = !std::filesystem::exists(options_.data + "/recorder");
    if (!is_first_start && !std::filesystem::exists(options.directory)) {
      return absl::DataLossError(fmt::format(
          "The log {} is gone, but {}/recorder was made from it. Put the log back, or name another "
          "folder with --data.",
          options.directory, options_.data));
    }
    options.create_if_missing = is_first_start;
    ASSIGN_OR_RETURN(log_, storage::RocksEventLog::Open(options, codec_, clock_));
    if (!is_first_start) return absl::OkStatus();
    const auto created = log_->Create(LogId{Uuid::Random()}, "the first start of standalone");
    return absl::IsAlreadyExists(created.status()) ? absl::OkStatus() : created.status();
  }

  absl::Status OpenRecorder() {
    ASSIGN_OR_RETURN(recorder::RecorderStores stores,
                     recorder::OpenRecorderStores({.state = options_.data + "/recorder",
                                                   .keys = options_.data + "/keys",
                                                   .master_key = options_.master_key}));
    recorder::RecorderOptions options;
    options.writer = {.instance = "standalone", .address = options_.listen};
    ASSIGN_OR_RETURN(recorder_, recorder::Recorder::Open(options, std::move(stores), *log_, clock_,
                                                         *callers_, metrics_));
    recorder_->OnStopped([this](const absl::Status& status) {
      {
        const MutexLock lock(mutex_);
        verdict_ = status;
      }
      stop_();
    });
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<storage::ProjectionStore>> OpenStore(const std::string& name) {
    return storage::OpenRocksProjectionStore({.parent_directory = options_.data,
                                              .name = name,
                                              .schema_version = projector::kSchemaVersion});
  }

  absl::Status OpenQueries() {
    const auto principals = [this](const grpc::CallbackServerContext& context) {
      return callers_->Identify(context);
    };
    ASSIGN_OR_RETURN(auto views, OpenStore("oversight"));
    oversight_ = std::make_unique<oversight::Oversight>(std::move(views), *log_, recorder_->keys(),
                                                        principals, clock_, oversight::Options());
    ASSIGN_OR_RETURN(auto voices, OpenStore("involvement"));
    involvement_ = std::make_unique<involvement::Involvement>(
        std::move(voices), *log_, recorder_->keys(), principals, clock_, involvement::Options());
    return absl::OkStatus();
  }

  absl::Status Serve() {
    grpc::ServerBuilder builder;
    runtime::BoundServer(builder);
    int port = 0;
    builder.AddListeningPort(options_.listen, credentials_, &port);
    recorder_->Register(builder);
    oversight_->Register(builder);
    involvement_->Register(builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      return absl::UnavailableError(fmt::format(
          "The address {} is in use by another program, or is none of this machine; choose another "
          "with --listen.",
          options_.listen));
    }
    recorder_->Start();
    oversight_->Start();
    involvement_->Start();
    return absl::OkStatus();
  }

  static std::string WhyNotReady(std::string_view name, const projector::ProjectorStatus& status) {
    switch (status.state) {
      case projector::ProjectorState::kFollowing:
        return "";
      case projector::ProjectorState::kBuilding:
        return fmt::format("the views of {} are being built; they stand at {}", name,
                           status.head.value());
      case projector::ProjectorState::kStopped:
      case projector::ProjectorState::kDamaged:
        return fmt::format("the views of {} stand still: {}", name,
                           std::string(status.reason.message()));
    }
    return "";
  }

  std::string WhyNotReady() const {
    if (recorder_->state().condition != recorder::RecorderCondition::kWriting) {
      return "the recorder does not write";
    }
    const std::string why_not = WhyNotReady("oversight", oversight_->projector().status());
    if (!why_not.empty()) return why_not;
    return WhyNotReady("involvement", involvement_->projector().status());
  }

  std::string MetricsText() const {
    std::string text = prometheus::TextSerializer().Serialize(registry_->Collect());
    const auto add = [&text](std::string_view name, uint64_t value) {
      text += fmt::format("# TYPE {0} gauge\n{0} {1}\n", name, value);
    };
    add("witan_recorder_position_events", recorder_->state().position);
    add("witan_recorder_waiting_commands", recorder_->state().waiting);
    add("witan_recorder_open_calls", recorder_->state().open_calls);
    add("witan_oversight_position_events", oversight_->projector().status().head.value());
    add("witan_involvement_position_events", involvement_->projector().status().head.value());
    return text;
  }

  const Options options_;
  const std::function<void()> stop_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  const std::shared_ptr<prometheus::Registry> registry_;  // shared with prometheus' own collectors
  RecorderMetrics metrics_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;  // gRPC's own handle
  std::unique_ptr<runtime::CallerPolicy> callers_;
  std::unique_ptr<storage::RocksEventLog> log_;
  std::unique_ptr<recorder::Recorder> recorder_;
  std::unique_ptr<oversight::Oversight> oversight_;
  std::unique_ptr<involvement::Involvement> involvement_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<runtime::AdminServer> admin_;
  bool is_stopped_ = false;
  mutable Mutex mutex_;
  absl::Status verdict_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Standalone>> Standalone::Start(const Options& options,
                                                              std::function<void()> stop) {
  auto process = std::make_unique<Process>(options, std::move(stop));
  RETURN_IF_ERROR(process->Start());
  return process;
}

}  // namespace witan::standalone
