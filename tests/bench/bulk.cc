#include "tests/bench/bulk.h"

#include <grpcpp/generic/generic_stub.h>

#include <chrono>

#include "witan/command/v1/record.pb.h"

namespace witan::bench {
namespace {

constexpr const char* kMethod = "/witan.command.v1.RecordService/Record";

// One stream on one thread: a read always waits, and a write follows another while the window has
// room.
class Stream final {
 public:
  Stream(const std::shared_ptr<grpc::Channel>& channel, const BulkPlan& plan)
      : plan_(plan), stub_(channel) {
    for (const auto& [key, value] : plan.metadata) context_.AddMetadata(key, value);
    call_ = stub_.PrepareCall(&context_, kMethod, &queue_);
  }

  LoopResult Run() {
    const auto started = std::chrono::steady_clock::now();
    call_->StartCall(&start_);
    void* tag = nullptr;
    bool ok = false;
    while (!is_over_ && queue_.Next(&tag, &ok)) Proceed(tag, ok);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) continue;
    result_.per_second = static_cast<double>(answered_) / seconds.count();
    if (!status_.ok() || answered_ != plan_.commands) {
      result_.failures += plan_.commands - answered_;
      if (result_.first_failure.empty()) result_.first_failure = status_.error_message();
    }
    return result_;
  }

 private:
  struct Tag {};

  void Proceed(const void* tag, bool ok) {
    if (tag == &start_) {
      Write();
      Read();
    } else if (tag == &write_) {
      is_writing_ = false;
      if (ok) Write();
    } else if (tag == &read_) {
      if (!ok) return call_->Finish(&status_, &finish_);
      Take();
      Write();
      Read();
    } else if (tag == &finish_) {
      is_over_ = true;
    }
  }

  void Write() {
    if (is_writing_ || has_ended_writes_) return;
    if (sent_ == plan_.commands) {
      has_ended_writes_ = true;
      return call_->WritesDone(&end_);
    }
    if (sent_ - answered_ >= plan_.window) return;
    const std::string bytes = plan_.request(sent_++);
    const grpc::Slice slice(bytes);
    grpc::WriteOptions options;
    // What follows at once may share a packet.
    if (sent_ < plan_.commands && sent_ - answered_ < plan_.window) options.set_buffer_hint();
    is_writing_ = true;
    call_->Write(grpc::ByteBuffer(&slice, 1), options, &write_);
  }

  void Read() { call_->Read(&response_, &read_); }

  void Take() {
    ++answered_;
    grpc::Slice slice;
    witan::command::v1::RecordResponse response;
    const bool is_whole = response_.DumpToSingleSlice(&slice).ok() &&
                          response.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    if (is_whole && response.has_recorded()) return;
    if (result_.failures++ == 0) result_.first_failure = response.refused().message();
  }

  const BulkPlan& plan_;
  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  Tag start_, write_, read_, end_, finish_;
  uint64_t sent_ = 0;
  uint64_t answered_ = 0;
  bool is_writing_ = false;
  bool has_ended_writes_ = false;
  bool is_over_ = false;
  LoopResult result_;
};

}  // namespace

LoopResult RunBulk(const std::shared_ptr<grpc::Channel>& channel, const BulkPlan& plan) {
  return Stream(channel, plan).Run();
}

}  // namespace witan::bench
