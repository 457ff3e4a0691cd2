#include "services/runtime/log/line_budget.h"

#include <utility>

namespace witan::runtime {

std::optional<uint64_t> LineBudget::Take(Time now) {
  const MutexLock lock(mutex_);
  if (now - second_began_ >= std::chrono::seconds(1)) {
    second_began_ = now;
    said_ = 0;
  }
  if (said_ >= lines_per_second_) {
    ++left_out_;
    return std::nullopt;
  }
  ++said_;
  return std::exchange(left_out_, 0);
}

}  // namespace witan::runtime
