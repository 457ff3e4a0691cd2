#pragma once

// An end that takes too long is ended: what is acknowledged is durable, so that nothing is lost.

#include <chrono>
#include <functional>
#include <thread>

#include "storage/base/mutex.h"

namespace witan::runtime {

class StopGuard final {
 public:
  // Calls `late`, which does not return to anybody, unless it is destroyed before.
  StopGuard(std::chrono::milliseconds within, std::function<void()> late);
  ~StopGuard();

 private:
  void Run(std::chrono::steady_clock::time_point until) WITAN_EXCLUDES(mutex_);

  const std::function<void()> late_;
  Mutex mutex_;
  CondVar wake_;
  bool is_over_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace witan::runtime
