#include "services/runtime/projector/projector.h"

#include <utility>

#include "storage/base/status.h"
#include "storage/base/thread_priority.h"

namespace witan::projector {
namespace {

// How long a quiet log is waited on at a time: so often the end is looked at again, which lets
// known_at come close to now.
constexpr std::chrono::milliseconds kLook{250};
// How long more is let come behind what has come.
constexpr std::chrono::milliseconds kGather{5};
// Before the log is asked again when it could not be reached.
constexpr std::chrono::milliseconds kBackoff{500};
constexpr size_t kCommitBytes = size_t{4} << 20;

storage::Cursor After(const storage::AcceptedRecord& record) {
  return {.log_id = record.header.log_id,
          .position = record.header.position,
          .term = record.header.term,
          .hash = record.hash,
          .offset = record.offset,
          .recorded_at = record.header.recorded_at};
}

}  // namespace

Projector::Projector(storage::EventLog& log, storage::ProjectionStore& store, const Clock& clock,
                     ProjectorOptions options, std::function<void()> progressed)
    : log_(log),
      store_(store),
      clock_(clock),
      options_(std::move(options)),
      progressed_(std::move(progressed)) {
  status_.head = store_.head();
  status_.state = store_.cursor().empty() ? ProjectorState::kBuilding : ProjectorState::kFollowing;
}

Projector::~Projector() { Stop(); }

void Projector::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Projector::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    if (interruptible_) interruptible_->Interrupt();
    wake_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Projector::Rebuild() {
  MutexLock lock(mutex_);
  rebuild_wanted_ = true;
  if (interruptible_) interruptible_->Interrupt();
}

void Projector::Hurry() {
  MutexLock lock(mutex_);
  hurried_ = true;
  wake_.NotifyAll();
}

void Projector::Gather() {
  const auto until = std::chrono::steady_clock::now() + kGather;
  MutexLock lock(mutex_);
  while (!stopping_ && !rebuild_wanted_ && !hurried_ && wake_.WaitUntil(mutex_, until)) {
  }
  hurried_ = false;
}

ProjectorStatus Projector::status() const {
  MutexLock lock(mutex_);
  return status_;
}

void Projector::Run() {
  // Views follow the log; commands and questions are answered first.
  GiveWayToOtherThreads();
  while (!stopping()) {
    if (!GoesOnAfter(Round())) return;
    if (reader_ && !stopping()) {
      if (reader_->WaitForMore(std::chrono::steady_clock::now() + kLook)) Gather();
    }
  }
}

bool Projector::GoesOnAfter(const absl::Status& round) {
  if (round.ok()) return true;
  if (!absl::IsUnavailable(round)) return false;
  reader_.reset();
  Pause(kBackoff);
  return true;
}

absl::Status Projector::CatchUp() { return Round(); }

absl::Status Projector::Round() {
  const bool builds = TakeRebuildWish() || store_.cursor().empty();
  absl::Status result = builds ? Build() : Follow();
  Settle(result);
  progressed_();
  return result;
}

absl::Status Projector::OpenReader(const storage::Cursor& from) {
  ASSIGN_OR_RETURN(auto reader, log_.OpenReader(from));
  reader_ = std::move(reader);
  MutexLock lock(mutex_);
  interruptible_ = reader_;
  return absl::OkStatus();
}

absl::Status Projector::Build() {
  {
    MutexLock lock(mutex_);
    status_.state = ProjectorState::kBuilding;
  }
  RETURN_IF_ERROR(OpenReader(storage::Cursor()));
  ASSIGN_OR_RETURN(
      const auto builder,
      store_.NewBuilder({.memory_bytes = options_.build_memory_bytes, .fold = RebuildFold}));
  storage::Cursor cursor;
  while (!stopping()) {
    const Timestamp before = clock_.Now();
    ASSIGN_OR_RETURN(const storage::ReadResult read, reader_->Read(storage::ReadLimits()));
    const absl::Status stop = AddAll(read, *builder, cursor);
    // What came before an event that this build does not know is served.
    if (absl::IsUnimplemented(stop)) RETURN_IF_ERROR(Finish(*builder, cursor));
    RETURN_IF_ERROR(stop);
    if (!read.at_end) continue;
    RETURN_IF_ERROR(Finish(*builder, cursor));
    Completed(before);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Projector::AddAll(const storage::ReadResult& read, storage::ProjectionBuilder& builder,
                               storage::Cursor& cursor) {
  for (const storage::AcceptedRecord& record : read.records) {
    const auto known = Read(record);
    RETURN_IF_ERROR(known.status());
    RETURN_IF_ERROR(Add(record, *known, options_.kinds, builder));
    cursor = After(record);
  }
  return absl::OkStatus();
}

absl::Status Projector::Finish(storage::ProjectionBuilder& builder, const storage::Cursor& cursor) {
  if (cursor.IsStart()) return absl::OkStatus();  // an empty log: nothing to build yet
  RETURN_IF_ERROR(builder.Finish(cursor.position, cursor.Encode()));
  MutexLock lock(mutex_);
  ++status_.builds;
  return absl::OkStatus();
}

absl::Status Projector::Follow() {
  if (!reader_) {
    ASSIGN_OR_RETURN(const storage::Cursor cursor, storage::Cursor::Decode(store_.cursor()));
    RETURN_IF_ERROR(OpenReader(cursor));
  }
  bool at_end = false;
  while (!at_end && !stopping()) RETURN_IF_ERROR(FollowOnce(at_end));
  return absl::OkStatus();
}

absl::Status Projector::FollowOnce(bool& at_end) {
  const Timestamp before = clock_.Now();
  storage::Cursor cursor = reader_->cursor();
  ASSIGN_OR_RETURN(const storage::ReadResult read,
                   reader_->Read({.max_records = 1'000, .max_bytes = kCommitBytes}));
  auto batch = store_.NewBatch();
  absl::Status stop;
  for (const storage::AcceptedRecord& record : read.records) {
    const auto known = Read(record);
    stop = known.ok() ? Apply(record, *known, options_.kinds, *batch) : known.status();
    if (!stop.ok()) break;
    cursor = After(record);
  }
  // What came before an event that stops us is kept; a failed Apply may have left half an event in
  // the batch, so then the batch is dropped.
  const bool whole = stop.ok() || absl::IsUnimplemented(stop);
  if (whole && !read.records.empty() && cursor.position > store_.head()) {
    RETURN_IF_ERROR(store_.Commit(std::move(batch), cursor.position, cursor.Encode()));
    progressed_();
  }
  RETURN_IF_ERROR(stop);
  at_end = read.at_end;
  if (at_end) Completed(before);
  return absl::OkStatus();
}

void Projector::Settle(const absl::Status& status) {
  MutexLock lock(mutex_);
  status_.head = store_.head();
  status_.reason = status;
  if (status.ok()) {
    status_.state = ProjectorState::kFollowing;
  } else if (absl::IsDataLoss(status)) {
    status_.state = ProjectorState::kDamaged;
  } else if (!absl::IsUnavailable(status)) {
    status_.state = ProjectorState::kStopped;
  }
}

void Projector::Completed(Timestamp until) {
  MutexLock lock(mutex_);
  status_.head = store_.head();
  if (until > status_.complete_until) status_.complete_until = until;
}

bool Projector::TakeRebuildWish() {
  MutexLock lock(mutex_);
  return std::exchange(rebuild_wanted_, false);
}

void Projector::Pause(std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  MutexLock lock(mutex_);
  while (!stopping_ && wake_.WaitUntil(mutex_, until)) {
  }
}

bool Projector::stopping() const {
  MutexLock lock(mutex_);
  return stopping_;
}

}  // namespace witan::projector
