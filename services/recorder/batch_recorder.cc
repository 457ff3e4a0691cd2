#include "services/recorder/batch_recorder.h"

#include <algorithm>
#include <chrono>

#include "services/recorder/follow_log.h"
#include "storage/base/check.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

using domain::ReasonId;
using storage::AppendOutcome;
using storage::AppendResult;

// Taking a new term is tried for this long at a time, so that calls are still accepted or refused.
constexpr std::chrono::milliseconds kRecoverySlice{50};

size_t BytesOf(const std::vector<std::string>& records) {
  size_t bytes = 0;
  for (const std::string& record : records) bytes += record.size();
  return bytes;
}

// What callers of a batch that was not confirmed are told.
ReasonId ReasonOfFailure(const AppendResult& result) {
  if (result.outcome == AppendOutcome::kUnknown) return ReasonId::kOutcomeUnknown;
  if (absl::IsResourceExhausted(result.status)) return ReasonId::kDiskNearlyFull;
  if (absl::IsAborted(result.status)) return ReasonId::kNotWriter;
  return ReasonId::kLogUnavailable;
}

}  // namespace

bool BatchRecorder::HasFailed(const Batch& batch) {
  return batch.result.has_value() && batch.result->outcome != AppendOutcome::kDurable;
}

BatchRecorder::BatchRecorder(const BatchRecorderParts& parts, std::function<void()> wake)
    : parts_(parts),
      wake_(std::move(wake)),
      decider_(parts.world, parts.base, parts.keys, parts.clock),
      mailbox_(std::make_shared<Mailbox>()),
      confirmed_(parts.writer.confirmed()) {}

bool BatchRecorder::CanBegin() const {
  if (is_falling_ || condition_ == RecorderCondition::kRecovering) return false;
  // What would be decided now rests on what a failed batch staged, and would fall with it.
  const bool will_fall = std::any_of(in_flight_.begin(), in_flight_.end(), HasFailed);
  if (will_fall) return false;
  const auto appended = std::count_if(in_flight_.begin(), in_flight_.end(),
                                      [](const Batch& batch) { return batch.has_events; });
  return appended < parts_.writer.max_in_flight();
}

ReasonId BatchRecorder::NotWritingReason() const {
  if (condition_ == RecorderCondition::kResigned) return ReasonId::kNotWriter;
  return absl::IsDataLoss(failure_) ? ReasonId::kDataLoss : ReasonId::kLogUnavailable;
}

void BatchRecorder::Reply(Waiting& waiting) {
  parts_.probe.Answered(waiting.command->input(), waiting.answer);
  waiting.command->Reply(std::move(waiting.answer));
}

void BatchRecorder::RefuseAll(std::span<PendingCommand* const> commands) {
  for (PendingCommand* command : commands) {
    Waiting waiting{command, Refused(NotWritingReason(), head())};
    Reply(waiting);
  }
}

void BatchRecorder::Record(std::span<PendingCommand* const> commands) {
  if (condition_ != RecorderCondition::kWriting) return RefuseAll(commands);
  parts_.world.BeginBatch();
  decider_.ContinueAt(parts_.writer.Next());
  Batch batch;
  batch.waiting.reserve(commands.size());
  for (PendingCommand* command : commands) {
    if (command->IsAbandoned()) {
      command->Abandon();
    } else {
      batch.waiting.push_back({command, decider_.Decide(command->input())});
    }
  }
  batch.has_events = !parts_.world.staged().empty();
  // What was decided on a state that could not be read is not believed.
  absl::Status state = parts_.base.status();
  if (state.ok() && batch.has_events) state = parts_.keys.Persist();
  if (!state.ok()) {
    // Keys that cannot be written now are written with a later batch; nothing was appended.
    if (!absl::IsUnavailable(state)) Stop(state);
    batch.has_events = false;
    batch.result = AppendResult{AppendOutcome::kNotWritten, state, {}};
  }
  const bool is_appended = batch.has_events;
  if (!is_appended && state.ok()) parts_.world.DropEmpty();
  in_flight_.push_back(std::move(batch));
  if (is_appended) AppendStaged();
  Settle();
}

void BatchRecorder::AppendStaged() {
  std::vector<std::string> records;
  records.reserve(parts_.world.staged().size());
  for (const StagedEvent& staged : parts_.world.staged()) records.push_back(staged.bytes);
  parts_.probe.Appended(records.size(), BytesOf(records));
  // Outcomes come in the order of the batches, so that a mailbox without names is enough.
  parts_.writer.Append(std::move(records),
                       [mailbox = mailbox_, wake = wake_](const AppendResult& result) {
                         {
                           MutexLock lock(mailbox->mutex);
                           mailbox->results.push_back(result);
                         }
                         wake();
                       });
}

void BatchRecorder::CollectResults() {
  MutexLock lock(mailbox_->mutex);
  for (Batch& batch : in_flight_) {
    if (mailbox_->results.empty()) return;
    if (!batch.has_events || batch.result.has_value()) continue;
    batch.result = std::move(mailbox_->results.front());
    mailbox_->results.pop_front();
  }
}

void BatchRecorder::Settle() {
  CollectResults();
  while (!in_flight_.empty()) {
    const Batch& front = in_flight_.front();
    if (front.has_events && !front.result.has_value()) return;
    FinishFront();
  }
  if (is_falling_) parts_.world.DropAll();
  is_falling_ = false;
  const bool is_writer =
      condition_ == RecorderCondition::kWriting || condition_ == RecorderCondition::kRecovering;
  if (needs_new_term_ && is_writer) Recover();
}

void BatchRecorder::FinishFront() {
  Batch& front = in_flight_.front();
  absl::Status destroyed;
  const bool fails = is_falling_ || HasFailed(front);
  if (!fails && front.has_events) destroyed = DestroyKeys(front);
  if (fails) {
    FailFront(front.result.value_or(
        AppendResult{AppendOutcome::kUnknown, absl::UnavailableError("an earlier batch"), {}}));
  } else if (!destroyed.ok()) {
    FailFront(AppendResult{AppendOutcome::kUnknown, destroyed, {}});
  } else {
    for (Waiting& waiting : front.waiting) Reply(waiting);
    if (front.has_events) ConfirmFront();
  }
  in_flight_.pop_front();
}

// Before anybody hears that details are erased, they are. The event stands in the log already: what
// fails here is done again when the log is read back, or at the next start, before anything else is
// decided.
absl::Status BatchRecorder::DestroyKeys(const Batch& batch) {
  for (const Waiting& waiting : batch.waiting) {
    const bool destroys = waiting.answer.kind == AnswerKind::kRecorded &&
                          waiting.answer.event->payload().has_key_destroyed();
    if (!destroys) continue;
    const absl::Status destroyed = parts_.keys.Destroy(waiting.answer.event->stream());
    if (destroyed.ok()) continue;
    if (!absl::IsUnavailable(destroyed)) Stop(destroyed);
    return destroyed;
  }
  return absl::OkStatus();
}

void BatchRecorder::ConfirmFront() {
  confirmed_ = in_flight_.front().result->last;
  ConfirmedBatch confirmed{parts_.world.ConfirmOldest(), confirmed_};
  const absl::Status added = parts_.state_writer.Add(std::move(confirmed));
  if (!added.ok()) Stop(added);
  parts_.base.Trim(parts_.state_writer.saved());
}

void BatchRecorder::FailFront(const AppendResult& result) {
  parts_.probe.Unconfirmed();
  is_falling_ = true;
  if (result.outcome == AppendOutcome::kUnknown) needs_new_term_ = true;
  const bool ends_writing =
      absl::IsFailedPrecondition(result.status) || absl::IsInternal(result.status);
  if (ends_writing) Stop(result.status);
  if (absl::IsAborted(result.status) && condition_ == RecorderCondition::kWriting) {
    condition_ = RecorderCondition::kResigned;
    failure_ = result.status;
  }
  const ReasonId reason =
      absl::IsDataLoss(failure_) ? ReasonId::kDataLoss : ReasonOfFailure(result);
  for (Waiting& waiting : in_flight_.front().waiting) {
    waiting.answer = Refused(reason, head());
    Reply(waiting);
  }
}

void BatchRecorder::Stop(const absl::Status& failure) {
  if (condition_ == RecorderCondition::kStopped) return;
  condition_ = RecorderCondition::kStopped;
  failure_ = failure;
}

void BatchRecorder::Resign(const absl::Status& why) {
  if (condition_ == RecorderCondition::kStopped) return;
  condition_ = RecorderCondition::kResigned;
  failure_ = why;
  needs_new_term_ = false;
}

void BatchRecorder::Recover() {
  condition_ = RecorderCondition::kRecovering;
  absl::Status started =
      parts_.writer.StartNewTerm(std::chrono::steady_clock::now() + kRecoverySlice);
  if (started.ok()) started = ReadBack();
  if (started.ok()) {
    needs_new_term_ = false;
    condition_ = RecorderCondition::kWriting;
  } else if (absl::IsAborted(started)) {
    needs_new_term_ = false;
    condition_ = RecorderCondition::kResigned;
    failure_ = started;
  } else if (!absl::IsDeadlineExceeded(started) && !absl::IsUnavailable(started)) {
    needs_new_term_ = false;
    Stop(started);
  }
}

// What of the lost batches was accepted after all becomes part of the state, also where the rest
// cannot be read yet.
absl::Status BatchRecorder::ReadBack() {
  LogFollower follower(FollowParts{parts_.log, parts_.world, parts_.keys, parts_.state_writer,
                                   parts_.base, parts_.writers},
                       confirmed_);
  const absl::Status read = follower.CatchUp();
  confirmed_ = follower.cursor();
  RETURN_IF_ERROR(read);
  if (confirmed_.position != parts_.writer.confirmed().position) {
    return absl::UnavailableError("the log cannot be read to its end yet");
  }
  return absl::OkStatus();
}

}  // namespace witan::recorder
