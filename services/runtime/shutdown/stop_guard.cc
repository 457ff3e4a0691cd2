#include "services/runtime/shutdown/stop_guard.h"

#include <utility>

namespace witan::runtime {

StopGuard::StopGuard(std::chrono::milliseconds within, std::function<void()> late)
    : late_(std::move(late)),
      thread_([this, until = std::chrono::steady_clock::now() + within] { Run(until); }) {}

StopGuard::~StopGuard() {
  {
    const MutexLock lock(mutex_);
    is_over_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void StopGuard::Run(std::chrono::steady_clock::time_point until) {
  {
    MutexLock lock(mutex_);
    while (!is_over_ && std::chrono::steady_clock::now() < until) wake_.WaitUntil(mutex_, until);
    if (is_over_) return;
  }
  late_();
}

}  // namespace witan::runtime
