#pragma once

// How often something may be said that others can cause without end.

#include <chrono>
#include <cstdint>
#include <optional>

#include "storage/base/mutex.h"

namespace witan::runtime {

// So many lines a second. Safe to call from any thread.
class LineBudget final {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LineBudget(uint64_t lines_per_second) : lines_per_second_(lines_per_second) {}

  // How many lines were left out before this one; none: this one is left out too.
  std::optional<uint64_t> Take(Time now) WITAN_EXCLUDES(mutex_);

 private:
  const uint64_t lines_per_second_;
  Mutex mutex_;
  Time second_began_ WITAN_GUARDED_BY(mutex_);
  uint64_t said_ WITAN_GUARDED_BY(mutex_) = 0;
  uint64_t left_out_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace witan::runtime
