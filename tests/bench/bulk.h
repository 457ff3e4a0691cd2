#pragma once

// The bulk stream as a client uses it for an import: a window of commands is always on its way.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/closed_loop.h"

namespace witan::bench {

// Wide enough for the recorder never to wait for the sender.
inline constexpr uint32_t kFillWindow = 2'000;

struct BulkPlan {
  uint64_t commands = 0;
  // Commands sent and not yet answered, at most.
  uint32_t window = 100;
  // The serialised RecordRequest of the n-th command, counted from 0.
  std::function<std::string(uint64_t)> request;
  // Sent with the stream: who records.
  std::vector<std::pair<std::string, std::string>> metadata;
};

// Records the commands of a plan over one stream.
LoopResult RunBulk(const std::shared_ptr<grpc::Channel>& channel, const BulkPlan& plan);

}  // namespace witan::bench
