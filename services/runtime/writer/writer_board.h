#pragma once

// Who writes the log, as the log itself says: the newest WriterStarted that was read.

#include <cstdint>
#include <string>

#include "storage/base/mutex.h"

namespace witan::runtime {

// Term 0: not known yet.
struct KnownWriter {
  uint64_t term = 0;
  std::string instance;
  std::string address;  // host:port for commands
};

// Safe to call from any thread.
class WriterBoard final {
 public:
  // A writer of an older term changes nothing.
  void Post(KnownWriter writer) WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (writer.term >= writer_.term) writer_ = std::move(writer);
  }
  KnownWriter Get() const WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return writer_;
  }

 private:
  mutable Mutex mutex_;
  KnownWriter writer_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::runtime
