#include "storage/memory/memory_sequence.h"

#include <algorithm>
#include <utility>

namespace witan::storage {

class MemorySequence::Reader final : public SequenceReader {
 public:
  Reader(MemorySequence& owner, uint64_t offset) : owner_(owner), offset_(offset) {}

  absl::StatusOr<RawReadResult> Read(const ReadLimits& limits) override {
    MutexLock lock(owner_.mutex_);
    RawReadResult result;
    size_t bytes = 0;
    while (offset_ < owner_.records_.size() && result.records.size() < limits.max_records &&
           (result.records.empty() || bytes < limits.max_bytes)) {
      const std::string& record = owner_.records_[offset_];
      bytes += record.size();
      result.records.push_back({offset_++, record});
    }
    result.at_end = offset_ >= owner_.records_.size();
    return result;
  }

  bool WaitForMore(std::chrono::steady_clock::time_point deadline) override {
    MutexLock lock(owner_.mutex_);
    while (offset_ >= owner_.records_.size() && !interrupted_) {
      if (!owner_.grown_.WaitUntil(owner_.mutex_, deadline)) break;
    }
    interrupted_ = false;
    return offset_ < owner_.records_.size();
  }

  void Interrupt() override {
    MutexLock lock(owner_.mutex_);
    interrupted_ = true;
    owner_.grown_.NotifyAll();
  }

 private:
  MemorySequence& owner_;
  uint64_t offset_;
  bool interrupted_ = false;  // guarded by the owner's mutex
};

class MemorySequence::Appender final : public SequenceAppender {
 public:
  explicit Appender(MemorySequence& owner) : owner_(owner) {}

  void Append(const std::vector<std::string>& records, uint64_t expected_offset,
              SequenceAppendDone done) override {
    if (is_spent_) {
      done(AppendOutcome::kNotWritten,
           absl::InternalError("an appender was used after it had failed"));
      return;
    }
    AppendOutcome outcome = AppendOutcome::kDurable;
    {
      MutexLock lock(owner_.mutex_);
      size_t kept = records.size();
      if (!owner_.faults_.empty()) {
        outcome = owner_.faults_.front().outcome;
        kept = std::min(kept, owner_.faults_.front().kept);
        owner_.faults_.erase(owner_.faults_.begin());
      }
      if (owner_.records_.size() != expected_offset && outcome == AppendOutcome::kDurable) {
        outcome = AppendOutcome::kUnknown;
      }
      owner_.records_.insert(owner_.records_.end(), records.begin(),
                             records.begin() + static_cast<std::ptrdiff_t>(kept));
      owner_.grown_.NotifyAll();
    }
    is_spent_ = outcome != AppendOutcome::kDurable;
    done(outcome, outcome == AppendOutcome::kDurable
                      ? absl::OkStatus()
                      : absl::UnavailableError("the batch was not confirmed"));
  }

 private:
  MemorySequence& owner_;
  bool is_spent_ = false;
};

absl::StatusOr<std::unique_ptr<SequenceReader>> MemorySequence::OpenReader(uint64_t offset) {
  return std::make_unique<Reader>(*this, offset);
}

absl::StatusOr<std::unique_ptr<SequenceAppender>> MemorySequence::OpenAppender() {
  return std::make_unique<Appender>(*this);
}

absl::StatusOr<uint64_t> MemorySequence::EndOffset() {
  MutexLock lock(mutex_);
  return records_.size();
}

void MemorySequence::FailNext(Fault fault) {
  MutexLock lock(mutex_);
  faults_.push_back(fault);
}

void MemorySequence::Inject(std::string bytes) {
  MutexLock lock(mutex_);
  records_.push_back(std::move(bytes));
  grown_.NotifyAll();
}

void MemorySequence::Overwrite(uint64_t offset, std::string bytes) {
  MutexLock lock(mutex_);
  records_.at(offset) = std::move(bytes);
}

void MemorySequence::Truncate(uint64_t size) {
  MutexLock lock(mutex_);
  records_.resize(size);
}

std::vector<std::string> MemorySequence::Copy() const {
  MutexLock lock(mutex_);
  return records_;
}

}  // namespace witan::storage
