#pragma once

// One call of a server as its operators see it: counted, timed, with the id of its trace, and one
// line in the log when the service could not do what it should have. A refusal is business and
// makes no line. Nothing that the caller sent ever stands in a line.

#include <grpcpp/server_context.h>

#include <chrono>
#include <string>
#include <string_view>

#include "services/runtime/calls/call_figures.h"
#include "services/runtime/log/line_budget.h"
#include "services/runtime/log/logger.h"

namespace witan::runtime {

// The trailing metadata that gives a call's trace id back to the caller.
inline constexpr char kTraceIdEntry[] = "witan-trace-id";

// The traceparent that a caller sent, valid or not; empty where it sent none. Stands as long as the
// context.
std::string_view TraceparentOf(const grpc::ServerContextBase& context);

// Safe to use from any thread. What is handed in outlives it.
class CallObserver final {
 public:
  CallObserver(CallFigures& figures, const Logger& logger) : figures_(figures), logger_(logger) {}

  MethodFigures& FiguresOf(std::string_view path) { return figures_.Of(path); }
  void Failed(const MethodFigures& figures, int code, std::string_view reason,
              std::string_view cause, std::string_view trace_id, std::chrono::nanoseconds time);

 private:
  static constexpr uint64_t kMostLinesPerSecond = 10;

  CallFigures& figures_;
  const Logger& logger_;
  LineBudget budget_{kMostLinesPerSecond};
};

// For one thread at a time; copied, it is still one call, to be ended once.
class ObservedCall final {
 public:
  // `observer` may be null: nobody observes. `traceparent` is what the caller sent.
  ObservedCall(CallObserver* observer, std::string_view path, std::string_view traceparent);

  const std::string& trace_id() const { return trace_id_; }

  // `code` is a gRPC status code. `reason` is of the catalogue of reasons; `cause` is for operators
  // alone, and must hold nothing of a record.
  void End(int code, std::string_view reason = "", std::string_view cause = "");

 private:
  CallObserver* observer_;
  MethodFigures* figures_ = nullptr;
  std::chrono::steady_clock::time_point start_;
  std::string trace_id_;
};

}  // namespace witan::runtime
