#include "services/recorder/state_writer.h"

#include <chrono>
#include <utility>

#include "services/recorder/state_database.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

// A batch without events still costs a row.
constexpr size_t kBatchBytes = 128;

// How long more is let come behind what has come, so that many small batches become one write and
// a lone command has the machine until it is answered.
constexpr std::chrono::milliseconds kGather{5};

size_t SizeOf(const ConfirmedBatch& batch) {
  size_t size = kBatchBytes;
  for (const StagedEvent& staged : batch.events) size += staged.bytes.size() + kBatchBytes;
  return size;
}

}  // namespace

StateWriter::StateWriter(storage::KeyValueStore& store, uint64_t saved,
                         const StateWriterLimits& limits)
    : store_(store), limits_(limits), saved_(saved), thread_([this] { Run(); }) {}

StateWriter::~StateWriter() {
  {
    MutexLock lock(mutex_);
    is_stopping_ = true;
    work_.NotifyOne();
  }
  thread_.join();
  // A failure costs the next start some reading of the log, nothing more.
  store_.Sync().IgnoreError();
}

absl::Status StateWriter::Add(ConfirmedBatch batch) {
  const size_t size = SizeOf(batch);
  MutexLock lock(mutex_);
  while (status_.ok() && waiting_bytes_ > limits_.backlog_bytes) written_.Wait(mutex_);
  RETURN_IF_ERROR(status_);
  waiting_.push_back(std::move(batch));
  const bool is_first = waiting_bytes_ == 0;
  waiting_bytes_ += size;
  if (is_first || waiting_bytes_ >= limits_.write_bytes) work_.NotifyOne();
  return absl::OkStatus();
}

absl::Status StateWriter::Flush() {
  {
    MutexLock lock(mutex_);
    ++flushing_;
    work_.NotifyOne();
    while (status_.ok() && waiting_bytes_ + writing_bytes_ > 0) written_.Wait(mutex_);
    --flushing_;
    RETURN_IF_ERROR(status_);
  }
  return store_.Sync();
}

size_t StateWriter::backlog_bytes() const {
  MutexLock lock(mutex_);
  return waiting_bytes_ + writing_bytes_;
}

bool StateWriter::TakeWaiting(std::deque<ConfirmedBatch>& taken) {
  MutexLock lock(mutex_);
  while (waiting_.empty() && !is_stopping_) work_.Wait(mutex_);
  const auto until = std::chrono::steady_clock::now() + kGather;
  while (!is_stopping_ && flushing_ == 0 && waiting_bytes_ < limits_.write_bytes &&
         work_.WaitUntil(mutex_, until)) {
  }
  while (!waiting_.empty() && writing_bytes_ < limits_.write_bytes) {
    const size_t size = SizeOf(waiting_.front());
    waiting_bytes_ -= size;
    writing_bytes_ += size;
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  unsynced_bytes_ += writing_bytes_;
  return !taken.empty();
}

absl::Status StateWriter::Write(const std::deque<ConfirmedBatch>& taken) {
  storage::KeyValueBatch rows;
  for (const ConfirmedBatch& batch : taken) AddRows(batch, rows);
  RETURN_IF_ERROR(store_.Write(rows, storage::Durability::kBuffered));
  if (unsynced_bytes_ < limits_.sync_bytes) return absl::OkStatus();
  unsynced_bytes_ = 0;
  return store_.Sync();
}

void StateWriter::Run() {
  std::deque<ConfirmedBatch> taken;
  while (TakeWaiting(taken)) {
    const absl::Status written = Write(taken);
    if (written.ok()) {
      saved_.store(taken.back().cursor.position.value(), std::memory_order_release);
    }
    taken.clear();
    MutexLock lock(mutex_);
    writing_bytes_ = 0;
    status_ = written;
    written_.NotifyAll();
    if (!written.ok()) return;
  }
}

}  // namespace witan::recorder
