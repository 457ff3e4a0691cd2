#include "tests/bench/bulk.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/bench/workload.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::bench {
namespace {

using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;

// How many commands may still be sent: the reader gives back, the writer takes.
class Window final {
 public:
  explicit Window(uint32_t size) : free_(size) {}

  void Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_ > 0 || is_over_; });
    if (free_ > 0) --free_;
  }
  void Give() {
    const std::lock_guard lock(mutex_);
    ++free_;
    changed_.notify_one();
  }
  void End() {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t free_;
  bool is_over_ = false;
};

}  // namespace

LoopResult RunBulk(const std::shared_ptr<grpc::Channel>& channel, const BulkPlan& plan) {
  auto stub = witan::command::v1::RecordService::NewStub(channel);
  grpc::ClientContext context;
  for (const auto& [key, value] : PrincipalMetadata()) context.AddMetadata(key, value);
  auto stream = stub->Record(&context);
  Window window(plan.window);
  const auto started = std::chrono::steady_clock::now();
  std::thread writer([&] {
    RecordRequest request;
    for (uint64_t number = 0; number < plan.commands; ++number) {
      window.Take();
      request.ParseFromString(RecordAction(plan.run, number));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  LoopResult result;
  uint64_t answered = 0;
  RecordResponse response;
  while (stream->Read(&response)) {
    ++answered;
    window.Give();
    if (!response.has_refused()) continue;
    if (result.failures++ == 0) result.first_failure = response.refused().message();
  }
  window.End();
  writer.join();
  const grpc::Status status = stream->Finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  result.per_second = static_cast<double>(answered) / seconds.count();
  if (!status.ok() || answered != plan.commands) {
    result.failures += plan.commands - answered;
    if (result.first_failure.empty()) result.first_failure = status.error_message();
  }
  return result;
}

}  // namespace witan::bench
