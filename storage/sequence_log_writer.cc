#include "storage/sequence_log_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "storage/base/check.h"
#include "storage/base/status.h"

namespace witan::storage {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// Races with other writers, or losses, after which a start is given up.
constexpr int kMaxAttempts = 16;
constexpr std::chrono::milliseconds kWaitSlice{100};

// What becomes of one append, told by another thread or by this one.
class Outcome final {
 public:
  void Set(AppendOutcome outcome, const absl::Status& status) {
    MutexLock lock(mutex_);
    result_ = SequenceAppendResult{outcome, status};
    changed_.NotifyAll();
  }
  std::optional<SequenceAppendResult> Get() const {
    MutexLock lock(mutex_);
    return result_;
  }
  SequenceAppendResult Wait() {
    MutexLock lock(mutex_);
    while (!result_.has_value()) changed_.Wait(mutex_);
    return *result_;
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::optional<SequenceAppendResult> result_ WITAN_GUARDED_BY(mutex_);
};

// The id of the last record that was accepted on the way to the end, if there was any.
absl::StatusOr<std::optional<Uuid>> ReadToEnd(LogReader& reader) {
  std::optional<Uuid> last_id;
  while (true) {
    ASSIGN_OR_RETURN(const ReadResult read, reader.Read(ReadLimits{}));
    if (!read.records.empty()) last_id = read.records.back().header.event_id;
    if (read.at_end) return last_id;
  }
}

absl::Status Refusal() {
  return absl::UnavailableError(
      "an earlier batch has an unknown outcome: nothing is written before the next term");
}

}  // namespace

SequenceAppendResult AppendAndWait(SequenceAppender& appender,
                                   const std::vector<std::string>& records,
                                   uint64_t expected_offset) {
  Outcome outcome;
  appender.Append(
      records, expected_offset,
      [&outcome](AppendOutcome what, const absl::Status& status) { outcome.Set(what, status); });
  return outcome.Wait();
}

SequenceAppendResult AppendOne(RecordSequence& sequence, std::string record,
                               uint64_t expected_offset) {
  auto appender = sequence.OpenAppender();
  if (!appender.ok()) return {AppendOutcome::kNotWritten, appender.status()};
  return AppendAndWait(**appender, {std::move(record)}, expected_offset);
}

SequenceLogWriter::SequenceLogWriter(EventLog& log, RecordSequence& sequence,
                                     const RecordCodec& codec, const Clock& clock,
                                     UuidGenerator& ids, const WriterOptions& options)
    : log_(log), sequence_(sequence), codec_(codec), clock_(clock), ids_(ids), options_(options) {}

SequenceLogWriter::~SequenceLogWriter() = default;

absl::Status SequenceLogWriter::Open() {
  ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(options_.from));
  return StartTerm(*reader, options_.deadline);
}

absl::Status SequenceLogWriter::StartNewTerm(SteadyTime deadline) {
  Cursor from;
  {
    MutexLock lock(mutex_);
    WITAN_CHECK(in_flight_ == 0, "a new term is started with batches in flight");
    from = confirmed_;
    needs_new_term_ = true;
  }
  appender_.reset();
  ASSIGN_OR_RETURN(const auto reader, log_.OpenReader(from));
  return StartTerm(*reader, deadline);
}

absl::Status SequenceLogWriter::StartTerm(LogReader& reader, SteadyTime deadline) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    ASSIGN_OR_RETURN(const Attempt result, TryTerm(reader, deadline));
    if (result == Attempt::kWon) return absl::OkStatus();
  }
  return absl::AbortedError(fmt::format(
      "no term could be started in {} attempts: other writers were faster", kMaxAttempts));
}

// One WriterStarted: built on the end as read, appended, and followed until it is the last accepted
// record or cannot become so. Its event id decides, not what the append reported; an id of an
// earlier attempt counts as well, since that record may have travelled longer.
absl::StatusOr<SequenceLogWriter::Attempt> SequenceLogWriter::TryTerm(LogReader& reader,
                                                                      SteadyTime deadline) {
  const auto outcome = std::make_shared<Outcome>();  // the appender may outlive this attempt's wait
  ASSIGN_OR_RETURN(const uint64_t expected_offset, sequence_.EndOffset());
  ASSIGN_OR_RETURN(const auto last_id, ReadToEnd(reader));
  ASSIGN_OR_RETURN(auto appender, sequence_.OpenAppender());
  const Cursor end = reader.cursor();
  if (IsMine(last_id)) {
    Lead(end, std::move(appender));
    return Attempt::kWon;
  }
  RETURN_IF_ERROR(CheckMayStart(end));
  my_ids_.push_back(ids_.Next());
  appender->Append(
      {MakeWriterStarted(end, my_ids_.back())}, expected_offset,
      [outcome](AppendOutcome what, const absl::Status& status) { outcome->Set(what, status); });
  while (true) {
    const std::optional<SequenceAppendResult> told = outcome->Get();
    ASSIGN_OR_RETURN(const auto new_last_id, ReadToEnd(reader));
    if (IsMine(new_last_id)) {
      if (!told.has_value() || told->outcome != AppendOutcome::kDurable) {
        // Accepted all the same; but this appender is spent, or will be: a fresh one is not.
        appender.reset();
        ASSIGN_OR_RETURN(appender, sequence_.OpenAppender());
      }
      Lead(reader.cursor(), std::move(appender));
      return Attempt::kWon;
    }
    if (reader.cursor().position > end.position) return Attempt::kRetry;
    if (told.has_value() && told->outcome == AppendOutcome::kNotWritten) return told->status;
    if (told.has_value()) return Attempt::kRetry;
    if (std::chrono::steady_clock::now() >= deadline) {
      return absl::DeadlineExceededError("the log has not accepted the new term yet");
    }
    reader.WaitForMore(std::min(deadline, std::chrono::steady_clock::now() + kWaitSlice));
  }
}

bool SequenceLogWriter::IsMine(const std::optional<Uuid>& id) const {
  return id.has_value() && std::find(my_ids_.begin(), my_ids_.end(), *id) != my_ids_.end();
}

absl::Status SequenceLogWriter::CheckMayStart(const Cursor& end) const {
  if (end.IsStart()) {
    return absl::FailedPreconditionError(
        "the log is empty: create it first; a lost log is never taken for a new one");
  }
  if (my_term_.value() != 0 && end.term > my_term_) {
    return absl::AbortedError(fmt::format("a writer of term {} has taken over from term {}",
                                          end.term.value(), my_term_.value()));
  }
  const Timestamp now = clock_.Now();
  if (now + options_.max_clock_lag < end.recorded_at) {
    return absl::FailedPreconditionError(fmt::format(
        "this machine's clock is {} ms behind the last record of the log: set the clock right",
        (end.recorded_at - now).count() / 1000));
  }
  return absl::OkStatus();
}

std::string SequenceLogWriter::MakeWriterStarted(const Cursor& end, const Uuid& event_id) const {
  const RecordHeader header{
      .log_id = end.log_id,
      .position = end.position.Next(),
      .term = end.term.Next(),
      .previous_hash = end.hash,
      .event_id = event_id,
      .recorded_at = std::max(clock_.Now(), end.recorded_at + std::chrono::microseconds(1)),
      .kind = RecordKind::kWriterStarted};
  return codec_.MakeWriterStarted(header, options_.info);
}

void SequenceLogWriter::Lead(const Cursor& at, std::unique_ptr<SequenceAppender> appender) {
  my_term_ = at.term;
  my_ids_.clear();
  appender_ = std::move(appender);
  MutexLock lock(mutex_);
  confirmed_ = at;
  tail_ = at;
  needs_new_term_ = false;
  needs_appender_ = false;
}

NextRecord SequenceLogWriter::Next() const {
  MutexLock lock(mutex_);
  return NextRecord{.log_id = tail_.log_id,
                    .position = tail_.position.Next(),
                    .term = tail_.term,
                    .previous_hash = tail_.hash,
                    .after = tail_.recorded_at};
}

Cursor SequenceLogWriter::confirmed() const {
  MutexLock lock(mutex_);
  return confirmed_;
}

void SequenceLogWriter::Append(std::vector<std::string> records, AppendDone done) {
  auto last = CheckBatch(records);
  if (!last.ok()) {
    done(AppendResult{AppendOutcome::kNotWritten, last.status(), {}});
    return;
  }
  if (!Reserve(*last, done)) return;
  const absl::Status replaced = ReplaceSpentAppender();
  if (!replaced.ok()) {
    Finish(AppendOutcome::kNotWritten, replaced, *last, done);
    return;
  }
  const uint64_t first_offset = last->offset - (records.size() - 1);
  appender_->Append(records, first_offset,
                    [this, last = *last, done = std::move(done)](AppendOutcome outcome,
                                                                 const absl::Status& status) {
                      Finish(outcome, status, last, done);
                    });
}

absl::StatusOr<Cursor> SequenceLogWriter::CheckBatch(
    const std::vector<std::string>& records) const {
  Cursor at;
  {
    MutexLock lock(mutex_);
    at = tail_;
  }
  if (records.empty()) return absl::InternalError("an empty batch was appended");
  for (const std::string& record : records) {
    ASSIGN_OR_RETURN(const RecordHeader header, codec_.ReadHeader(record));
    const bool continues = header.log_id == at.log_id && header.position == at.position.Next() &&
                           header.term == at.term && header.previous_hash == at.hash &&
                           header.recorded_at > at.recorded_at && header.kind == RecordKind::kOther;
    if (!continues) {
      return absl::InternalError(fmt::format(
          "a record with position {} and term {} does not continue the log at position {}, term {}",
          header.position.value(), header.term.value(), at.position.value(), at.term.value()));
    }
    at.position = header.position;
    at.hash = Sha256(record);
    at.offset += 1;
    at.recorded_at = header.recorded_at;
  }
  return at;
}

bool SequenceLogWriter::Reserve(const Cursor& last, AppendDone& done) {
  {
    MutexLock lock(mutex_);
    if (!needs_new_term_) {
      WITAN_CHECK(in_flight_ < sequence_.max_in_flight(), "too many batches are in flight");
      ++in_flight_;
      tail_ = last;
      return true;
    }
    if (in_flight_ > 0) {
      refused_.push_back(std::move(done));
      return false;
    }
  }
  done(AppendResult{AppendOutcome::kNotWritten, Refusal(), {}});
  return false;
}

absl::Status SequenceLogWriter::ReplaceSpentAppender() {
  {
    MutexLock lock(mutex_);
    if (!needs_appender_) return absl::OkStatus();
  }
  appender_.reset();
  ASSIGN_OR_RETURN(appender_, sequence_.OpenAppender());
  MutexLock lock(mutex_);
  needs_appender_ = false;
  return absl::OkStatus();
}

void SequenceLogWriter::Finish(AppendOutcome outcome, const absl::Status& status,
                               const Cursor& last, const AppendDone& done) {
  AppendResult result{outcome, status, {}};
  std::deque<AppendDone> refused;
  {
    MutexLock lock(mutex_);
    --in_flight_;
    if (needs_new_term_ && outcome == AppendOutcome::kDurable) {
      // It rests on a batch whose own outcome is open.
      result.outcome = AppendOutcome::kUnknown;
      result.status = Refusal();
    }
    if (result.outcome == AppendOutcome::kDurable) {
      confirmed_ = last;
      result.last = last;
    } else if (result.outcome == AppendOutcome::kNotWritten && in_flight_ == 0) {
      tail_ = confirmed_;
      needs_appender_ = true;
    } else {
      needs_new_term_ = true;
    }
    if (in_flight_ == 0) refused.swap(refused_);
  }
  done(result);
  for (const AppendDone& later : refused) {
    later(AppendResult{AppendOutcome::kNotWritten, Refusal(), {}});
  }
}

}  // namespace witan::storage
