#pragma once

// Calls commands of a running service by their content, as a gateway would: the typed RPC is found
// by descriptor, the principal travels in the metadata.

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"
#include "witan/event/v1/payload.pb.h"

namespace witan::testing {

// What a command came to.
struct Outcome {
  grpc::Status status;
  witan::command::v1::CommandResponse response;  // when the status is OK
  // Of the ErrorInfo details, in their order: "R_17", "VERSION_CONFLICT".
  std::vector<std::string> reasons;
  // Of the BadRequest details: "content.title".
  std::vector<std::string> fields;
  // The trailer that says which position a refusal speaks for.
  std::string token;
  // Where a recorder that stands by sends commands: host:port, or empty.
  std::string writer;

  // As the domain's tests write it: fields with "!", then reasons; "" when accepted.
  std::string Text() const;
};

// Safe to use from several threads.
class CommandCaller final {
 public:
  explicit CommandCaller(std::shared_ptr<grpc::Channel> channel,
                         std::chrono::milliseconds patience = std::chrono::seconds(20))
      : channel_(std::move(channel)), patience_(patience) {}

  // `principal` none: the metadata says nothing.
  Outcome Call(const witan::command::v1::CommandHeader& header,
               const witan::event::v1::Payload& content,
               const witan::auth::v1::Principal* principal) const;
  // Any bytes to any method.
  Outcome CallRaw(const std::string& path, const std::string& bytes,
                  const witan::auth::v1::Principal* principal) const;

  // "/witan.decision.v1.DecisionService/MakeDecision" for a DecisionMade.
  static std::string PathOf(const witan::event::v1::Payload& content);
  static std::string BytesOf(const witan::command::v1::CommandHeader& header,
                             const witan::event::v1::Payload& content);

 private:
  const std::shared_ptr<grpc::Channel> channel_;  // gRPC's own handle
  const std::chrono::milliseconds patience_;      // each call's deadline
};

// Adds what a gateway passes on.
void AddPrincipal(grpc::ClientContext& context, const witan::auth::v1::Principal& principal);

// A principal of one role, of an organisation.
witan::auth::v1::Principal PrincipalOf(witan::auth::v1::Role role,
                                       const std::string& organisation_id = "");

}  // namespace witan::testing
