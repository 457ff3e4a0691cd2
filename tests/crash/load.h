#pragma once

// Callers that keep commands in flight: single calls from many threads and bulk streams. Whatever
// is in flight when the process dies stays unanswered in the ledger.

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/crash/command_source.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {

class Load final {
 public:
  static constexpr size_t kSingleCallers = 24;
  static constexpr size_t kStreams = 2;
  static constexpr size_t kInFlightOfStream = 16;

  // Starts at once. The references outlive the load.
  Load(const StandaloneProcess& process, const domain::testing::GovernedSystem& system,
       Ledger& ledger, uint64_t seed);
  // Sends no more, and waits for the answers to what was sent, which come at once from a dead
  // process.
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  void SingleCalls(CommandSource source);
  void BulkStreams(CommandSource source, Voice voice);
  void OneStream(CommandSource& source, Voice voice);

  const std::shared_ptr<grpc::Channel> channel_;  // gRPC's own handle
  Ledger& ledger_;
  std::atomic<bool> stops_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace witan::testing
