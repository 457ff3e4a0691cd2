#pragma once

// Asks the oversight service as somebody.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/command_caller.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {

class Asker final {
 public:
  explicit Asker(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(witan::oversight::v1::OversightService::NewStub(channel)) {}

  // At or after `token`. `call` is a method of the stub. The test fails where it is refused.
  template <class Request, class Response>
  Response Ask(grpc::Status (witan::oversight::v1::OversightService::Stub::*call)(
                   grpc::ClientContext*, const Request&, Response*),
               const witan::auth::v1::Principal& principal, Request request,
               const std::string& token) const {
    Response response;
    const grpc::Status status = Try(call, principal, std::move(request), token, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  template <class Request, class Response>
  grpc::Status Try(grpc::Status (witan::oversight::v1::OversightService::Stub::*call)(
                       grpc::ClientContext*, const Request&, Response*),
                   const witan::auth::v1::Principal& principal, Request request,
                   const std::string& token, Response* response) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    AddPrincipal(context, principal);
    request.set_at_least(token);
    return (stub_.get()->*call)(&context, request, response);
  }

 private:
  const std::unique_ptr<witan::oversight::v1::OversightService::Stub> stub_;
};

}  // namespace witan::testing
