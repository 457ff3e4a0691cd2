#include "tools/witan/record_stream.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "witan/command/v1/record.grpc.pb.h"

namespace witan::cli {

using witan::command::v1::RecordRequest;
using witan::command::v1::RecordResponse;
using witan::command::v1::RecordService;

struct RecordStream::Call {
  std::unique_ptr<RecordService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<RecordRequest, RecordResponse>> stream;
  bool finished = false;
};

RecordStream::RecordStream(const std::shared_ptr<grpc::Channel>& channel)
    : call_(std::make_unique<Call>()) {
  call_->stub = RecordService::NewStub(channel);
  call_->stream = call_->stub->Record(&call_->context);
  reader_ = std::thread([this] { ReadAll(); });
}

RecordStream::~RecordStream() {
  if (!call_->finished) Finish(true);
}

bool RecordStream::Write(const RecordRequest& request) { return call_->stream->Write(request); }

void RecordStream::WritesDone() { call_->stream->WritesDone(); }

std::optional<RecordResponse> RecordStream::Next(bool wait) {
  MutexLock lock(mutex_);
  while (wait && answers_.empty() && !ended_) changed_.Wait(mutex_);
  if (answers_.empty()) return std::nullopt;
  RecordResponse answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

grpc::Status RecordStream::Finish(bool cancel) {
  call_->finished = true;
  if (cancel) call_->context.TryCancel();
  reader_.join();
  return call_->stream->Finish();
}

void RecordStream::ReadAll() {
  RecordResponse answer;
  while (call_->stream->Read(&answer)) {
    MutexLock lock(mutex_);
    answers_.push_back(std::move(answer));
    answer.Clear();
    changed_.NotifyOne();
  }
  MutexLock lock(mutex_);
  ended_ = true;
  changed_.NotifyOne();
}

}  // namespace witan::cli
