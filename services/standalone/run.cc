#include "services/standalone/run.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "services/runtime/log/library_logs.h"
#include "services/runtime/log/logger.h"
#include "services/runtime/log/readiness_lines.h"
#include "services/runtime/shutdown/stop_guard.h"
#include "services/standalone/check.h"
#include "services/standalone/standalone.h"

namespace witan::standalone {
namespace {

// What an end may take beside the time for open calls: threads that end, files that are closed.
constexpr std::chrono::seconds kTimeToClose(20);

std::string ProtobufVersion() {
  return google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
}

int Failed(const runtime::Logger& logger, const char* message, const absl::Status& status) {
  logger.Error(message, {{"reason", std::string(status.message())}});
  return 1;
}

void End(const runtime::Logger& logger, const Options& options, Standalone& running) {
  logger.Info("stops", {{"open_calls_within_ms", std::to_string(options.stop_within.count())}});
  const auto start = std::chrono::steady_clock::now();
  const runtime::StopGuard guard(options.stop_within + kTimeToClose, [&logger] {
    logger.Error("did not stop in time and leaves; what was acknowledged is durable");
    std::_Exit(1);
  });
  running.Stop();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  logger.Info("stopped", {{"took_ms", std::to_string(took.count())}});
}

}  // namespace

int Run(const Options& options, runtime::StopSignal& stop) {
  // gRPC keeps the logger for the rest of the process.
  static const SystemClock clock;
  static const runtime::Logger logger("standalone", clock, STDERR_FILENO);
  runtime::TakeLibraryLogs(logger);
  logger.Info("starts", {{"address", options.listen},
                         {"data", options.data},
                         {"version", kBuild},
                         {"grpc", grpc::Version()},
                         {"protobuf", ProtobufVersion()}});
  auto running = Standalone::Start(options, logger, [&stop] { stop.Raise(); });
  if (!running.ok()) return Failed(logger, "cannot start", running.status());
  logger.Info("serves", {{"address", options.listen}, {"data", options.data}});
  {
    const runtime::ReadinessLines lines(logger, [&running] { return (*running)->WhyNotReady(); });
    stop.Wait();
  }
  End(logger, options, **running);
  const absl::Status verdict = (*running)->verdict();
  return verdict.ok() ? 0 : Failed(logger, "could not go on", verdict);
}

int Check(const Options& options) {
  const std::vector<std::string> faults = FaultsOf(options);
  for (const std::string& fault : faults) fmt::print(stderr, "standalone: {}\n", fault);
  if (faults.empty()) fmt::print("standalone: nothing is wrong\n");
  return faults.empty() ? 0 : 1;
}

}  // namespace witan::standalone
