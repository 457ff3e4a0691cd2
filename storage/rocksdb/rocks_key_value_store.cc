#include "storage/rocksdb/rocks_key_value_store.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/record_file_check.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

using Families = std::vector<rocksdb::ColumnFamilyHandle*>;

absl::Status ScanFamily(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                        rocksdb::ReadOptions options, const KeyRange& range,
                        const RowVisitor& visit) {
  const rocksdb::Slice end(range.end);
  if (!range.end.empty()) options.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options, family));
  for (rows->Seek(range.begin); rows->Valid(); rows->Next()) {
    if (!visit(rows->key().ToStringView(), rows->value().ToStringView())) break;
  }
  return FromRocks(rows->status(), "scanning");
}

absl::StatusOr<std::optional<std::string>> GetFrom(rocksdb::DB& db,
                                                   rocksdb::ColumnFamilyHandle* family,
                                                   const rocksdb::ReadOptions& options,
                                                   std::string_view key) {
  std::string value;
  const rocksdb::Status got = db.Get(options, family, rocksdb::Slice(key), &value);
  if (got.IsNotFound()) return std::optional<std::string>();
  RETURN_IF_ERROR(FromRocks(got, "reading a key"));
  return std::optional<std::string>(std::move(value));
}

class RocksSnapshot final : public KeyValueSnapshot {
 public:
  RocksSnapshot(rocksdb::DB& db, const Families& families)
      : db_(db), families_(families), snapshot_(db.GetSnapshot()), options_(CarefulReads()) {
    options_.snapshot = snapshot_;
  }
  ~RocksSnapshot() override { db_.ReleaseSnapshot(snapshot_); }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                 std::string_view key) const override {
    return GetFrom(db_, families_.at(space), options_, key);
  }
  absl::Status Scan(SpaceIndex space, const KeyRange& range,
                    const RowVisitor& visit) const override {
    return ScanFamily(db_, families_.at(space), options_, range, visit);
  }

 private:
  rocksdb::DB& db_;
  const Families& families_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

class RocksKeyValueStore final : public KeyValueStore {
 public:
  RocksKeyValueStore(FolderLock lock, std::unique_ptr<rocksdb::DB> db, Families families,
                     FolderFormat format)
      : lock_(std::move(lock)),
        db_(std::move(db)),
        families_(std::move(families)),
        format_(format) {}

  ~RocksKeyValueStore() override {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    }
    db_->Close().PermitUncheckedError();
  }

  absl::Status Write(const KeyValueBatch& batch, Durability durability) override {
    if (has_failed_.load()) {
      return absl::FailedPreconditionError(
          "an earlier write failed: nothing more is written here "
          "until the program is started again");
    }
    rocksdb::WriteBatch writes;
    for (const KeyValueBatch::Change& change : batch.changes()) {
      rocksdb::ColumnFamilyHandle* family = families_.at(change.space);
      const rocksdb::Status staged = change.value.has_value()
                                         ? writes.Put(family, change.key, *change.value)
                                         : writes.Delete(family, change.key);
      RETURN_IF_ERROR(FromRocks(staged, "staging a change"));
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    return Written(db_->Write(options, &writes));
  }

  absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                 std::string_view key) const override {
    return GetFrom(*db_, families_.at(space), CarefulReads(), key);
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      SpaceIndex space, const std::vector<std::string>& keys) const override {
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet(CarefulReads(), families_.at(space), keys.size(), slices.data(), values.data(),
                  statuses.data());
    std::vector<std::optional<std::string>> out(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      RETURN_IF_ERROR(FromRocks(statuses[i], "reading several keys"));
      out[i] = values[i].ToString();
    }
    return out;
  }

  absl::Status Scan(SpaceIndex space, const KeyRange& range,
                    const RowVisitor& visit) const override {
    return ScanFamily(*db_, families_.at(space), CarefulReads(), range, visit);
  }

  std::unique_ptr<KeyValueSnapshot> Snapshot() const override {
    return std::make_unique<RocksSnapshot>(*db_, families_);
  }

  absl::Status Sync() override { return Written(db_->SyncWAL()); }

  absl::Status Rewrite() override {
    RETURN_IF_ERROR(FromRocks(db_->Flush(rocksdb::FlushOptions(), families_), "flushing"));
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      RETURN_IF_ERROR(
          FromRocks(db_->CompactRange(options, family, nullptr, nullptr), "writing files anew"));
    }
    return absl::OkStatus();
  }

  absl::Status Checkpoint(const std::string& directory) override;

 private:
  absl::Status Written(const rocksdb::Status& status) {
    if (!status.ok()) has_failed_.store(true);
    return FromRocks(status, "writing");
  }

  FolderLock lock_;  // released last
  const std::unique_ptr<rocksdb::DB> db_;
  const Families families_;
  const FolderFormat format_;
  std::atomic<bool> has_failed_ = false;
};

absl::Status RocksKeyValueStore::Checkpoint(const std::string& directory) {
  rocksdb::Checkpoint* made = nullptr;
  RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(db_.get(), &made), "preparing a copy"));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  RETURN_IF_ERROR(PrepareFolder(directory, format_, /*create=*/true));
  RETURN_IF_ERROR(
      FromRocks(checkpoint->CreateCheckpoint(directory + "/db"), "copying the database"));
  // RocksDB 7.8 does not sync every file of a checkpoint.
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/db")) {
    ASSIGN_OR_RETURN(const std::string bytes, ReadWholeFile(entry.path().string()));
    if (entry.path().extension() != ".sst") {
      RETURN_IF_ERROR(WriteFileDurably(entry.path().string(), bytes));
    }
  }
  return SyncFolder(directory);
}

absl::Status CheckSpaces(const std::string& path, const rocksdb::Options& options,
                         const std::vector<std::string>& spaces) {
  std::vector<std::string> found;
  if (!rocksdb::DB::ListColumnFamilies(options, path, &found).ok()) return absl::OkStatus();
  for (const std::string& name : found) {
    if (name == rocksdb::kDefaultColumnFamilyName) continue;
    if (std::find(spaces.begin(), spaces.end(), name) == spaces.end()) {
      return absl::FailedPreconditionError(fmt::format(
          "{} holds \"{}\", which this program does not know: use a newer version", path, name));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyValueStore>> OpenRocksKeyValueStore(
    const RocksKeyValueOptions& options) {
  const FolderFormat format{"state", options.schema_version};
  RETURN_IF_ERROR(PrepareFolder(options.directory, format, /*create=*/true));
  ASSIGN_OR_RETURN(FolderLock lock, FolderLock::Take(options.directory));
  const std::string path = options.directory + "/db";
  ASSIGN_OR_RETURN(const DatabaseFilesState files, CheckDatabaseFiles(path));
  rocksdb::Options database =
      CarefulOptions({options.write_buffer_bytes, options.block_cache_bytes, true});
  database.wal_recovery_mode = files.has_torn_tail ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                                   : rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  RETURN_IF_ERROR(CheckSpaces(path, database, options.spaces));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& space : options.spaces) descriptors.emplace_back(space, database);
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, database);
  Families families;
  rocksdb::DB* db = nullptr;
  RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(database, path, descriptors, &families, &db),
                            fmt::format("opening {}", path)));
  return std::make_unique<RocksKeyValueStore>(std::move(lock), std::unique_ptr<rocksdb::DB>(db),
                                              std::move(families), format);
}

}  // namespace witan::storage
