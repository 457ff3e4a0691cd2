#include "services/runtime/host/run.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/synchronization/mutex.h"
#include "services/runtime/host/build.h"
#include "services/runtime/log/library_logs.h"
#include "services/runtime/log/readiness_lines.h"
#include "services/runtime/shutdown/stop_guard.h"

namespace witan::host {
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

void End(const runtime::Logger& logger, const HostOptions& options, Process& running) {
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

// Before anything of gRPC has begun.
void SetUpLibraries() {
  // With its default, gRPC's threads share one set of sockets and any of them takes a call off the
  // network, only to wake the thread whose call it is: two wake-ups more for each command. With
  // "poll" each completion queue looks at its own. Who starts the program may say otherwise.
  constexpr int kKeepWhatIsSet = 0;
  ::setenv("GRPC_POLL_STRATEGY", "poll", kKeepWhatIsSet);  // NOLINT(concurrency-mt-unsafe)
  // Debian builds it as for debugging, with a graph of all locks kept for gRPC's own.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

int Serve(const HostOptions& options, const Program& program, runtime::StopSignal& stop) {
  SetUpLibraries();
  // gRPC keeps the logger for the rest of the process.
  static const SystemClock clock;
  static const runtime::Logger logger(options.name, clock, STDERR_FILENO);
  runtime::TakeLibraryLogs(logger);
  logger.Info("starts", {{"address", options.listen},
                         {"data", program.data},
                         {"version", kBuild},
                         {"grpc", grpc::Version()},
                         {"protobuf", ProtobufVersion()}});
  const auto running = program.start(logger, [&stop] { stop.Raise(); });
  if (!running.ok()) return Failed(logger, "cannot start", running.status());
  logger.Info("serves", {{"address", options.listen}, {"data", program.data}});
  {
    const runtime::ReadinessLines lines(logger, [&running] { return (*running)->WhyNotReady(); });
    stop.Wait();
  }
  End(logger, options, **running);
  const absl::Status verdict = (*running)->verdict();
  return verdict.ok() ? 0 : Failed(logger, "could not go on", verdict);
}

int Look(const HostOptions& options, const Program& program) {
  const std::vector<std::string> faults = program.faults();
  for (const std::string& fault : faults) fmt::print(stderr, "{}: {}\n", options.name, fault);
  if (faults.empty()) fmt::print("{}: nothing is wrong\n", options.name);
  return faults.empty() ? 0 : 1;
}

}  // namespace

int Run(runtime::Wish wish, const HostOptions& options, const Program& program,
        runtime::StopSignal& stop) {
  switch (wish) {
    case runtime::Wish::kRun:
      return Serve(options, program, stop);
    case runtime::Wish::kCheck:
      return Look(options, program);
    case runtime::Wish::kNothing:
      return 0;
  }
  return 0;
}

int Refuse(std::string_view name, const absl::Status& why) {
  fmt::print(stderr, "{}: {}\n", name, std::string(why.message()));
  return kWrongUse;
}

}  // namespace witan::host
