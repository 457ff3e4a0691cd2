#include "storage/rocksdb/rocks_projection_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/projection_batch.h"
#include "storage/rocksdb/projection_generation.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGenerationFile = "GENERATION";
constexpr std::string_view kGenerationPrefix = "gen-";
constexpr std::string_view kChangesSuffix = "-changes";

std::string GenerationPath(const std::string& folder, uint64_t number) {
  return fmt::format("{}/{}{}", folder, kGenerationPrefix, number);
}

class RocksProjectionStore final : public ProjectionStore {
 public:
  RocksProjectionStore(FolderLock lock, RocksProjectionOptions options, std::string folder,
                       uint64_t number, SharedGeneration generation)
      : lock_(std::move(lock)),
        options_(std::move(options)),
        folder_(std::move(folder)),
        number_(number),
        generation_(std::move(generation)) {}

  absl::Status Load();

  Position head() const override {
    MutexLock lock(mutex_);
    return Position(head_);
  }
  std::string cursor() const override {
    MutexLock lock(mutex_);
    return cursor_;
  }
  absl::StatusOr<std::unique_ptr<ProjectionView>> OpenView(
      std::optional<Position> position) const override {
    return OpenProjectionView(generation(), position);
  }
  std::unique_ptr<ProjectionBatch> NewBatch() override {
    return std::make_unique<RocksProjectionBatch>(generation());
  }
  absl::Status Commit(std::unique_ptr<ProjectionBatch> batch, Position head,
                      std::string_view cursor) override;
  absl::StatusOr<std::unique_ptr<ProjectionBuilder>> NewBuilder(
      const BuildOptions& options) override;
  bool WaitForHead(Position position,
                   std::chrono::steady_clock::time_point deadline) const override;

  // Serves `generation` from now on; the one before goes with its last view.
  absl::Status SwitchTo(uint64_t number, SharedGeneration generation);

 private:
  SharedGeneration generation() const {
    MutexLock lock(mutex_);
    return generation_;
  }

  const FolderLock lock_;
  const RocksProjectionOptions options_;
  const std::string folder_;
  mutable Mutex mutex_;
  mutable CondVar grown_;
  uint64_t number_ WITAN_GUARDED_BY(mutex_);
  SharedGeneration generation_ WITAN_GUARDED_BY(mutex_);
  uint64_t head_ WITAN_GUARDED_BY(mutex_) = 0;
  std::string cursor_ WITAN_GUARDED_BY(mutex_);
  bool has_failed_ WITAN_GUARDED_BY(mutex_) = false;
};

// Keeps what is added in a database beside the new generation, by position, table and key, and
// folds it at the end in batches as large as the memory allows, the same way as live batches.
class RocksProjectionBuilder final : public ProjectionBuilder {
 public:
  RocksProjectionBuilder(RocksProjectionStore& store, BuildOptions options, uint64_t number,
                         std::string changes_path, SharedGeneration generation,
                         std::unique_ptr<rocksdb::DB> changes)
      : store_(store),
        options_(std::move(options)),
        number_(number),
        changes_path_(std::move(changes_path)),
        generation_(std::move(generation)),
        changes_(std::move(changes)) {
    write_.disableWAL = true;
  }
  ~RocksProjectionBuilder() override {
    changes_.reset();
    std::error_code ignored;  // leftovers go when the store is next opened
    fs::remove_all(changes_path_, ignored);
    if (!is_finished_) generation_->Retire();
  }

  absl::Status Put(TableId table, std::string_view key, Position from, Row row) override {
    Normalise(row);
    return Keep(table, key, from, 'P', EncodeVersion({from.value(), std::move(row)}));
  }
  absl::Status Delete(TableId table, std::string_view key, Position from) override {
    return Keep(table, key, from, 'D', "");
  }
  absl::Status Change(TableId table, std::string_view key, Position at,
                      std::string_view change) override {
    return Keep(table, key, at, 'C', change);
  }
  absl::Status Append(AreaId area, std::string_view key, std::string_view value) override {
    return FromRocks(generation_->db().Put(write_, generation_->appended(),
                                           BigEndian(area).append(key), rocksdb::Slice(value)),
                     "keeping an entry");
  }
  absl::Status Finish(Position head, std::string_view cursor) override;

 private:
  absl::Status Keep(TableId table, std::string_view key, Position at, char kind,
                    std::string_view bytes) {
    last_ = std::max(last_, at.value());
    std::string place = BigEndian(at.value());
    AppendBigEndian(place, table);
    place.append(key);
    return FromRocks(changes_->Put(write_, place, std::string(1, kind).append(bytes)),
                     "keeping a change");
  }
  absl::Status Fold(RocksProjectionBatch& batch, TableId table, std::string_view key, Position at,
                    std::string_view kept);

  RocksProjectionStore& store_;
  const BuildOptions options_;
  const uint64_t number_;
  const std::string changes_path_;
  const SharedGeneration generation_;
  std::unique_ptr<rocksdb::DB> changes_;
  rocksdb::WriteOptions write_;
  uint64_t last_ = 0;
  bool is_finished_ = false;
};

absl::Status RocksProjectionBuilder::Fold(RocksProjectionBatch& batch, TableId table,
                                          std::string_view key, Position at,
                                          std::string_view kept) {
  const std::string_view bytes = kept.substr(1);
  if (kept.front() == 'D') return batch.Delete(table, key);
  if (kept.front() == 'P') {
    ASSIGN_OR_RETURN(RowVersion version, DecodeVersion(bytes));
    return batch.Put(table, key, std::move(version.row));
  }
  if (!options_.fold) {
    return absl::FailedPreconditionError("a change needs the fold of the rows, and none was given");
  }
  ASSIGN_OR_RETURN(const std::optional<Row> before, batch.Get(table, key));
  ASSIGN_OR_RETURN(std::optional<Row> row, options_.fold(table, key, before, at, bytes));
  return row ? batch.Put(table, key, *std::move(row)) : batch.Delete(table, key);
}

absl::Status RocksProjectionBuilder::Finish(Position head, std::string_view cursor) {
  if (head.value() < last_) {
    return absl::FailedPreconditionError(fmt::format(
        "the head {} of a rebuild is behind position {}, which was added", head.value(), last_));
  }
  auto batch = std::make_unique<RocksProjectionBatch>(generation_);
  uint64_t at = 0;
  const std::unique_ptr<rocksdb::Iterator> it(changes_->NewIterator(CarefulReads()));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    ByteReader reader(it->key().ToStringView());
    ASSIGN_OR_RETURN(const uint64_t next, reader.TakeBigEndian<uint64_t>());
    ASSIGN_OR_RETURN(const TableId table, reader.TakeBigEndian<TableId>());
    if (next != at) {
      if (batch->size_bytes() > options_.memory_bytes / 2) {
        RETURN_IF_ERROR(batch->Write(at, "", /*is_logged=*/false));
        batch = std::make_unique<RocksProjectionBatch>(generation_);
      }
      batch->At(Position(next));
      at = next;
    }
    RETURN_IF_ERROR(Fold(*batch, table, reader.rest(), Position(at), it->value().ToStringView()));
  }
  RETURN_IF_ERROR(FromRocks(it->status(), "reading kept changes"));
  RETURN_IF_ERROR(batch->Write(head.value(), cursor, /*is_logged=*/false));
  RETURN_IF_ERROR(generation_->Flush());
  RETURN_IF_ERROR(store_.SwitchTo(number_, generation_));
  is_finished_ = true;
  return absl::OkStatus();
}

absl::Status RocksProjectionStore::Load() {
  MutexLock lock(mutex_);
  ASSIGN_OR_RETURN(head_, generation_->Head(nullptr));
  ASSIGN_OR_RETURN(const auto cursor, generation_->Get(generation_->meta(), kCursorKey, nullptr));
  cursor_ = cursor.value_or("");
  grown_.NotifyAll();
  return absl::OkStatus();
}

absl::Status RocksProjectionStore::Commit(std::unique_ptr<ProjectionBatch> batch, Position head,
                                          std::string_view cursor) {
  {
    MutexLock lock(mutex_);
    if (has_failed_) {
      return absl::FailedPreconditionError(
          "an earlier commit of this projection failed: open it again");
    }
  }
  const absl::Status written =
      static_cast<RocksProjectionBatch&>(*batch).Write(head.value(), cursor, /*is_logged=*/true);
  MutexLock lock(mutex_);
  has_failed_ = !written.ok();
  if (!written.ok()) return written;
  head_ = head.value();
  cursor_ = std::string(cursor);
  grown_.NotifyAll();
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ProjectionBuilder>> RocksProjectionStore::NewBuilder(
    const BuildOptions& options) {
  uint64_t number = 0;
  {
    MutexLock lock(mutex_);
    number = number_ + 1;
  }
  const std::string path = GenerationPath(folder_, number);
  const std::string changes_path = path + std::string(kChangesSuffix);
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) fs::remove_all(changes_path, error);
  if (error) {
    return absl::UnavailableError(
        fmt::format("cannot make room for a rebuild in {}: {}", path, error.message()));
  }
  ASSIGN_OR_RETURN(SharedGeneration generation, ProjectionGeneration::Open(path, options_));
  rocksdb::DB* changes = nullptr;
  const size_t buffer = std::max<size_t>(options.memory_bytes / 4, size_t{1} << 16);
  RETURN_IF_ERROR(
      FromRocks(rocksdb::DB::Open(CarefulOptions({buffer, options_.block_cache_bytes, false}),
                                  changes_path, &changes),
                "preparing a rebuild"));
  return std::make_unique<RocksProjectionBuilder>(*this, options, number, changes_path,
                                                  std::move(generation),
                                                  std::unique_ptr<rocksdb::DB>(changes));
}

absl::Status RocksProjectionStore::SwitchTo(uint64_t number, SharedGeneration generation) {
  RETURN_IF_ERROR(SyncFolder(folder_));
  RETURN_IF_ERROR(
      WriteFileDurably(fmt::format("{}/{}", folder_, kGenerationFile), std::to_string(number)));
  SharedGeneration before;
  {
    MutexLock lock(mutex_);
    before = std::exchange(generation_, std::move(generation));
    number_ = number;
    has_failed_ = false;
  }
  before->Retire();
  return Load();
}

bool RocksProjectionStore::WaitForHead(Position position,
                                       std::chrono::steady_clock::time_point deadline) const {
  MutexLock lock(mutex_);
  while (head_ < position.value()) {
    if (!grown_.WaitUntil(mutex_, deadline)) return head_ >= position.value();
  }
  return true;
}

// The number in the file, 1 in a new store. DataLoss: the file or its generation is damaged.
absl::StatusOr<uint64_t> CurrentGeneration(const std::string& folder) {
  const std::string file = fmt::format("{}/{}", folder, kGenerationFile);
  const auto text = ReadWholeFile(file);
  if (absl::IsNotFound(text.status())) return uint64_t{1};
  if (!text.ok()) return text.status();
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number == 0) {
    return absl::DataLossError(fmt::format("{} does not hold the number of a generation", file));
  }
  if (!fs::exists(GenerationPath(folder, number))) {
    return absl::DataLossError(fmt::format("{} names generation {}, which is gone", file, number));
  }
  return number;
}

absl::Status RemoveLeftovers(const std::string& folder, uint64_t current) {
  std::error_code error;
  const std::string kept = fmt::format("{}{}", kGenerationPrefix, current);
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(kGenerationPrefix, 0) != 0 || name == kept) continue;
    std::error_code failed;
    fs::remove_all(entry.path(), failed);
    if (failed) {
      return absl::UnavailableError(
          fmt::format("cannot remove {}: {}", entry.path().string(), failed.message()));
    }
  }
  return error ? absl::UnavailableError(fmt::format("cannot list {}", folder)) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProjectionStore>> OpenRocksProjectionStore(
    const RocksProjectionOptions& options) {
  const std::string folder =
      fmt::format("{}/{}-v{}", options.parent_directory, options.name, options.schema_version);
  std::error_code ignored;  // PrepareFolder says what is wrong with the folder
  fs::create_directories(options.parent_directory, ignored);
  RETURN_IF_ERROR(PrepareFolder(folder, {"projection", options.schema_version}, /*create=*/true));
  ASSIGN_OR_RETURN(FolderLock lock, FolderLock::Take(folder));
  ASSIGN_OR_RETURN(const uint64_t number, CurrentGeneration(folder));
  RETURN_IF_ERROR(RemoveLeftovers(folder, number));
  ASSIGN_OR_RETURN(SharedGeneration generation,
                   ProjectionGeneration::Open(GenerationPath(folder, number), options));
  RETURN_IF_ERROR(
      WriteFileDurably(fmt::format("{}/{}", folder, kGenerationFile), std::to_string(number)));
  auto store = std::make_unique<RocksProjectionStore>(std::move(lock), options, folder, number,
                                                      std::move(generation));
  RETURN_IF_ERROR(store->Load());
  return store;
}

}  // namespace witan::storage
