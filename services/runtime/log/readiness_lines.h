#pragma once

// Says in the log when a process becomes ready, and when it ceases to be, with the reason.

#include <functional>
#include <string>
#include <thread>

#include "services/runtime/log/logger.h"
#include "storage/base/mutex.h"

namespace witan::runtime {

// Looks every kInterval on a thread of its own, from the constructor to the destructor.
class ReadinessLines final {
 public:
  // `why_not` is empty when ready. What is handed in outlives this.
  ReadinessLines(const Logger& logger, std::function<std::string()> why_not);
  ~ReadinessLines();

  static constexpr std::chrono::milliseconds kInterval{200};

 private:
  void Run() WITAN_EXCLUDES(mutex_);
  void Look();

  const Logger& logger_;
  const std::function<std::string()> why_not_;
  bool was_ready_ = false;  // the thread's

  Mutex mutex_;
  CondVar wake_;
  bool is_over_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace witan::runtime
