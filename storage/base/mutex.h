#pragma once

// A mutex, a scoped lock and a condition variable over the standard ones, annotated for clang's
// thread-safety analysis. They stand in for absl::Mutex, which ThreadSanitizer misreads in the
// packaged build of absl.

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define WITAN_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define WITAN_THREAD_ANNOTATION(x)
#endif

#define WITAN_CAPABILITY(x) WITAN_THREAD_ANNOTATION(capability(x))
#define WITAN_SCOPED_CAPABILITY WITAN_THREAD_ANNOTATION(scoped_lockable)
#define WITAN_GUARDED_BY(x) WITAN_THREAD_ANNOTATION(guarded_by(x))
#define WITAN_REQUIRES(...) WITAN_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define WITAN_ACQUIRE(...) WITAN_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define WITAN_RELEASE(...) WITAN_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define WITAN_EXCLUDES(...) WITAN_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define WITAN_NO_THREAD_SAFETY_ANALYSIS WITAN_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace witan {

class WITAN_CAPABILITY("mutex") Mutex final {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() WITAN_ACQUIRE() { mutex_.lock(); }
  void Unlock() WITAN_RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a Mutex for its own lifetime.
class WITAN_SCOPED_CAPABILITY MutexLock final {
 public:
  explicit MutexLock(Mutex& mutex) WITAN_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() WITAN_RELEASE() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits release the mutex and take it again before returning. Wake-ups may be spurious: wait in a
// loop over the guarded condition.
class CondVar final {
 public:
  void Wait(Mutex& mutex) WITAN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }

  // Returns false when the deadline passed before a wake-up.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      WITAN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    // The system clock's wait is the one that ThreadSanitizer understands; the steady deadline is
    // re-computed by every caller's loop, so a jump of the wall clock costs one early wake-up.
    const auto left = deadline - std::chrono::steady_clock::now();
    const auto result = condition_.wait_until(
        lock, std::chrono::system_clock::now() +
                  std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
    lock.release();
    return result == std::cv_status::no_timeout || std::chrono::steady_clock::now() < deadline;
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace witan
