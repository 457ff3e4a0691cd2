#include "storage/kafka/bounded_log.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

#include "storage/base/mutex.h"

namespace witan::storage {
namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr int kMostLines = 20;
constexpr std::chrono::seconds kSpan{10};
constexpr int kWarning = 4;

class Bound final {
 public:
  // How many lines were left out before this one; negative when this one is left out too.
  int64_t Take(Time now) WITAN_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (now - began_ >= kSpan) {
      began_ = now;
      said_ = 0;
    }
    if (said_ >= kMostLines) {
      ++left_out_;
      return -1;
    }
    ++said_;
    return std::exchange(left_out_, 0);
  }

 private:
  Mutex mutex_;
  Time began_ WITAN_GUARDED_BY(mutex_);
  int said_ WITAN_GUARDED_BY(mutex_) = 0;
  int64_t left_out_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace

KafkaLogFunction Bounded(KafkaLogFunction sink) {
  if (!sink) return [](int, const std::string&) {};
  // Shared by the copies that every client of one log holds.
  return [sink = std::move(sink), bound = std::make_shared<Bound>()](int level,
                                                                     const std::string& line) {
    const int64_t left_out = bound->Take(std::chrono::steady_clock::now());
    if (left_out < 0) return;
    if (left_out > 0) sink(kWarning, fmt::format("{} lines of Kafka's client left out", left_out));
    sink(level, line);
  };
}

}  // namespace witan::storage
