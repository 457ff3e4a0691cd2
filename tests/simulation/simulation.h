#pragma once

// One run: a log, some writers and readers over one sequence that an adversary holds, everything
// decided by one seed; then the dust settles, and the book must close.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace witan::simulation {

struct RunOptions {
  Mutation mutation = Mutation::kNone;
  bool traces = false;
};

struct RunResult {
  std::string violation;  // empty: everything held
  Happenings happenings;
  std::vector<std::string> trace;  // when asked for
};

RunResult RunOnce(uint64_t seed, const RunOptions& options);

}  // namespace witan::simulation
