#include "services/runtime/log/grpc_log.h"

#include <grpc/support/log.h>

#include <atomic>

namespace witan::runtime {
namespace {

// gRPC takes a plain function: this is where it finds its logger.
std::atomic<const Logger*> g_logger = nullptr;

void WriteLine(gpr_log_func_args* args) {
  const Logger* logger = g_logger;
  if (logger == nullptr || args->severity == GPR_LOG_SEVERITY_DEBUG) return;
  const Severity severity =
      args->severity == GPR_LOG_SEVERITY_ERROR ? Severity::kError : Severity::kInfo;
  logger->Write(severity, args->message, {{"component", "grpc"}});
}

}  // namespace

void TakeGrpcLog(const Logger& logger) {
  g_logger = &logger;
  gpr_set_log_function(&WriteLine);
  // Without it gRPC drops every line until it is first used.
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_INFO);
}

}  // namespace witan::runtime
