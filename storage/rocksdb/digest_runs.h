#pragma once

// The digests of a rebuild: sums are added up by digest and interval in whatever order rows come,
// and turned into what live batches would have kept at each checkpoint.

#include <rocksdb/env.h>

#include <cstddef>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "storage/rocksdb/projection_format.h"
#include "storage/rocksdb/run_sorter.h"
#include "storage/rocksdb/table_files.h"

namespace witan::storage {

// For one thread.
class DigestRuns final {
 public:
  // Parameters as RunSorter.
  DigestRuns(rocksdb::Env& env, std::string path_prefix, size_t memory_bytes);

  // A row whose term is `term` comes to (or goes from) the digests of its subjects at `at`.
  absl::Status Note(TableId table, const std::vector<Uuid>& subjects, uint64_t at,
                    const DigestSum& term, bool is_added);
  // After the last Note, once.
  absl::Status Write(TableFiles& live, TableFiles& superseded);

 private:
  absl::Status Spill();

  const size_t most_sums_;
  // By digest key and interval: the change of the sum, and the last position that changed it.
  std::unordered_map<std::string, LiveDigest> sums_;
  RunSorter sorter_;
};

}  // namespace witan::storage
