#pragma once

// What a backend provides: a shared, append-only sequence of byte strings at increasing offsets.
// It need not know who is the writer, may hold records of replaced writers and duplicates, and may
// answer "unknown". SequenceLog (sequence_log.h) makes an EventLog of it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/event_log.h"
#include "storage/record.h"

namespace witan::storage {

struct RawRecord {
  uint64_t offset = 0;
  std::string bytes;
};

struct RawReadResult {
  std::vector<RawRecord> records;
  bool at_end = false;  // everything that was there when the read began has been returned
};

// Reads the sequence in order. For one thread at a time, except Interrupt.
class SequenceReader {
 public:
  virtual ~SequenceReader() = default;
  // Unavailable: drop this reader and open another. DataLoss: the backend found damage.
  virtual absl::StatusOr<RawReadResult> Read(const ReadLimits& limits) = 0;
  // As LogReader::WaitForMore and Interrupt.
  virtual bool WaitForMore(std::chrono::steady_clock::time_point deadline) = 0;
  virtual void Interrupt() = 0;
};

// Ends as kDurable only when the records stand at the consecutive offsets from the expected one.
using SequenceAppendDone = std::function<void(AppendOutcome, const absl::Status&)>;

// Appends in the order of the calls. For one thread at a time. After anything but kDurable it is
// spent and another one is opened. Its destructor finishes what is in flight.
class SequenceAppender {
 public:
  virtual ~SequenceAppender() = default;
  // `records` stay in the caller's hands until the call returns. `expected_offset`: where the first
  // record must come to stand; when another writer's record stands there, the outcome is kUnknown,
  // or kNotWritten where the backend can tell before writing.
  virtual void Append(const std::vector<std::string>& records, uint64_t expected_offset,
                      SequenceAppendDone done) = 0;
};

// Safe to call from any thread.
class RecordSequence {
 public:
  virtual ~RecordSequence() = default;
  // Begins with the record at `offset`, or the first one after it.
  virtual absl::StatusOr<std::unique_ptr<SequenceReader>> OpenReader(uint64_t offset) = 0;
  virtual absl::StatusOr<std::unique_ptr<SequenceAppender>> OpenAppender() = 0;
  // The offset at which a record that is appended now would come to stand.
  virtual absl::StatusOr<uint64_t> EndOffset() = 0;
  // How many batches one appender takes before the first is done.
  virtual int max_in_flight() const = 0;
};

}  // namespace witan::storage
