#pragma once

// The sequence as one process sees it: every call is a place where others may come between, and may
// fail to get through.

#include <memory>

#include "storage/record_sequence.h"
#include "tests/simulation/partition.h"

namespace witan::simulation {

class Connection final : public storage::RecordSequence {
 public:
  Connection(World& world, Partition& partition) : world_(world), partition_(partition) {}

  absl::StatusOr<std::unique_ptr<storage::SequenceReader>> OpenReader(uint64_t offset) override;
  absl::StatusOr<std::unique_ptr<storage::SequenceAppender>> OpenAppender() override;
  absl::StatusOr<uint64_t> EndOffset() override;
  int max_in_flight() const override { return world_.max_in_flight; }

  // Nothing gets through any more, until Restore: the process has crashed, or is to end.
  void Cut() { is_cut_ = true; }
  void Restore() { is_cut_ = false; }
  bool is_cut() const { return is_cut_; }
  // From now on Append returns only when the outcome was told, as a blocking backend's does.
  void AnswerAppendsInPlace() { answers_in_place_ = true; }

 private:
  class Reader;
  class Appender;

  // Gives way to the others, then says whether the call gets through.
  absl::Status Reach();

  World& world_;
  Partition& partition_;
  bool is_cut_ = false;
  bool answers_in_place_ = false;
};

}  // namespace witan::simulation
