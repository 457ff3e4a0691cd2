#pragma once

// One generation of a projection store: a database with its four families. Views and batches share
// it, so that a generation that was replaced stays readable until its last view is gone.

#include <rocksdb/db.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/projection_store.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::storage {

// On disk: do not change.
inline constexpr std::string_view kHeadKey = "head";
inline constexpr std::string_view kCursorKey = "cursor";

rocksdb::Options ProjectionDatabaseOptions(const RocksProjectionOptions& options);

class ProjectionGeneration final {
 public:
  static absl::StatusOr<std::shared_ptr<ProjectionGeneration>> Open(
      const std::string& path, const RocksProjectionOptions& options);
  ~ProjectionGeneration();
  ProjectionGeneration(const ProjectionGeneration&) = delete;
  ProjectionGeneration& operator=(const ProjectionGeneration&) = delete;

  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* meta() { return families_[0]; }
  rocksdb::ColumnFamilyHandle* live() { return families_[1]; }
  rocksdb::ColumnFamilyHandle* superseded() { return families_[2]; }
  rocksdb::ColumnFamilyHandle* appended() { return families_[3]; }

  absl::StatusOr<std::optional<std::string>> Get(rocksdb::ColumnFamilyHandle* family,
                                                 std::string_view key,
                                                 const rocksdb::Snapshot* snapshot);
  // One answer a key, in the order of the keys; the values hold on to the blocks they were read
  // from.
  absl::StatusOr<std::vector<std::optional<rocksdb::PinnableSlice>>> MultiGet(
      rocksdb::ColumnFamilyHandle* family, const std::vector<std::string>& keys,
      const rocksdb::Snapshot* snapshot);
  absl::StatusOr<uint64_t> Head(const rocksdb::Snapshot* snapshot);
  absl::Status Flush();
  // The folder goes when the last holder does.
  void Retire() { is_retired_.store(true); }

 private:
  ProjectionGeneration(std::string path, std::unique_ptr<rocksdb::DB> db,
                       std::vector<rocksdb::ColumnFamilyHandle*> families)
      : path_(std::move(path)), db_(std::move(db)), families_(std::move(families)) {}

  const std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  const std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::atomic<bool> is_retired_ = false;
};

// shared_ptr: see the top of this file.
using SharedGeneration = std::shared_ptr<ProjectionGeneration>;

absl::StatusOr<std::unique_ptr<ProjectionView>> OpenProjectionView(
    SharedGeneration generation, std::optional<Position> position);

}  // namespace witan::storage
