#include "services/runtime/log/library_logs.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <atomic>
#include <chrono>

#include "services/runtime/log/line_budget.h"

namespace witan::runtime {
namespace {

// The libraries take plain functions: this is where those find their logger.
std::atomic<const Logger*> g_logger = nullptr;

void WriteGrpcLine(gpr_log_func_args* args) {
  const Logger* logger = g_logger;
  if (logger == nullptr || args->severity == GPR_LOG_SEVERITY_DEBUG) return;
  const Severity severity =
      args->severity == GPR_LOG_SEVERITY_ERROR ? Severity::kError : Severity::kInfo;
  logger->Write(severity, args->message, {{"component", "grpc"}});
}

// A client that sends text that is no UTF-8 makes one complaint a field.
void WriteProtobufLine(google::protobuf::LogLevel level, const char* file, int line,
                       const std::string& /*message*/) {
  static LineBudget budget(1);
  const Logger* logger = g_logger;
  const auto left_out = budget.Take(std::chrono::steady_clock::now());
  if (logger == nullptr || !left_out) return;
  // What it complains of is the caller's and is answered to the caller: here it is no error.
  const Severity severity =
      level == google::protobuf::LOGLEVEL_FATAL ? Severity::kError : Severity::kInfo;
  logger->Write(severity, "protobuf complains",
                {{"component", "protobuf"},
                 {"place", fmt::format("{}:{}", file, line)},
                 {"left_out", std::to_string(*left_out)}});
}

}  // namespace

void TakeLibraryLogs(const Logger& logger) {
  g_logger = &logger;
  gpr_set_log_function(&WriteGrpcLine);
  // Without it gRPC drops every line until it is first used.
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_INFO);
  google::protobuf::SetLogHandler(&WriteProtobufLine);
}

}  // namespace witan::runtime
