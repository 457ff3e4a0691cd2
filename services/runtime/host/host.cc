#include "services/runtime/host/host.h"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <prometheus/text_serializer.h>

#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "services/runtime/admin/figures.h"
#include "services/runtime/server/tls.h"
#include "storage/base/status.h"

namespace witan::host {
namespace {

void Append(const Services& more, Services& services) {
  services.insert(services.end(), more.begin(), more.end());
}

// gRPC's own, health and reflection, besides.
Services WithGrpcServices(Services services) {
  Append(ServicesBeside<grpc::health::v1::HealthCheckRequest>(), services);
  Append(ServicesBeside<grpc::reflection::v1alpha::ServerReflectionRequest>(), services);
  return services;
}

}  // namespace

Host::Host(const HostOptions& options, const Services& services, const runtime::Logger& logger,
           std::function<void()> stop)
    : options_(options),
      services_(WithGrpcServices(services)),
      stop_(std::move(stop)),
      call_figures_(services_),
      calls_(call_figures_, logger) {}

Host::~Host() {
  Stop();
  server_.reset();
  while (!parts_.empty()) parts_.pop_back();
}

absl::StatusOr<std::unique_ptr<Host>> Host::Open(const HostOptions& options,
                                                 const Services& services,
                                                 const runtime::Logger& logger,
                                                 std::function<void()> stop) {
  std::unique_ptr<Host> host(new Host(options, services, logger, std::move(stop)));
  RETURN_IF_ERROR(host->ReadIdentity());
  return host;
}

absl::Status Host::ReadIdentity() {
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

void Host::MakeGrpcServices() {
  runtime::HealthOptions health;
  health.calls = &calls_;
  for (const auto& part : parts_) {
    for (const auto* service : part->services()) {
      health.services.push_back(
          {service->full_name(), [raw = part.get()] { return raw->WhyNotReady().empty(); }});
    }
  }
  health_ = runtime::Health::Create(std::move(health));
  if (!options_.reflection) return;
  runtime::ReflectionOptions reflection;
  reflection.calls = &calls_;
  for (const auto* service : services_) reflection.services.push_back(service->full_name());
  reflection_ = runtime::Reflection::Create(std::move(reflection));
}

absl::Status Host::Serve() {
  MakeGrpcServices();
  grpc::ServerBuilder builder;
  runtime::BoundServer(builder);
  int port = 0;
  builder.AddListeningPort(options_.listen, credentials_, &port);
  for (const auto& part : parts_) part->Register(builder);
  health_->Register(builder);
  if (reflection_ != nullptr) reflection_->Register(builder);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    return absl::UnavailableError(fmt::format(
        "The address {} is in use by another program, or is none of this machine; choose another "
        "with --listen.",
        options_.listen));
  }
  for (const auto& part : parts_) RETURN_IF_ERROR(part->Start());
  ASSIGN_OR_RETURN(admin_,
                   runtime::AdminServer::Start(static_cast<int>(options_.admin_port),
                                               {.not_ready = [this] { return WhyNotReady(); },
                                                .metrics = [this] { return MetricsText(); }}));
  return absl::OkStatus();
}

void Host::Stop() {
  if (is_stopped_) return;
  is_stopped_ = true;
  if (server_ == nullptr) return;
  is_stopping_ = true;
  // Streams end first: the server waits for every call that is open.
  health_->Stop();
  if (reflection_ != nullptr) reflection_->Stop();
  for (const auto& part : parts_) part->Drain(options_.stop_within / 2);
  server_->Shutdown(std::chrono::system_clock::now() + options_.stop_within);
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) (*part)->Stop();
  server_->Wait();
  admin_.reset();
}

void Host::GiveUp(const absl::Status& why) {
  {
    const MutexLock lock(mutex_);
    verdict_ = why;
  }
  stop_();
}

absl::Status Host::verdict() const {
  const MutexLock lock(mutex_);
  return verdict_;
}

std::string Host::WhyNotReady() const {
  if (is_stopping_) return "the process is stopping";
  for (const auto& part : parts_) {
    std::string why_not = part->WhyNotReady();
    if (!why_not.empty()) return why_not;
  }
  return "";
}

void Host::AddCertificateFigure(Figures& figures) const {
  if (options_.plain_for_measurement) return;
  const auto until = runtime::ValidUntil(options_.tls.certificate);
  if (!until.ok()) return;
  const auto left = std::chrono::duration<double>(*until - std::chrono::system_clock::now());
  figures.push_back(
      runtime::GaugeOf(fmt::format("witan_{}_certificate_left_seconds", options_.name),
                       "How long the certificate in the file is still valid.", left.count()));
}

std::string Host::MetricsText() const {
  Figures figures = call_figures_.Collect();
  for (const auto& part : parts_) part->AddFigures(figures);
  for (const auto& add : more_figures_) add(figures);
  AddCertificateFigure(figures);
  for (auto& family : runtime::ProcessFigures()) figures.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(figures);
}

}  // namespace witan::host
