#include "storage/rocksdb/rocks_projection_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/folder.h"
#include "storage/rocksdb/projection_batch.h"
#include "storage/rocksdb/projection_builder.h"
#include "storage/rocksdb/projection_generation.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;

// On disk: do not change.
constexpr std::string_view kGenerationFile = "GENERATION";
constexpr std::string_view kGenerationPrefix = "gen-";
constexpr std::string_view kRunsSuffix = "-runs";

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
  const std::string run_directory = path + std::string(kRunsSuffix);
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) fs::remove_all(run_directory, error);
  if (!error) fs::create_directory(run_directory, error);
  if (error) {
    return absl::UnavailableError(
        fmt::format("cannot make room for a rebuild in {}: {}", path, error.message()));
  }
  ASSIGN_OR_RETURN(SharedGeneration generation, ProjectionGeneration::Open(path, options_));
  return std::make_unique<RocksProjectionBuilder>(ProjectionBuild{
      .options = options,
      .store = options_,
      .run_directory = run_directory,
      .generation = generation,
      .switch_over = [this, number, generation] { return SwitchTo(number, generation); }});
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
