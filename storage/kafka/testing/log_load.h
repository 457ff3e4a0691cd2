#pragma once

// A writer that keeps batches in flight on its own thread, whatever becomes of its brokers, and
// remembers what it was told. What it says is compared with what readers find.

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/event_log.h"

namespace witan::storage {

// What a load was told, or found out by a new term.
struct LoadLedger {
  std::map<Hash, Position> recorded;  // acknowledged, or found after an unknown outcome
  std::set<Hash> refused;             // certainly not in the log, for ever
  uint64_t acknowledged_batches = 0;
  uint64_t unknown_batches = 0;
  uint64_t terms = 0;  // started after an unknown outcome
  uint64_t resigned = 0;
  absl::Status data_loss;  // must stay OK
};

class LogLoad final {
 public:
  // Begins at once. `log` outlives the load and may be used by others.
  LogLoad(EventLog& log, std::string name);
  ~LogLoad() { Stop(); }
  LogLoad(const LogLoad&) = delete;
  LogLoad& operator=(const LogLoad&) = delete;

  // Ends the load and returns its ledger. Batches whose outcome was open then are in neither list.
  const LoadLedger& Stop();

  // Batches acknowledged so far.
  uint64_t acknowledged() const { return acknowledged_.load(); }
  // Waits until so many more batches are acknowledged; false after `patience`.
  bool WaitForMore(uint64_t batches, std::chrono::milliseconds patience) const;

 private:
  struct Batch {
    std::vector<Hash> records;
    Position first;
  };

  void Run();
  void Write(LogWriter& writer);
  void AppendOne(LogWriter& writer);
  // Takes in the outcomes told so far; false when one was not kDurable.
  bool Settle() WITAN_EXCLUDES(mutex_);
  void AwaitOutcome() WITAN_EXCLUDES(mutex_);
  // Starts a new term and finds out about the batches in question; false when it resigned.
  bool Recover(LogWriter& writer);
  absl::Status FindOut(const Cursor& from);

  EventLog& log_;
  const std::string name_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<uint64_t> acknowledged_ = 0;
  // The load's thread's own.
  LoadLedger ledger_;
  std::deque<Batch> in_flight_;
  std::vector<Batch> open_;  // of unknown outcome
  uint64_t made_ = 0;

  Mutex mutex_;
  CondVar told_;
  std::deque<AppendResult> results_ WITAN_GUARDED_BY(mutex_);

  std::thread thread_;
};

// Reads the log with two readers and compares it with what the loads were told: nothing
// acknowledged is missing or elsewhere, nothing refused is there, both readers agree. A failure of
// the test otherwise. Returns the number of records.
uint64_t ExpectSound(EventLog& log, const std::vector<const LoadLedger*>& ledgers);

}  // namespace witan::storage
