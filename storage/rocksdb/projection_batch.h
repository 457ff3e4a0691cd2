#pragma once

// A batch over the live rows of one generation, and its translation into one write.

#include <rocksdb/write_batch.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "storage/rocksdb/projection_format.h"
#include "storage/rocksdb/projection_generation.h"

namespace witan::storage {

class RocksProjectionBatch final : public ProjectionBatch {
 public:
  explicit RocksProjectionBatch(SharedGeneration generation) : generation_(std::move(generation)) {}

  void At(Position position) override;
  absl::StatusOr<std::optional<Row>> Get(TableId table, std::string_view key) override;
  absl::Status Put(TableId table, std::string_view key, Row row) override;
  absl::Status Delete(TableId table, std::string_view key) override;
  void Append(AreaId area, std::string_view key, std::string_view value) override;
  size_t size_bytes() const override { return size_bytes_; }

  // InvalidArgument: positions do not grow, or lie outside (committed head, `head`].
  absl::Status Write(uint64_t head, std::string_view cursor, bool is_logged);

 private:
  using RowKey = std::pair<TableId, std::string>;
  struct StagedRow {
    std::optional<RowVersion> base;
    std::map<uint64_t, std::optional<Row>> versions;
  };
  // One change of one digest: rows that go and come at a position.
  struct DigestChange {
    uint64_t at = 0;
    std::string digest_key;
    DigestSum term = {};
    bool is_added = false;
  };

  absl::StatusOr<StagedRow*> Stage(TableId table, std::string_view key);
  absl::Status CheckPositions(uint64_t head);
  absl::Status StageRow(const RowKey& key, const StagedRow& staged);
  void Supersede(const RowKey& key, const RowVersion& version, uint64_t to);
  void NoteDigests(const RowKey& key, const Row& row, uint64_t at, bool is_added);
  absl::Status StageDigests();

  const SharedGeneration generation_;
  std::map<RowKey, StagedRow> rows_;
  std::map<std::string, std::string> appended_;
  std::vector<DigestChange> digest_changes_;
  rocksdb::WriteBatch writes_;
  uint64_t first_ = 0;
  uint64_t at_ = 0;
  bool is_out_of_order_ = false;
  size_t size_bytes_ = 0;
};

}  // namespace witan::storage
