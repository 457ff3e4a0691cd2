#pragma once

// The LogWriter over any RecordSequence: starts terms, keeps the chain, tells outcomes apart.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/record_sequence.h"

namespace witan::storage {

struct SequenceAppendResult {
  AppendOutcome outcome = AppendOutcome::kUnknown;
  absl::Status status;
};

// Appends records and waits for the outcome. The status is OK iff they are durable where the first
// was expected.
SequenceAppendResult AppendAndWait(SequenceAppender& appender,
                                   const std::vector<std::string>& records,
                                   uint64_t expected_offset);

// The same for one record, through an appender of its own.
SequenceAppendResult AppendOne(RecordSequence& sequence, std::string record,
                               uint64_t expected_offset);

// Not final for one reason: the simulation derives a writer that breaks the rule of the new term,
// to see the harm.
class SequenceLogWriter : public LogWriter {
 public:
  // What is handed in by reference outlives the writer.
  SequenceLogWriter(EventLog& log, RecordSequence& sequence, const RecordCodec& codec,
                    const Clock& clock, UuidGenerator& ids, const WriterOptions& options);
  ~SequenceLogWriter() override;

  // Reads to the end and starts the first term. Called once, first.
  absl::Status Open();

  NextRecord Next() const override;
  Cursor confirmed() const override;
  Term term() const override { return confirmed().term; }
  int max_in_flight() const override { return sequence_.max_in_flight(); }
  void Append(std::vector<std::string> records, AppendDone done) override;
  absl::Status StartNewTerm(std::chrono::steady_clock::time_point deadline) override;

 protected:
  // Goes on after `at`, the last accepted record, with an appender that has sent nothing yet or
  // whose records are all durable.
  void Lead(const Cursor& at, std::unique_ptr<SequenceAppender> appender);

 private:
  enum class Attempt { kWon, kRetry };

  absl::Status StartTerm(LogReader& reader, std::chrono::steady_clock::time_point deadline);
  absl::StatusOr<Attempt> TryTerm(LogReader& reader,
                                  std::chrono::steady_clock::time_point deadline);
  bool IsMine(const std::optional<Uuid>& id) const;
  absl::Status CheckMayStart(const Cursor& end) const;
  std::string MakeWriterStarted(const Cursor& end, const Uuid& event_id) const;

  // The last record of the batch as a cursor, or Internal when it does not continue the chain.
  absl::StatusOr<Cursor> CheckBatch(const std::vector<std::string>& records) const;
  // False: the batch cannot be sent, and `done` has been or will be called.
  bool Reserve(const Cursor& last, AppendDone& done);
  // After a certain failure the writer goes on, with another appender.
  absl::Status ReplaceSpentAppender();
  void Finish(AppendOutcome outcome, const absl::Status& status, const Cursor& last,
              const AppendDone& done);

  EventLog& log_;
  RecordSequence& sequence_;
  const RecordCodec& codec_;
  const Clock& clock_;
  UuidGenerator& ids_;
  const WriterOptions options_;
  // The calling thread's: the last term that this writer won, and the ids of the WriterStarted that
  // it has sent since, one of which may still become the last accepted record.
  Term my_term_;
  std::vector<Uuid> my_ids_;

  mutable Mutex mutex_;
  Cursor confirmed_ WITAN_GUARDED_BY(mutex_);
  Cursor tail_ WITAN_GUARDED_BY(mutex_);  // after everything that was sent
  int in_flight_ WITAN_GUARDED_BY(mutex_) = 0;
  bool needs_new_term_ WITAN_GUARDED_BY(mutex_) = true;
  bool needs_appender_ WITAN_GUARDED_BY(mutex_) = false;  // the one there is spent, none in flight
  // Batches refused while others were in flight: told after those, to keep the order.
  std::deque<AppendDone> refused_ WITAN_GUARDED_BY(mutex_);

  std::unique_ptr<SequenceAppender> appender_;  // last: its destructor finishes what is in flight
};

}  // namespace witan::storage
