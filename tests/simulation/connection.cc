#include "tests/simulation/connection.h"

#include <algorithm>
#include <utility>

#include "storage/base/status.h"
#include "tests/simulation/fiber.h"

namespace witan::simulation {

using storage::RawReadResult;
using storage::ReadLimits;

class Connection::Reader final : public storage::SequenceReader {
 public:
  Reader(Connection& owner, uint64_t offset) : owner_(owner), offset_(offset) {}

  absl::StatusOr<RawReadResult> Read(const ReadLimits& limits) override {
    World& world = owner_.world_;
    const uint64_t end = owner_.partition_.size();  // when the read begins
    RETURN_IF_ERROR(owner_.Reach());
    uint64_t most = limits.max_records;
    if (!world.is_calm && world.dice.Chance(300)) most = std::min(most, world.dice.Between(1, 5));
    RawReadResult result;
    while (offset_ < owner_.partition_.size() && result.records.size() < most) {
      result.records.push_back({offset_, owner_.partition_.record(offset_)});
      ++offset_;
    }
    result.at_end = offset_ >= end;
    return result;
  }

  bool WaitForMore(std::chrono::steady_clock::time_point /*deadline*/) override {
    const uint64_t patience = owner_.world_.dice.Between(1, 6);
    for (uint64_t i = 0; i < patience && !HasMore() && !owner_.is_cut_; ++i) Fiber::Yield();
    return HasMore();
  }

  void Interrupt() override {}

 private:
  bool HasMore() const { return offset_ < owner_.partition_.size(); }

  Connection& owner_;
  uint64_t offset_;
};

class Connection::Appender final : public storage::SequenceAppender {
 public:
  explicit Appender(Connection& owner) : owner_(owner) {}
  ~Appender() override { owner_.partition_.Abandon(producer_); }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  void Append(const std::vector<std::string>& records, uint64_t expected_offset,
              storage::SequenceAppendDone done) override {
    // What is told while this call is under way comes too late for the caller to know.
    if (producer_.is_spent) owner_.world_.ledger.Report("an appender was used after it had failed");
    const absl::Status reached = owner_.Reach();
    if (!reached.ok() && producer_.untold.empty()) {
      producer_.is_spent = true;
      done(storage::AppendOutcome::kNotWritten, reached);
      return;
    }
    if (producer_.untold.size() >= static_cast<size_t>(owner_.max_in_flight())) {
      owner_.world_.ledger.Report("more batches are in flight than the sequence takes");
    }
    owner_.partition_.Send(producer_, records, expected_offset, reached.ok(), std::move(done));
    if (!owner_.world_.is_calm && owner_.world_.dice.Chance(300)) Fiber::Yield();
    if (!owner_.answers_in_place_) return;
    while (!producer_.untold.empty() && !owner_.is_cut_) Fiber::Yield();
    owner_.partition_.Abandon(producer_);
  }

 private:
  Connection& owner_;
  Producer producer_;
};

absl::Status Connection::Reach() {
  Fiber::Yield();
  if (is_cut_ || (!world_.is_calm && world_.dice.Chance(world_.faults.unavailable))) {
    return absl::UnavailableError("the sequence cannot be reached");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<storage::SequenceReader>> Connection::OpenReader(uint64_t offset) {
  RETURN_IF_ERROR(Reach());
  return std::make_unique<Reader>(*this, offset);
}

absl::StatusOr<std::unique_ptr<storage::SequenceAppender>> Connection::OpenAppender() {
  RETURN_IF_ERROR(Reach());
  return std::make_unique<Appender>(*this);
}

absl::StatusOr<uint64_t> Connection::EndOffset() {
  RETURN_IF_ERROR(Reach());
  return partition_.size();
}

}  // namespace witan::simulation
