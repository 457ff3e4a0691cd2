#pragma once

// A single call from its arrival to its answer: observed, and answered once.

#include <google/protobuf/descriptor.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>

#include "absl/status/status.h"
#include "services/runtime/calls/observed_call.h"

namespace witan::query {

// "/witan.oversight.v1.OversightService/GetDecision" of GetDecisionResponse. On the query side
// every method has an answer of its own.
std::string PathOfMethodAnswering(const google::protobuf::Descriptor& response);

template <class Response>
const std::string& PathOf() {
  static const std::string path = PathOfMethodAnswering(*Response::descriptor());
  return path;
}

// The status as the wire carries it; ends the observed call with it.
grpc::Status Closing(runtime::ObservedCall& call, const absl::Status& status);

// Copied, it is still one call. The context stands until Finish.
class Reply final {
 public:
  Reply(runtime::CallObserver* observer, const std::string& path,
        grpc::CallbackServerContext& context);

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }
  // Once, from any thread.
  void Finish(const absl::Status& status);

 private:
  runtime::ObservedCall call_;
  grpc::ServerUnaryReactor* reactor_;
};

}  // namespace witan::query
