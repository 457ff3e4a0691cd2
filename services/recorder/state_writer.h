#pragma once

// Writes what the log has confirmed into the recorder's database, on a thread of its own: no answer
// waits for it. What was not written when the process died is read again from the log.

#include <atomic>
#include <cstdint>
#include <deque>
#include <thread>

#include "absl/status/status.h"
#include "services/recorder/confirmed_batch.h"
#include "storage/base/mutex.h"
#include "storage/key_value_store.h"

namespace witan::recorder {

struct StateWriterLimits {
  // Add waits while more than this waits to be written, so that memory stays bounded when the disk
  // is slower than the log.
  size_t backlog_bytes = size_t{32} << 20;
  // One write takes at most about this much.
  size_t write_bytes = size_t{1} << 20;
  // After this much the database is synced, which bounds what a power cut leaves to read again.
  size_t sync_bytes = size_t{16} << 20;
};

// Add, saved and status for any thread. The destructor writes what waits and syncs.
class StateWriter final {
 public:
  // The store, which holds everything up to position `saved`, outlives the writer.
  StateWriter(storage::KeyValueStore& store, uint64_t saved, const StateWriterLimits& limits);
  ~StateWriter();
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  // Batches in the order of the log. Returns the failure of an earlier write, after which nothing
  // more is written: the process has to be started again.
  absl::Status Add(ConfirmedBatch batch) WITAN_EXCLUDES(mutex_);

  // Every position up to this one is in the database.
  uint64_t saved() const { return saved_.load(std::memory_order_acquire); }

  // Waits until everything added is in the database and survives a power cut.
  absl::Status Flush() WITAN_EXCLUDES(mutex_);

  size_t backlog_bytes() const WITAN_EXCLUDES(mutex_);

 private:
  void Run();
  // False when there is nothing left and the writer is stopping.
  bool TakeWaiting(std::deque<ConfirmedBatch>& taken) WITAN_EXCLUDES(mutex_);
  absl::Status Write(const std::deque<ConfirmedBatch>& taken);

  storage::KeyValueStore& store_;
  const StateWriterLimits limits_;
  std::atomic<uint64_t> saved_;
  size_t unsynced_bytes_ = 0;  // the thread's own

  mutable Mutex mutex_;
  CondVar work_;     // for the thread: there is something to write, or to write at once
  CondVar written_;  // for who waits for the thread
  std::deque<ConfirmedBatch> waiting_ WITAN_GUARDED_BY(mutex_);
  size_t waiting_bytes_ WITAN_GUARDED_BY(mutex_) = 0;
  size_t writing_bytes_ WITAN_GUARDED_BY(mutex_) = 0;
  bool is_stopping_ WITAN_GUARDED_BY(mutex_) = false;
  size_t flushing_ WITAN_GUARDED_BY(mutex_) = 0;  // how many wait in Flush
  absl::Status status_ WITAN_GUARDED_BY(mutex_);

  std::thread thread_;  // last: it uses everything above
};

}  // namespace witan::recorder
