#include "storage/base/thread_priority.h"

#include <sys/resource.h>

namespace witan {
namespace {

// Linux weighs a core's time by this: at 10 a thread counts a ninth of one at 0.
constexpr int kNice = 10;

}  // namespace

void GiveWayToOtherThreads() {
  // On Linux, and against POSIX, these are the calling thread's alone.
  if (::getpriority(PRIO_PROCESS, 0) >= kNice) return;
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNice));
}

}  // namespace witan
