#pragma once

// Sorts more pairs of byte strings than fit into memory: a full buffer is sorted and written as a
// run, and the runs are merged. Where everything fits, no file is written.

#include <rocksdb/env.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/rocksdb/run_file.h"

namespace witan::storage {

// Pairs by key; equal keys in the order in which they were added. For one thread.
class SortedPairs {
 public:
  virtual ~SortedPairs() = default;
  // The next pair, valid until the next call; none at the end. DataLoss: a run is damaged.
  virtual absl::StatusOr<std::optional<SortedPair>> Next() = 0;
};

// Pairs that stand one behind the other in one block of memory.
class PairBuffer final {
 public:
  // So that a buffer that grows to `size` is never copied.
  void Reserve(size_t size);
  void Add(std::string_view key, std::string_view value);
  void Sort();
  void Clear();
  size_t count() const { return places_.size(); }
  SortedPair at(size_t index) const;
  size_t size_bytes() const { return bytes_.size() + places_.size() * sizeof(Place); }

 private:
  struct Place {
    uint64_t prefix;  // the first bytes of the key, which decide most comparisons
    uint64_t offset;
    uint32_t key_size;
    uint32_t value_size;
  };
  std::string_view KeyOf(const Place& place) const;

  std::string bytes_;
  std::vector<Place> places_;
};

// For one thread.
class RunSorter final {
 public:
  // Runs are files whose names begin with `path_prefix`; the sorter removes them when it goes.
  // `memory_bytes` bounds the buffer, and what merging reads ahead. `env` outlives the sorter.
  RunSorter(rocksdb::Env& env, std::string path_prefix, size_t memory_bytes);
  ~RunSorter();
  RunSorter(const RunSorter&) = delete;
  RunSorter& operator=(const RunSorter&) = delete;

  // ResourceExhausted: the disk is full. Any failure spends the sorter.
  absl::Status Add(std::string_view key, std::string_view value);
  // Everything that was added. Call once, after the last Add; the sorter outlives the answer.
  absl::StatusOr<std::unique_ptr<SortedPairs>> Finish();

  uint64_t runs_written() const { return runs_written_; }

 private:
  absl::Status Spill();
  // Merges neighbours until the rest can be merged at once: their order stays that of adding.
  absl::Status MergeUntilFew();
  absl::Status MergeInto(const std::string& path, size_t first, size_t end);
  absl::StatusOr<std::unique_ptr<SortedPairs>> OpenRuns(size_t first, size_t end) const;
  std::string NextPath();

  rocksdb::Env& env_;
  const std::string path_prefix_;
  const size_t memory_bytes_;
  PairBuffer buffer_;
  std::vector<std::string> runs_;  // oldest first
  uint64_t runs_written_ = 0;
};

}  // namespace witan::storage
