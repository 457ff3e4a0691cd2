#pragma once

// A RecordSequence in memory: one shared list that any number of writers append to, as a broker
// would let them. For tests, with faults on request.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// Safe to call from any thread; outlives its readers and appenders.
class MemorySequence final : public RecordSequence {
 public:
  // What becomes of a batch instead of being appended and confirmed.
  struct Fault {
    AppendOutcome outcome = AppendOutcome::kUnknown;
    size_t kept = 0;  // how many of its records are appended all the same
  };

  absl::StatusOr<std::unique_ptr<SequenceReader>> OpenReader(uint64_t offset) override;
  absl::StatusOr<std::unique_ptr<SequenceAppender>> OpenAppender() override;
  absl::StatusOr<uint64_t> EndOffset() override;
  int max_in_flight() const override { return 1; }

  // The next batch that is appended meets this fault; one fault a batch.
  void FailNext(Fault fault) WITAN_EXCLUDES(mutex_);
  // Appends past every rule, as a replaced writer's record that still travelled would be.
  void Inject(std::string bytes) WITAN_EXCLUDES(mutex_);
  // Replaces a record, or cuts the list, to see it noticed.
  void Overwrite(uint64_t offset, std::string bytes) WITAN_EXCLUDES(mutex_);
  void Truncate(uint64_t size) WITAN_EXCLUDES(mutex_);
  std::vector<std::string> Copy() const WITAN_EXCLUDES(mutex_);

 private:
  class Reader;
  class Appender;

  mutable Mutex mutex_;
  CondVar grown_;
  std::vector<std::string> records_ WITAN_GUARDED_BY(mutex_);
  std::vector<Fault> faults_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::storage
