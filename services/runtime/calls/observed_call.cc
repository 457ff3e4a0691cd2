#include "services/runtime/calls/observed_call.h"

#include <fmt/format.h>
#include <grpcpp/support/status_code_enum.h>

#include "services/runtime/calls/trace.h"

namespace witan::runtime {
namespace {

// What the service owes an explanation for. Everything else is for the caller.
bool IsFailure(int code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::INTERNAL ||
         code == grpc::StatusCode::DATA_LOSS || code == grpc::StatusCode::UNKNOWN;
}

std::string_view NameOf(int code) {
  if (code == grpc::StatusCode::UNAVAILABLE) return "UNAVAILABLE";
  if (code == grpc::StatusCode::INTERNAL) return "INTERNAL";
  return code == grpc::StatusCode::DATA_LOSS ? "DATA_LOSS" : "UNKNOWN";
}

}  // namespace

std::string_view TraceparentOf(const grpc::ServerContextBase& context) {
  const auto it = context.client_metadata().find("traceparent");
  return it == context.client_metadata().end()
             ? std::string_view()
             : std::string_view(it->second.data(), it->second.size());
}

void CallObserver::Failed(const MethodFigures& figures, int code, std::string_view reason,
                          std::string_view cause, std::string_view trace_id,
                          std::chrono::nanoseconds time) {
  const auto left_out = budget_.Take(std::chrono::steady_clock::now());
  if (!left_out) return;
  const Severity severity =
      code == grpc::StatusCode::UNAVAILABLE ? Severity::kWarning : Severity::kError;
  logger_.Write(severity, "a call failed",
                {{"method", figures.method()},
                 {"code", std::string(NameOf(code))},
                 {"reason", std::string(reason)},
                 {"cause", std::string(cause)},
                 {"trace_id", std::string(trace_id)},
                 {"duration_ms", fmt::format("{:.1f}", static_cast<double>(time.count()) / 1e6)},
                 {"left_out", std::to_string(*left_out)}});
}

ObservedCall::ObservedCall(CallObserver* observer, std::string_view path,
                           std::string_view traceparent)
    : observer_(observer),
      start_(std::chrono::steady_clock::now()),
      trace_id_(TraceIdOf(traceparent)) {
  if (trace_id_.empty()) trace_id_ = NewTraceId();
  if (observer_ == nullptr) return;
  figures_ = &observer_->FiguresOf(path);
  figures_->Started();
}

void ObservedCall::End(int code, std::string_view reason, std::string_view cause) {
  if (figures_ == nullptr) return;
  const std::chrono::nanoseconds time = std::chrono::steady_clock::now() - start_;
  figures_->Handled(code, time);
  if (IsFailure(code)) observer_->Failed(*figures_, code, reason, cause, trace_id_, time);
}

}  // namespace witan::runtime
