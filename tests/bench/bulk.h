#pragma once

// The bulk stream as a client uses it for an import: a window of commands is always on its way.

#include <cstdint>
#include <memory>

#include "tests/bench/closed_loop.h"

namespace witan::bench {

struct BulkPlan {
  uint64_t run = 0;
  uint64_t commands = 0;
  // Commands sent and not yet answered, at most.
  uint32_t window = 100;
};

// Records the actions of a run over one stream.
LoopResult RunBulk(const std::shared_ptr<grpc::Channel>& channel, const BulkPlan& plan);

}  // namespace witan::bench
