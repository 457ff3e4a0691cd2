#pragma once

// Builds a generation of a projection store from changes in any order, within a memory budget and
// without a single lookup: changes are sorted by row and position in runs, each row is folded
// through its versions in one pass, and what comes of it is sorted again by family and written as
// table files, which the new database takes in as they are.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/projection_store.h"
#include "storage/rocksdb/digest_runs.h"
#include "storage/rocksdb/projection_generation.h"
#include "storage/rocksdb/run_sorter.h"
#include "storage/rocksdb/table_files.h"

namespace witan::storage {

struct ProjectionBuild {
  BuildOptions options;
  RocksProjectionOptions store;
  std::string run_directory;    // exists and is empty; removed with the builder
  SharedGeneration generation;  // new and empty; retired with a builder that did not finish
  // Makes the generation the one that serves, durably.
  std::function<absl::Status()> switch_over;
};

class RocksProjectionBuilder final : public ProjectionBuilder {
 public:
  explicit RocksProjectionBuilder(ProjectionBuild build);
  ~RocksProjectionBuilder() override;

  absl::Status Put(TableId table, std::string_view key, Position from, Row row) override;
  absl::Status Delete(TableId table, std::string_view key, Position from) override;
  absl::Status Change(TableId table, std::string_view key, Position at,
                      std::string_view change) override;
  absl::Status Append(AreaId area, std::string_view key, std::string_view value) override;
  absl::Status Finish(Position head, std::string_view cursor) override;

 private:
  // A row on its way through its versions.
  struct RowInProgress;

  absl::Status Keep(TableId table, std::string_view key, Position at, char kind,
                    std::string_view bytes);
  // In a thread of its own, beside the rest.
  absl::Status WriteAppended();
  absl::Status WriteRows();
  absl::Status FoldRows();
  absl::StatusOr<std::optional<Row>> Folded(const RowInProgress& row, uint64_t at,
                                            std::string_view kept) const;
  absl::Status Step(RowInProgress& row, uint64_t at, std::string_view kept);
  absl::Status Supersede(const RowInProgress& row, uint64_t to);
  absl::Status EndRow(const RowInProgress& row);
  std::string InRuns(const char* name) const { return build_.run_directory + "/" + name; }

  const ProjectionBuild build_;
  rocksdb::Env& env_;
  // Each with its share of the memory.
  RunSorter changes_;
  RunSorter appended_;
  RunSorter live_index_;
  RunSorter superseded_;
  DigestRuns digests_;
  // Live rows and entries, digests: ranges of one family that do not overlap.
  TableFiles appended_files_;
  TableFiles live_digest_files_;
  TableFiles live_index_files_;
  TableFiles live_row_files_;
  TableFiles superseded_digest_files_;
  TableFiles superseded_files_;
  uint64_t last_ = 0;
  bool is_finished_ = false;
};

}  // namespace witan::storage
