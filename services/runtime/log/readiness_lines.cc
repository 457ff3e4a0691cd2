#include "services/runtime/log/readiness_lines.h"

#include <utility>

namespace witan::runtime {

ReadinessLines::ReadinessLines(const Logger& logger, std::function<std::string()> why_not)
    : logger_(logger), why_not_(std::move(why_not)), thread_([this] { Run(); }) {}

ReadinessLines::~ReadinessLines() {
  {
    const MutexLock lock(mutex_);
    is_over_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void ReadinessLines::Run() {
  while (true) {
    Look();
    MutexLock lock(mutex_);
    if (!is_over_) wake_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kInterval);
    if (is_over_) return;
  }
}

void ReadinessLines::Look() {
  const std::string why_not = why_not_();
  if (why_not.empty() == was_ready_) return;
  was_ready_ = why_not.empty();
  if (was_ready_) {
    logger_.Info("ready");
  } else {
    logger_.Warning("not ready", {{"reason", why_not}});
  }
}

}  // namespace witan::runtime
