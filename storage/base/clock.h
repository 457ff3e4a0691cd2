#pragma once

// Time comes from a Clock that is handed in, so that tests own it. A Timestamp is a moment in UTC;
// deadlines of waits are steady-clock time points and never Timestamps.

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>

namespace witan {

// A moment: microseconds since 1970-01-01T00:00:00Z, leap seconds ignored as in POSIX.
struct Timestamp {
  int64_t micros = 0;

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
  Timestamp operator+(std::chrono::microseconds d) const { return Timestamp{micros + d.count()}; }
  Timestamp operator-(std::chrono::microseconds d) const { return Timestamp{micros - d.count()}; }
  std::chrono::microseconds operator-(Timestamp other) const {
    return std::chrono::microseconds(micros - other.micros);
  }
};

// Safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp Now() const = 0;
};

// The machine's wall clock. It may jump; who needs order takes the greater of it and the last
// value.
class SystemClock final : public Clock {
 public:
  Timestamp Now() const override {
    return Timestamp{std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count()};
  }
};

// A clock that stands still until it is told to move.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Timestamp start = Timestamp{1'656'633'600'000'000}) : now_(start.micros) {}
  Timestamp Now() const override { return Timestamp{now_.load()}; }
  void Set(Timestamp now) { now_.store(now.micros); }
  void Advance(std::chrono::microseconds by) { now_.fetch_add(by.count()); }

 private:
  std::atomic<int64_t> now_;
};

}  // namespace witan
