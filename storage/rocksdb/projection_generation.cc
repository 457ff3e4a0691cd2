#include "storage/rocksdb/projection_generation.h"

#include <fmt/format.h>
#include <rocksdb/slice_transform.h>

#include <filesystem>
#include <system_error>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/record_file_check.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {

rocksdb::Options ProjectionDatabaseOptions(const RocksProjectionOptions& options) {
  rocksdb::Options database =
      CarefulOptions({options.write_buffer_bytes, options.block_cache_bytes, true});
  if (options.env != nullptr) database.env = options.env;
  return database;
}

absl::StatusOr<std::shared_ptr<ProjectionGeneration>> ProjectionGeneration::Open(
    const std::string& path, const RocksProjectionOptions& options) {
  ASSIGN_OR_RETURN(const DatabaseFilesState files, CheckDatabaseFiles(path));
  rocksdb::Options database = ProjectionDatabaseOptions(options);
  database.wal_recovery_mode = files.has_torn_tail ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                                   : rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  // Keys of an area of appended entries mostly come in their order: each is put behind the one
  // before it without a search.
  rocksdb::Options appended = database;
  appended.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(sizeof(AreaId)));
  const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, database},
      {"live", database},
      {"superseded", database},
      {"appended", appended}};
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(database, path, descriptors, &families, &db),
                            fmt::format("opening {}", path)));
  return std::shared_ptr<ProjectionGeneration>(
      new ProjectionGeneration(path, std::unique_ptr<rocksdb::DB>(db), std::move(families)));
}

ProjectionGeneration::~ProjectionGeneration() {
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
  db_.reset();
  // What cannot be removed now goes when the store is next opened.
  std::error_code ignored;
  if (is_retired_.load()) std::filesystem::remove_all(path_, ignored);
}

absl::StatusOr<std::optional<std::string>> ProjectionGeneration::Get(
    rocksdb::ColumnFamilyHandle* family, std::string_view key, const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions options = CarefulReads();
  options.snapshot = snapshot;
  std::string value;
  const rocksdb::Status got = db_->Get(options, family, rocksdb::Slice(key), &value);
  if (got.IsNotFound()) return std::optional<std::string>();
  RETURN_IF_ERROR(FromRocks(got, "reading a projection"));
  return std::optional<std::string>(std::move(value));
}

absl::StatusOr<std::vector<std::optional<rocksdb::PinnableSlice>>> ProjectionGeneration::MultiGet(
    rocksdb::ColumnFamilyHandle* family, const std::vector<std::string>& keys,
    const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions options = CarefulReads();
  options.snapshot = snapshot;
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db_->MultiGet(options, family, keys.size(), slices.data(), values.data(), statuses.data());
  std::vector<std::optional<rocksdb::PinnableSlice>> found(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    RETURN_IF_ERROR(FromRocks(statuses[i], "reading rows of a projection"));
    found[i] = std::move(values[i]);
  }
  return found;
}

absl::StatusOr<uint64_t> ProjectionGeneration::Head(const rocksdb::Snapshot* snapshot) {
  ASSIGN_OR_RETURN(const auto bytes, Get(meta(), kHeadKey, snapshot));
  if (!bytes) return uint64_t{0};
  return ByteReader(*bytes).TakeBigEndian<uint64_t>();
}

absl::Status ProjectionGeneration::Flush() {
  return FromRocks(db_->Flush(rocksdb::FlushOptions(), families_), "flushing a projection");
}

}  // namespace witan::storage
