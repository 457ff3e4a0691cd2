#pragma once

// The LogReader over any RecordSequence: hashes every record, reads its header and asks the rule.

#include <atomic>
#include <memory>

#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/read_rule.h"
#include "storage/record_sequence.h"

namespace witan::storage {

class SequenceLogReader final : public LogReader {
 public:
  // What is handed in by reference outlives the reader. `rule` carries the cursor to start from.
  SequenceLogReader(RecordSequence& sequence, const RecordCodec& codec,
                    std::unique_ptr<ReadRule> rule);

  // Opens the sequence at the cursor and compares the record there. Called once, first.
  absl::Status Open();

  absl::StatusOr<ReadResult> Read(const ReadLimits& limits) override;
  bool WaitForMore(std::chrono::steady_clock::time_point deadline) override;
  void Interrupt() override;
  const Cursor& cursor() const override { return rule_->cursor(); }
  uint64_t passed_over() const override { return rule_->passed_over(); }

 private:
  absl::Status CompareRecordAtCursor(SequenceReader& raw);
  absl::Status Take(RawRecord raw, std::vector<AcceptedRecord>& accepted);
  // Remembers DataLoss for ever; drops the raw reader, so that the next Read opens another.
  absl::Status Fail(absl::Status status);
  void SetRaw(std::unique_ptr<SequenceReader> raw);

  RecordSequence& sequence_;
  const RecordCodec& codec_;
  std::unique_ptr<ReadRule> rule_;
  absl::Status spent_;  // DataLoss, once seen
  // The reading thread alone changes `raw_`, under the mutex; Interrupt looks at it under the
  // mutex.
  Mutex mutex_;
  std::unique_ptr<SequenceReader> raw_;
};

}  // namespace witan::storage
