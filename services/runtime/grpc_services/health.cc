#include "services/runtime/grpc_services/health.h"

#include <grpcpp/server_builder.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "services/runtime/calls/observed_call.h"
#include "storage/base/mutex.h"

namespace witan::runtime {
namespace {

namespace pb = grpc::health::v1;
using Status = pb::HealthCheckResponse::ServingStatus;

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
// How long a change takes to reach a stream.
constexpr std::chrono::milliseconds kLookInterval(200);
constexpr size_t kMostStreams = 1'000;

grpc::Status Ended(ObservedCall& call, grpc::StatusCode code, const std::string& sentence) {
  call.End(code);
  return {code, sentence};
}

// What Check and the streams ask.
class Statuses final {
 public:
  explicit Statuses(std::vector<HealthOptions::Service> services)
      : services_(std::move(services)) {}

  // Nothing: there is no such service.
  std::optional<Status> Of(const std::string& name) const {
    bool is_known = name.empty();
    bool is_ready = true;
    for (const HealthOptions::Service& service : services_) {
      if (!name.empty() && service.name != name) continue;
      is_known = true;
      is_ready = is_ready && service.is_ready();
    }
    if (!is_known) return std::nullopt;
    return is_ready && !is_stopped_ ? pb::HealthCheckResponse::SERVING
                                    : pb::HealthCheckResponse::NOT_SERVING;
  }
  void Stop() { is_stopped_ = true; }

 private:
  const std::vector<HealthOptions::Service> services_;
  std::atomic<bool> is_stopped_ = false;
};

// One Watch. Owns itself until the server is done with it.
class Stream final : public grpc::ServerWriteReactor<pb::HealthCheckResponse> {
 public:
  Stream(ObservedCall call, std::string service, std::function<void(Stream*)> is_gone)
      : call_(std::move(call)), service_(std::move(service)), is_gone_(std::move(is_gone)) {}

  const std::string& service() const { return service_; }

  // Sends the status when it is another than the last; while one is being sent, behind it.
  void Show(Status status) WITAN_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      next_ = status;
      if (!TakeNext()) return;
    }
    StartWrite(&response_);
  }

  void End(grpc::StatusCode code, const std::string& sentence) WITAN_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      if (is_finished_) return;
      if (is_writing_) {
        ending_ = grpc::Status(code, sentence);
        return;
      }
      is_finished_ = true;
    }
    Finish(Ended(call_, code, sentence));
  }

  void OnWriteDone(bool ok) override {
    std::optional<grpc::Status> ending;
    bool has_next = false;
    {
      const MutexLock lock(mutex_);
      is_writing_ = false;
      ending = ending_;
      has_next = ok && TakeNext();
    }
    if (has_next) return StartWrite(&response_);
    if (!ok) ending = grpc::Status(grpc::StatusCode::CANCELLED, "the caller left");
    if (ending) End(ending->error_code(), ending->error_message());
  }
  void OnCancel() override { End(grpc::StatusCode::CANCELLED, "the caller left"); }
  void OnDone() override {
    is_gone_(this);
    delete this;
  }

 private:
  // Whether there is something to send now, and if so prepares it.
  bool TakeNext() WITAN_REQUIRES(mutex_) {
    if (is_finished_ || is_writing_ || !next_ || next_ == last_) return false;
    last_ = next_;
    is_writing_ = true;
    response_.set_status(*last_);
    return true;
  }

  ObservedCall call_;
  const std::string service_;
  const std::function<void(Stream*)> is_gone_;
  pb::HealthCheckResponse response_;

  Mutex mutex_;
  std::optional<Status> last_ WITAN_GUARDED_BY(mutex_);
  std::optional<Status> next_ WITAN_GUARDED_BY(mutex_);
  std::optional<grpc::Status> ending_ WITAN_GUARDED_BY(mutex_);
  bool is_writing_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_finished_ WITAN_GUARDED_BY(mutex_) = false;
};

class HealthService final : public Health, public pb::Health::CallbackService {
 public:
  explicit HealthService(HealthOptions options)
      : calls_(options.calls), statuses_(std::move(options.services)) {
    thread_ = std::thread([this] { Look(); });
  }

  ~HealthService() override { EndThread(); }

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

  void Stop() override {
    statuses_.Stop();
    EndThread();
    const MutexLock lock(mutex_);
    for (Stream* stream : streams_) {
      stream->Show(pb::HealthCheckResponse::NOT_SERVING);
      stream->End(grpc::StatusCode::UNAVAILABLE, "The service is stopping.");
    }
  }

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const pb::HealthCheckRequest* request,
                                  pb::HealthCheckResponse* response) override {
    ObservedCall call(calls_, kCheck, TraceparentOf(*context));
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto status = statuses_.Of(request->service());
    if (status) {
      response->set_status(*status);
      call.End(grpc::StatusCode::OK);
      reactor->Finish(grpc::Status::OK);
    } else {
      reactor->Finish(
          Ended(call, grpc::StatusCode::NOT_FOUND, "This server has no service of that name."));
    }
    return reactor;
  }

  grpc::ServerWriteReactor<pb::HealthCheckResponse>* Watch(
      grpc::CallbackServerContext* context, const pb::HealthCheckRequest* request) override {
    auto* stream = new Stream(ObservedCall(calls_, kWatch, TraceparentOf(*context)),
                              request->service(), [this](Stream* gone) { Remove(gone); });
    bool is_taken = false;
    {
      const MutexLock lock(mutex_);
      is_taken = !is_over_ && streams_.size() < kMostStreams;
      if (is_taken) streams_.insert(stream);
    }
    if (is_taken) {
      stream->Show(StatusForWatch(stream->service()));
    } else {
      stream->End(grpc::StatusCode::UNAVAILABLE,
                  "The service is stopping or has too many streams.");
    }
    return stream;
  }

 private:
  Status StatusForWatch(const std::string& service) const {
    return statuses_.Of(service).value_or(pb::HealthCheckResponse::SERVICE_UNKNOWN);
  }

  void Remove(Stream* stream) WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    streams_.erase(stream);
  }

  // Tells the streams what has changed. While the lock is held no stream goes: its last callback
  // runs on another thread and waits for it.
  void Look() WITAN_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!is_over_) {
      for (Stream* stream : streams_) stream->Show(StatusForWatch(stream->service()));
      wake_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kLookInterval);
    }
  }

  void EndThread() WITAN_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      is_over_ = true;
      wake_.NotifyAll();
    }
    if (thread_.joinable()) thread_.join();
  }

  CallObserver* const calls_;
  Statuses statuses_;
  Mutex mutex_;
  CondVar wake_;
  std::set<Stream*> streams_ WITAN_GUARDED_BY(mutex_);
  bool is_over_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Health> Health::Create(HealthOptions options) {
  return std::make_unique<HealthService>(std::move(options));
}

}  // namespace witan::runtime
