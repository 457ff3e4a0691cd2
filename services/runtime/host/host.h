#pragma once

// What every program of Witan has around its services: identity, callers, one gRPC server with
// health and reflection, the admin port, figures, and the order in which all of it stops.

#include <grpcpp/server.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/admin/admin_server.h"
#include "services/runtime/calls/observed_call.h"
#include "services/runtime/grpc_services/health.h"
#include "services/runtime/grpc_services/reflection.h"
#include "services/runtime/host/options.h"
#include "services/runtime/host/part.h"
#include "services/runtime/host/process.h"
#include "services/runtime/principal/caller.h"
#include "storage/base/mutex.h"

namespace grpc {
class ServerCredentials;
}

namespace witan::host {

// Open, then Add each part in the order of dependence, then Serve, then Stop, from one thread.
class Host final : public Process {
 public:
  // Reads certificates and principals. `services`: of the parts that will be added. `stop` is
  // called when a part cannot go on. InvalidArgument: a sentence that names the file.
  static absl::StatusOr<std::unique_ptr<Host>> Open(const HostOptions& options,
                                                    const Services& services,
                                                    const runtime::Logger& logger,
                                                    std::function<void()> stop);
  ~Host() override;

  // For parts; both last as long as the host's parts.
  const runtime::CallerPolicy& callers() const { return *callers_; }
  runtime::CallObserver& calls() { return calls_; }

  // Parts stop, and are destroyed, in the reverse order.
  void Add(std::unique_ptr<Part> part) { parts_.push_back(std::move(part)); }
  // Figures of what is no part. Outlives the host.
  void AddFigures(std::function<void(Figures&)> add) { more_figures_.push_back(std::move(add)); }

  // Unavailable, with a sentence: an address is taken.
  absl::Status Serve();
  // A part cannot go on: the process is told to stop. From any thread.
  void GiveUp(const absl::Status& why) WITAN_EXCLUDES(mutex_);

  void Stop() override;
  std::string WhyNotReady() const override;
  absl::Status verdict() const override WITAN_EXCLUDES(mutex_);

 private:
  Host(const HostOptions& options, const Services& services, const runtime::Logger& logger,
       std::function<void()> stop);
  absl::Status ReadIdentity();
  void MakeGrpcServices();
  void AddCertificateFigure(Figures& figures) const;
  std::string MetricsText() const;

  const HostOptions options_;
  const Services services_;
  const std::function<void()> stop_;
  runtime::CallFigures call_figures_;
  runtime::CallObserver calls_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;  // gRPC's own handle
  std::unique_ptr<runtime::CallerPolicy> callers_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::vector<std::function<void(Figures&)>> more_figures_;
  std::unique_ptr<runtime::Health> health_;
  std::unique_ptr<runtime::Reflection> reflection_;  // null: not wanted
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<runtime::AdminServer> admin_;
  bool is_stopped_ = false;
  std::atomic<bool> is_stopping_ = false;
  mutable Mutex mutex_;
  absl::Status verdict_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::host
