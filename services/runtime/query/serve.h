#pragma once

// From a call of the server to an answer: who asks, which moment, wait without blocking, answer.
// Included by the services' own files only: it brings the server's headers along.

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <utility>

#include "services/runtime/query/node.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/reply.h"

namespace witan::query {

// The caller, from the peer's certificate and what it may say; Unauthenticated or PermissionDenied.
using PrincipalReader =
    std::function<absl::StatusOr<witan::auth::v1::Principal>(const grpc::CallbackServerContext&)>;

// Single records are read where the call arrives; lists and sums go to the node's threads.
enum class Weight { kLight, kHeavy };

template <class Request>
Asked AskedOf(const Request& request) {
  Asked asked;
  if constexpr (requires { request.as_at(); }) asked.as_at = &request.as_at();
  if constexpr (requires { request.at_least(); }) asked.at_least = request.at_least();
  if constexpr (requires { request.page_token(); }) asked.page_token = request.page_token();
  return asked;
}

// When the caller gives up; without a deadline, what a patient caller would wait.
inline Runner::Deadline DeadlineOf(const grpc::CallbackServerContext& context) {
  constexpr std::chrono::seconds kMostWait{30};
  const auto left = context.deadline() - std::chrono::system_clock::now();
  const auto now = std::chrono::steady_clock::now();
  return left > kMostWait
             ? now + kMostWait
             : now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(left);
}

template <class Request, class Response>
using Answer =
    std::function<absl::Status(const Question& question, const Request& request, Response& answer)>;

template <class Request, class Response>
grpc::ServerUnaryReactor* Serve(Node& node, const PrincipalReader& principals, Weight weight,
                                grpc::CallbackServerContext* context, const Request* request,
                                Response* response, Answer<Request, Response> answer) {
  Reply reply(node.calls(), PathOf<Response>(), *context);
  auto principal = principals(*context);
  auto resolved = principal.ok() ? node.Resolve(AskedOf(*request))
                                 : absl::StatusOr<Resolved>(principal.status());
  if (!resolved.ok()) {
    reply.Finish(resolved.status());
    return reply.reactor();
  }
  const Resolved moment = *resolved;
  grpc::ServerUnaryReactor* const reactor = reply.reactor();
  auto job = [&node, context, request, response, reply = std::move(reply), moment,
              principal = std::move(*principal),
              answer = std::move(answer)](const absl::Status& arrived) mutable {
    absl::Status status = arrived;
    if (status.ok() && context->IsCancelled()) status = absl::CancelledError("the caller left");
    if (status.ok()) {
      auto question = node.Ask(principal, moment);
      status = question.status();
      if (status.ok()) status = answer(**question, *request, *response);
      if (status.ok()) status = (*question)->status();
    }
    if (!status.ok()) response->Clear();
    reply.Finish(status);
  };
  if (weight == Weight::kLight && moment.wanted.IsMetBy(node.projector().status())) {
    job(absl::OkStatus());
  } else {
    node.runner().Run(moment.wanted, DeadlineOf(*context), std::move(job));
  }
  return reactor;
}

}  // namespace witan::query
