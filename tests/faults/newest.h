#pragma once

// The newest position that anybody was told of. Whoever asks at or after it sees all that anybody
// knew before, whichever process answers.

#include <cstdint>
#include <string>

#include "storage/base/mutex.h"

namespace witan::testing {

// Safe to call from any thread.
class Newest final {
 public:
  void Told(uint64_t position, const std::string& token) WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (position <= position_) return;
    position_ = position;
    token_ = token;
  }
  std::string token() const WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return token_;
  }

 private:
  mutable Mutex mutex_;
  uint64_t position_ WITAN_GUARDED_BY(mutex_) = 0;
  std::string token_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::testing
