#pragma once

// Callers that keep 32 commands in flight whatever becomes of brokers and recorders, and readers
// beside them. Each command is repeated with its request id until it is settled; a few are given
// up.

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "tests/crash/command_source.h"
#include "tests/faults/recorders.h"
#include "tests/faults/transcript.h"

namespace witan::testing {

// What callers share with those before and after them. All of it outlives them.
struct CallersParts {
  Recorders& recorders;
  // Of the query services.
  std::vector<std::shared_ptr<grpc::Channel>> views;
  const domain::testing::GovernedSystem& system;
  Transcript& transcript;
};

class Callers final {
 public:
  static constexpr size_t kCommands = 32;  // in flight
  // Of them, those that change the contested records.
  static constexpr size_t kContesting = 8;
  static constexpr size_t kReaders = 2;

  // Starts at once.
  Callers(const CallersParts& parts, uint64_t seed);
  ~Callers() { Stop(); }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // Begins nothing more, and waits until everything in flight is settled; the test fails where that
  // takes more than two and a half minutes.
  void Stop();

  // Waits until so many more commands are acknowledged; false after `patience`.
  bool AwaitAcknowledged(uint64_t more, std::chrono::milliseconds patience) const;
  uint64_t acknowledged() const { return acknowledged_; }
  // Tries that were answered with UNAVAILABLE.
  uint64_t unavailable() const { return unavailable_; }
  uint64_t reads() const { return reads_; }
  // The longest time without an acknowledgement so far.
  std::chrono::milliseconds longest_silence() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Write(size_t client, uint64_t seed);
  void Perform(size_t client, const Command& command, PersistentCaller& caller,
               std::mt19937_64& random);
  void Heard(Time now);
  void Read(size_t client, uint64_t seed);

  const CallersParts parts_;
  std::atomic<bool> stops_ = false;
  std::atomic<uint64_t> acknowledged_ = 0;
  std::atomic<uint64_t> unavailable_ = 0;
  std::atomic<uint64_t> reads_ = 0;
  mutable Mutex mutex_;
  Time last_heard_ WITAN_GUARDED_BY(mutex_);
  Time::duration longest_silence_ WITAN_GUARDED_BY(mutex_){};
  std::vector<std::thread> threads_;
};

}  // namespace witan::testing
