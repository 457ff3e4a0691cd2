#pragma once

// A server in this process and a caller who says who it is: for tests of the query services through
// their real calls, by method name, so that a test can walk over all of them.

#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "services/runtime/query/serve.h"
#include "witan/auth/v1/principal.pb.h"

namespace witan::query::testing {

// Believes what the caller says of itself; Unauthenticated when it says nothing.
PrincipalReader Believing();

class Caller final {
 public:
  // `register_services` adds them to the builder. The server ends with the caller.
  explicit Caller(const std::function<void(grpc::ServerBuilder&)>& register_services);
  ~Caller();

  // Calls as this principal; none: says nothing of itself.
  grpc::Status Call(const std::string& method, const witan::auth::v1::Principal* principal,
                    const google::protobuf::Message& request, google::protobuf::Message& response,
                    std::chrono::milliseconds patience = std::chrono::seconds(20));

  std::shared_ptr<grpc::Channel> channel() { return channel_; }
  static void Introduce(const witan::auth::v1::Principal& principal, grpc::ClientContext& context);
  void Shutdown();

 private:
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// ErrorInfo's reason of a refused call.
std::string ReasonOf(const grpc::Status& status);

}  // namespace witan::query::testing
