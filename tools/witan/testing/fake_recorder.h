#pragma once

// A recorder for the tests of the import. Any thread may call it.

#include <grpcpp/server_context.h>

#include <map>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "witan/command/v1/record.grpc.pb.h"

namespace witan::cli::testing {

// Remembers request ids as Witan does, refuses what it is told to, and breaks the stream after a
// number of answers.
class FakeRecorder final : public witan::command::v1::RecordService::Service {
 public:
  grpc::Status Record(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<witan::command::v1::RecordResponse,
                               witan::command::v1::RecordRequest>* stream) override {
    witan::command::v1::RecordRequest request;
    for (uint64_t index = 0; stream->Read(&request); ++index) {
      MutexLock lock(mutex_);
      if (break_after_ == 0) {
        break_after_ = -1;
        return {grpc::StatusCode::UNAVAILABLE, "another writer took over"};
      }
      if (break_after_ > 0) --break_after_;
      stream->Write(Answer(index, request));
    }
    return grpc::Status::OK;
  }

  // After this many answers the stream breaks, once.
  void BreakAfter(int answers) {
    MutexLock lock(mutex_);
    break_after_ = answers;
  }
  void Refuse(const std::string& request_id, int code, const std::string& reason = "R_18") {
    MutexLock lock(mutex_);
    refused_[request_id] = {code, reason};
  }
  // Takes the command as if it broke nothing.
  void Allow(const std::string& request_id) {
    MutexLock lock(mutex_);
    refused_.erase(request_id);
  }
  std::vector<std::string> recorded() {
    MutexLock lock(mutex_);
    return order_;
  }
  witan::command::v1::RecordRequest last_request() {
    MutexLock lock(mutex_);
    return last_;
  }

 private:
  witan::command::v1::RecordResponse Answer(uint64_t index,
                                            const witan::command::v1::RecordRequest& request)
      WITAN_REQUIRES(mutex_) {
    witan::command::v1::RecordResponse answer;
    answer.set_index(index);
    last_ = request;
    const std::string& id = request.header().request_id();
    if (const auto found = refused_.find(id); found != refused_.end()) {
      const int code = found->second.code;
      answer.mutable_refused()->set_code(code);
      answer.mutable_refused()->set_message("Outside the limit.");
      auto& reason = *answer.mutable_refused()->add_reasons();
      reason.set_reason(found->second.reason);
      // A passing fault passes.
      if (code == grpc::StatusCode::UNAVAILABLE) refused_.erase(found);
      return answer;
    }
    if (request.header().validate_only() && !events_.contains(id)) {
      answer.mutable_recorded()->set_validated_only(true);
      return answer;
    }
    const auto [known, is_new] = events_.try_emplace(id, "event-of-" + id);
    if (is_new) order_.push_back(id);
    answer.mutable_recorded()->set_event_id(known->second);
    answer.mutable_recorded()->set_repeated(!is_new);
    return answer;
  }

  Mutex mutex_;
  int break_after_ WITAN_GUARDED_BY(mutex_) = -1;
  struct Refused {
    int code;
    std::string reason;
  };
  std::map<std::string, Refused> refused_ WITAN_GUARDED_BY(mutex_);
  std::map<std::string, std::string> events_ WITAN_GUARDED_BY(mutex_);
  std::vector<std::string> order_ WITAN_GUARDED_BY(mutex_);
  witan::command::v1::RecordRequest last_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::cli::testing
