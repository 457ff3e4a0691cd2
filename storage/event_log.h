#pragma once

// The contract of the event log: what every backend (memory, RocksDB, Kafka) promises and what the
// layers above may rely on. One log is one total order of records, numbered 1, 2, 3 ... without
// gaps, each carrying the SHA-256 of the one before. One writer at a time appends; readers follow.
//
// Several writers may believe that they are the one. What makes that harmless is the read rule
// (read_rule.h): every reader, the writer included, accepts the same records and passes over the
// others, whatever order they arrived in.
//
// Position 1 is LogCreated, written once by Create. A lost log is never taken for a new one:
// OpenWriter refuses an empty log. Each reign begins with WriterStarted, whose term exceeds every
// accepted term before it.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record.h"

namespace witan::storage {

struct ReadResult {
  std::vector<AcceptedRecord> records;
  // True when the reader has seen everything that was in the log when this read began. Nothing
  // recorded before that moment can still turn up.
  bool at_end = false;
};

// Reads the accepted records of a log in order. For one thread at a time. A reader that returned
// DataLoss is spent: stop serving; it must not be retried past the damage.
class LogReader {
 public:
  virtual ~LogReader() = default;

  // The next accepted records, without waiting; none when the end is reached.
  // DataLoss: a check failed (hash, chain, term, a log that is shorter than or differs at the
  // cursor). Unavailable: the log cannot be reached now; call again after a pause, and the record
  // at the cursor is compared again before anything new is returned.
  virtual absl::StatusOr<ReadResult> Read(const ReadLimits& limits) = 0;

  // Waits until there may be more to read, and returns true, or until `deadline` or Interrupt, and
  // returns false. May wake early.
  virtual bool WaitForMore(std::chrono::steady_clock::time_point deadline) = 0;

  // Makes the current or the next WaitForMore return at once. Safe to call from any thread.
  virtual void Interrupt() = 0;

  // The last accepted record that Read returned.
  virtual const Cursor& cursor() const = 0;

  // Records of replaced writers passed over so far. A metric, not an error.
  virtual uint64_t passed_over() const = 0;
};

// What became of a batch.
enum class AppendOutcome {
  kDurable,     // every record is accepted and survives a power cut
  kNotWritten,  // certain failure: no record of the batch is or will be in the log
  kUnknown,     // a prefix of the batch may be in the log, now or later: StartNewTerm tells
};

struct AppendResult {
  AppendOutcome outcome = AppendOutcome::kUnknown;
  // OK iff kDurable. ResourceExhausted: the disk is nearly full. Aborted: another writer took over.
  // FailedPrecondition: this writer writes no more (failed sync, resigned): restart. Unavailable:
  // the log could not be reached.
  absl::Status status;
  // kDurable: the last record of the batch.
  Cursor last;
};

using AppendDone = std::function<void(const AppendResult&)>;

// What the next record's header must say.
struct NextRecord {
  LogId log_id;
  Position position;
  Term term;
  Hash previous_hash = {};
  Timestamp after;  // recorded_at of the record before; the next one's must be later
};

// The one who appends. Methods are for one thread at a time; `done` runs on a thread of the
// backend's choice, which may be the caller's, inside Append. When the writer is destroyed, the
// batches in flight are finished or end as kUnknown first.
class LogWriter {
 public:
  virtual ~LogWriter() = default;

  // Where the next record stands: after everything that Append took, in flight included.
  virtual NextRecord Next() const = 0;

  // The last record known to be accepted.
  virtual Cursor confirmed() const = 0;

  virtual Term term() const = 0;

  // How many batches may be in flight. Append beyond it is our own bug.
  virtual int max_in_flight() const = 0;

  // Appends `records` in order. Each is the whole bytes of one record, whose header continues the
  // chain from Next(). `done` runs exactly once for each batch, in the order of the batches, and
  // never while another `done` of this writer runs. Records whose header does not continue the
  // chain end as kNotWritten with Internal: our bug, nothing was sent.
  //
  // After kUnknown, every later batch ends as kNotWritten until StartNewTerm succeeded; batches
  // that were in flight with it may end as kUnknown. After kNotWritten with nothing else in flight,
  // Next() stands after confirmed() again, and the writer may go on.
  virtual void Append(std::vector<std::string> records, AppendDone done) = 0;

  // After kUnknown (or a certain failure): reads the log back, and takes a new term, so that
  // records of the old one that still travel are dead. What was accepted of the batches in
  // question is then known: a reader that has reached confirmed() has seen all of it.
  // Only with no batch in flight. Whoever is no longer elected does not call it, but resigns.
  // Aborted: a writer of a higher term is there, resign. DeadlineExceeded: not decided yet, call
  // again. FailedPrecondition: this writer writes no more. DataLoss as for LogReader.
  virtual absl::Status StartNewTerm(std::chrono::steady_clock::time_point deadline) = 0;
};

struct WriterOptions {
  WriterInfo info;
  // Where to begin reading on the way to the end: a place this process has already checked. From
  // the default the whole log is read and checked.
  Cursor from;
  // A clock this far behind the last recorded_at is not to be trusted.
  std::chrono::microseconds max_clock_lag = std::chrono::seconds(5);
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

// One log of one backend. Safe to call from any thread; outlives its readers and writers.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // Writes LogCreated at position 1 and returns once it is durable.
  // AlreadyExists: the log has a record already.
  virtual absl::StatusOr<Cursor> Create(const LogId& log_id, std::string_view origin) = 0;

  // A reader that begins after `from`. The record at `from` is read again and compared; when it
  // differs or the log is shorter, DataLoss. A cursor of another log: DataLoss.
  virtual absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(const Cursor& from) = 0;

  // Reads to the end, takes the next term, appends WriterStarted and returns when that record is
  // the last accepted one.
  // FailedPrecondition: the log is empty, or the clock is behind. Aborted: another writer was
  // faster several times. DeadlineExceeded, DataLoss, Unavailable as above.
  virtual absl::StatusOr<std::unique_ptr<LogWriter>> OpenWriter(const WriterOptions& options) = 0;
};

}  // namespace witan::storage
