#include "tests/bench/closed_loop.h"

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace witan::bench {
namespace {

using Clock = std::chrono::steady_clock;

double MicrosBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::micro>(to - from).count();
}

struct Call {
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
  Clock::time_point started;
  uint64_t number = 0;
};

std::string TextOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

class Loop final {
 public:
  Loop(const std::shared_ptr<grpc::Channel>& channel, const LoopPlan& plan)
      : plan_(plan), stub_(channel), total_(plan.calls + plan.warm_up_calls) {}

  LoopResult Run() {
    latencies_.reserve(plan_.calls);
    std::vector<Call> calls(plan_.in_flight);
    for (Call& call : calls) Start(call);
    void* tag = nullptr;
    bool ok = false;
    while (finished_ < total_ && queue_.Next(&tag, &ok)) Finish(*static_cast<Call*>(tag));
    const double seconds = MicrosBetween(measured_from_, Clock::now()) / 1e6;
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) continue;
    result_.per_second = static_cast<double>(latencies_.size()) / seconds;
    result_.p50_us = Quantile(latencies_, 0.50);
    result_.p99_us = Quantile(latencies_, 0.99);
    result_.max_us = Quantile(latencies_, 1.0);
    return result_;
  }

 private:
  void Start(Call& call) {
    if (started_ == total_) return;
    call.number = started_++;
    if (call.number == plan_.warm_up_calls) measured_from_ = Clock::now();
    call.context = std::make_unique<grpc::ClientContext>();
    for (const auto& [key, value] : plan_.metadata) call.context->AddMetadata(key, value);
    const std::string bytes = plan_.request(call.number);
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    call.response.Clear();
    call.started = Clock::now();
    call.reader = stub_.PrepareUnaryCall(call.context.get(), plan_.method, request, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.response, &call.status, &call);
  }

  void Finish(Call& call) {
    ++finished_;
    if (call.number >= plan_.warm_up_calls) {
      latencies_.push_back(MicrosBetween(call.started, Clock::now()));
    }
    if (call.status.ok()) result_.answer_bytes = call.response.Length();
    const std::string complaint =
        call.status.ok() ? plan_.complaint(TextOf(call.response)) : call.status.error_message();
    if (!call.status.ok() || !complaint.empty()) {
      if (result_.failures++ == 0) result_.first_failure = complaint;
    }
    Start(call);
  }

  const LoopPlan& plan_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  const uint64_t total_;
  uint64_t started_ = 0;
  uint64_t finished_ = 0;
  Clock::time_point measured_from_ = Clock::now();
  std::vector<double> latencies_;
  LoopResult result_;
};

}  // namespace

LoopResult RunClosedLoop(const std::shared_ptr<grpc::Channel>& channel, const LoopPlan& plan) {
  return Loop(channel, plan).Run();
}

std::shared_ptr<grpc::Channel> PlainChannel(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

double Quantile(std::vector<double>& samples, double share) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  const auto last = static_cast<double>(samples.size() - 1);
  return samples[static_cast<size_t>(std::lround(share * last))];
}

}  // namespace witan::bench
