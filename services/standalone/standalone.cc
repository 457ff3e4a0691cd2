#include "services/standalone/standalone.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <prometheus/text_serializer.h>

#include <atomic>
#include <filesystem>

#include "services/domain/rules.h"
#include "services/involvement/involvement.h"
#include "services/oversight/oversight.h"
#include "services/recorder/recorder.h"
#include "services/runtime/admin/admin_server.h"
#include "services/runtime/admin/figures.h"
#include "services/runtime/calls/observed_call.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/grpc_services/health.h"
#include "services/runtime/grpc_services/reflection.h"
#include "services/runtime/principal/caller.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/server/tls.h"
#include "services/standalone/figures.h"
#include "services/standalone/readiness.h"
#include "services/standalone/recorder_metrics.h"
#include "services/standalone/served.h"
#include "storage/base/hex.h"
#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_event_log.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::standalone {
namespace {

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
  Process(Options options, const runtime::Logger& logger, std::function<void()> stop)
      : options_(std::move(options)),
        stop_(std::move(stop)),
        codec_(runtime::BuildInfo{kBuild, HashOfRules()}),
        registry_(std::make_shared<prometheus::Registry>()),
        metrics_(*registry_),
        call_figures_(AllServices()),
        calls_(call_figures_, logger) {}
  ~Process() override { Stop(); }

  absl::Status Start() {
    RETURN_IF_ERROR(MakeDataFolder());
    RETURN_IF_ERROR(ReadIdentity());
    RETURN_IF_ERROR(OpenLog());
    RETURN_IF_ERROR(OpenRecorder());
    RETURN_IF_ERROR(OpenQueries());
    RETURN_IF_ERROR(Serve());
    ASSIGN_OR_RETURN(admin_,
                     runtime::AdminServer::Start(static_cast<int>(options_.admin_port),
                                                 {.not_ready = [this] { return WhyNotReady(); },
                                                  .metrics = [this] { return MetricsText(); }}));
    return absl::OkStatus();
  }

  void Stop() override {
    if (is_stopped_) return;
    is_stopped_ = true;
    if (server_ == nullptr) return;
    is_stopping_ = true;
    // Streams end first: the server waits for every call that is open.
    health_->Stop();
    if (reflection_ != nullptr) reflection_->Stop();
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

  std::string WhyNotReady() const override {
    if (is_stopping_) return "the process is stopping";
    std::string why_not = standalone::WhyNotReady(recorder_->state());
    if (why_not.empty()) {
      why_not = standalone::WhyNotReady("oversight", oversight_->projector().status());
    }
    if (why_not.empty()) {
      why_not = standalone::WhyNotReady("involvement", involvement_->projector().status());
    }
    return why_not;
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
      ASSIGN_OR_RETURN(const runtime::TlsIdentity identity,
                       runtime::ReadTls(options_.tls, options_.certificate_refresh));
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
    options.calls = &calls_;
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
    query::NodeOptions node;
    node.calls = &calls_;
    ASSIGN_OR_RETURN(auto views, OpenStore("oversight"));
    oversight_ = std::make_unique<oversight::Oversight>(std::move(views), *log_, recorder_->keys(),
                                                        principals, clock_,
                                                        oversight::Options{.node = node});
    ASSIGN_OR_RETURN(auto voices, OpenStore("involvement"));
    involvement_ = std::make_unique<involvement::Involvement>(std::move(voices), *log_,
                                                              recorder_->keys(), principals, clock_,
                                                              involvement::Options{.node = node});
    return absl::OkStatus();
  }

  void MakeGrpcServices() {
    runtime::HealthOptions health;
    health.calls = &calls_;
    const auto add = [&health](const Services& services, const std::function<bool()>& is_ready) {
      for (const auto* service : services) {
        health.services.push_back({service->full_name(), is_ready});
      }
    };
    add(CommandServices(), [this] { return standalone::WhyNotReady(recorder_->state()).empty(); });
    add(OversightServices(),
        [this] { return standalone::WhyNotReady("", oversight_->projector().status()).empty(); });
    add(InvolvementServices(),
        [this] { return standalone::WhyNotReady("", involvement_->projector().status()).empty(); });
    health_ = runtime::Health::Create(std::move(health));
    if (!options_.reflection) return;
    runtime::ReflectionOptions reflection;
    reflection.calls = &calls_;
    for (const auto* service : AllServices()) reflection.services.push_back(service->full_name());
    reflection_ = runtime::Reflection::Create(std::move(reflection));
  }

  static Services AllServices() {
    Services all = CommandServices();
    for (const Services& more : {OversightServices(), InvolvementServices(), GrpcServices()}) {
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  absl::Status Serve() {
    MakeGrpcServices();
    grpc::ServerBuilder builder;
    runtime::BoundServer(builder);
    int port = 0;
    builder.AddListeningPort(options_.listen, credentials_, &port);
    recorder_->Register(builder);
    oversight_->Register(builder);
    involvement_->Register(builder);
    health_->Register(builder);
    if (reflection_ != nullptr) reflection_->Register(builder);
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

  std::string MetricsText() const {
    Figures figures = registry_->Collect();
    for (auto& family : call_figures_.Collect()) figures.push_back(std::move(family));
    AddRecorderFigures(recorder_->state(), figures);
    const uint64_t log_end = recorder_->state().position;
    AddViewFigures("oversight", oversight_->projector().status(), log_end, clock_.Now(), figures);
    AddViewFigures("involvement", involvement_->projector().status(), log_end, clock_.Now(),
                   figures);
    AddFileFigures(options_, figures);
    for (auto& family : runtime::ProcessFigures()) figures.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(figures);
  }

  const Options options_;
  const std::function<void()> stop_;
  const SystemClock clock_;
  const runtime::EnvelopeCodec codec_;
  const std::shared_ptr<prometheus::Registry> registry_;  // shared with prometheus' own collectors
  RecorderMetrics metrics_;
  runtime::CallFigures call_figures_;
  runtime::CallObserver calls_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;  // gRPC's own handle
  std::unique_ptr<runtime::CallerPolicy> callers_;
  std::unique_ptr<storage::RocksEventLog> log_;
  std::unique_ptr<recorder::Recorder> recorder_;
  std::unique_ptr<oversight::Oversight> oversight_;
  std::unique_ptr<involvement::Involvement> involvement_;
  std::unique_ptr<runtime::Health> health_;
  std::unique_ptr<runtime::Reflection> reflection_;  // null: not wanted
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<runtime::AdminServer> admin_;
  bool is_stopped_ = false;
  std::atomic<bool> is_stopping_ = false;
  mutable Mutex mutex_;
  absl::Status verdict_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<Standalone>> Standalone::Start(const Options& options,
                                                              const runtime::Logger& logger,
                                                              std::function<void()> stop) {
  auto process = std::make_unique<Process>(options, logger, std::move(stop));
  RETURN_IF_ERROR(process->Start());
  return process;
}

}  // namespace witan::standalone
