#pragma once

// The sequence of the embedded log: key = offset = position - 1, one synced write a batch. Unlike
// a broker it looks before it writes: a batch that does not continue the last record is refused,
// so that the database never holds anything but the log.

#include <rocksdb/db.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/record.h"
#include "storage/record_sequence.h"

namespace witan::storage {

struct RocksSequenceOptions {
  std::string directory;  // whose disk is measured
  uint64_t reserve_bytes = 0;
  bool sync = true;
  std::function<absl::StatusOr<uint64_t>(const std::string&)> free_bytes;
};

// Safe to call from any thread; outlives its readers and appenders.
class RocksSequence final : public RecordSequence {
 public:
  // `db` and `codec` outlive the sequence; `end` is the last record in `db`, checked.
  RocksSequence(rocksdb::DB& db, const RecordCodec& codec, const Cursor& end,
                RocksSequenceOptions options);

  absl::StatusOr<std::unique_ptr<SequenceReader>> OpenReader(uint64_t offset) override;
  absl::StatusOr<std::unique_ptr<SequenceAppender>> OpenAppender() override;
  absl::StatusOr<uint64_t> EndOffset() override;
  int max_in_flight() const override { return 1; }

  // The last durable record.
  Cursor end() const WITAN_EXCLUDES(mutex_);

 private:
  class Reader;
  class Appender;

  struct Outcome {
    AppendOutcome outcome = AppendOutcome::kNotWritten;
    absl::Status status;
  };

  Outcome AppendBatch(const std::vector<std::string>& records) WITAN_EXCLUDES(write_mutex_);
  absl::StatusOr<Cursor> CheckContinues(const std::vector<std::string>& records) const;
  absl::Status CheckDisk(size_t batch_bytes) WITAN_REQUIRES(write_mutex_);
  absl::Status Write(const std::vector<std::string>& records, uint64_t first_offset);
  uint64_t durable_count() const WITAN_EXCLUDES(mutex_);

  rocksdb::DB& db_;
  const RecordCodec& codec_;
  const RocksSequenceOptions options_;

  // Held through the synced write: writers take turns on purpose, readers never wait for it.
  Mutex write_mutex_;
  absl::Status failed_ WITAN_GUARDED_BY(write_mutex_);
  absl::Status disk_ WITAN_GUARDED_BY(write_mutex_);
  uint64_t bytes_since_disk_check_ WITAN_GUARDED_BY(write_mutex_) = 0;
  std::chrono::steady_clock::time_point next_disk_check_ WITAN_GUARDED_BY(write_mutex_);

  mutable Mutex mutex_;
  CondVar grown_;
  Cursor end_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::storage
