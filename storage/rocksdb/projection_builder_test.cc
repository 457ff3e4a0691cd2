// What a builder leaves on disk is what live batches would have left, whatever its memory, and
// nothing of it shows before it is whole.

#include "storage/rocksdb/projection_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;

// A disk that has room for so many more bytes.
class SmallDisk final : public rocksdb::FileSystemWrapper {
 public:
  explicit SmallDisk(const std::shared_ptr<rocksdb::FileSystem>& base)
      : rocksdb::FileSystemWrapper(base) {}
  const char* Name() const override { return "SmallDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    auto made = target()->NewWritableFile(name, options, result, debug);
    if (made.ok()) *result = std::make_unique<File>(std::move(*result), room_);
    return made;
  }
  std::atomic<int64_t>& room() { return room_; }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile>&& file, std::atomic<int64_t>& room)
        : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), room_(room) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      if (!Takes(data.size())) return rocksdb::IOStatus::NoSpace("no space left");
      return rocksdb::FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo& check,
                             rocksdb::IODebugContext* debug) override {
      if (!Takes(data.size())) return rocksdb::IOStatus::NoSpace("no space left");
      return rocksdb::FSWritableFileOwnerWrapper::Append(data, options, check, debug);
    }

   private:
    bool Takes(size_t size) {
      return room_.fetch_sub(static_cast<int64_t>(size)) >= static_cast<int64_t>(size);
    }
    std::atomic<int64_t>& room_;
  };
  std::atomic<int64_t> room_ = int64_t{1} << 40;
};

// One thing that happens to one row; an empty `change` ends it.
struct Happening {
  uint64_t at;
  TableId table;
  std::string key;
  std::string change;
};

// The row grows by each change; its indexes and subjects follow from what it holds.
absl::StatusOr<std::optional<Row>> FoldText(TableId table, std::string_view /*key*/,
                                            const std::optional<Row>& before, Position /*at*/,
                                            std::string_view change) {
  if (change.empty()) return std::optional<Row>();
  Row row;
  row.value = before ? before->value : "";
  if (change != "same") row.value += change;
  if (row.value.size() > 60) row.value = row.value.substr(30);
  row.physical = row.value.substr(0, 3);
  row.indexes = {{static_cast<IndexId>(table * 4), row.value.substr(0, 2)},
                 {static_cast<IndexId>(table * 4 + 1), std::string("\0x", 2) + row.value}};
  row.subjects = {Uuid::NameBased(Uuid(), row.value.substr(0, 1)), Uuid::NameBased(Uuid(), "all")};
  return std::optional<Row>(std::move(row));
}

class ProjectionBuilderTest : public testing::Test {
 protected:
  ProjectionBuilderTest() {
    seed_ = std::random_device{}();
    random_.seed(seed_);
  }

  RocksProjectionOptions OptionsFor(const std::string& name) const {
    RocksProjectionOptions options;
    options.parent_directory = folder_.path();
    options.name = name;
    return options;
  }
  std::unique_ptr<ProjectionStore> Open(const std::string& name) const {
    auto store = OpenRocksProjectionStore(OptionsFor(name));
    WITAN_CHECK(store.ok(), "the store does not open");
    return *std::move(store);
  }

  // Over three epochs and many intervals of digests, so that every kind of key occurs.
  std::vector<Happening> SomeHappenings(int count) {
    std::vector<Happening> all;
    uint64_t at = 0;
    for (int i = 0; i < count; ++i) {
      at += 1 + random_() % (2 * 180'000 / static_cast<unsigned>(count));
      const auto roll = random_() % 20;
      std::string change(1 + random_() % 9, static_cast<char>('a' + random_() % 26));
      if (roll == 0) change.clear();
      if (roll == 1) change = "same";
      std::string key = fmt::format("row{}", random_() % 40);
      key[random_() % key.size()] = static_cast<char>(random_() % 3);  // bytes that are escaped
      all.push_back({at, static_cast<TableId>(1 + random_() % 3), key, change});
    }
    return all;
  }

  void Follow(ProjectionStore& store, const std::vector<Happening>& all) {
    auto batch = store.NewBatch();
    for (const Happening& one : all) {
      batch->At(Position(one.at));
      const auto before = batch->Get(one.table, one.key).value();
      auto row = FoldText(one.table, one.key, before, Position(one.at), one.change).value();
      if (row) {
        ASSERT_TRUE(batch->Put(one.table, one.key, *std::move(row)).ok());
      } else {
        ASSERT_TRUE(batch->Delete(one.table, one.key).ok());
      }
      batch->Append(1, fmt::format("{:09}", one.at), one.change);
      batch->Append(2, one.key, fmt::format("last {}", one.at));
      if (random_() % 10 != 0) continue;
      ASSERT_TRUE(store.Commit(std::move(batch), Position(one.at), "").ok());
      batch = store.NewBatch();
    }
    ASSERT_TRUE(store.Commit(std::move(batch), Position(all.back().at), "end").ok());
  }

  static absl::Status Build(ProjectionStore& store, const std::vector<Happening>& all,
                            size_t memory_bytes) {
    auto builder = store.NewBuilder({.memory_bytes = memory_bytes, .fold = FoldText});
    if (!builder.ok()) return builder.status();
    for (const Happening& one : all) {
      absl::Status added = (*builder)->Change(one.table, one.key, Position(one.at), one.change);
      if (added.ok()) {
        added = (*builder)->Append(1, fmt::format("{:09}", one.at), one.change);
      }
      if (added.ok()) added = (*builder)->Append(2, one.key, fmt::format("last {}", one.at));
      if (!added.ok()) return added;
    }
    return (*builder)->Finish(Position(all.back().at), "end");
  }

  // Every key and value of every family of a closed store.
  std::map<std::string, std::string> BytesOf(const std::string& name) const {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::directory_iterator(folder_ / (name + "-v1"))) {
      if (!entry.path().filename().string().starts_with("gen-")) continue;
      EXPECT_TRUE(bytes.empty()) << "a second generation was left";
      const std::vector<std::string> families = {"default", "live", "superseded", "appended"};
      std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
      for (const auto& family : families) descriptors.emplace_back(family, rocksdb::Options());
      std::vector<rocksdb::ColumnFamilyHandle*> handles;
      rocksdb::DB* opened = nullptr;
      WITAN_CHECK(rocksdb::DB::OpenForReadOnly(rocksdb::Options(), entry.path().string(),
                                               descriptors, &handles, &opened)
                      .ok(),
                  "a generation does not open");
      const std::unique_ptr<rocksdb::DB> db(opened);
      for (size_t i = 0; i < families.size(); ++i) {
        const std::unique_ptr<rocksdb::Iterator> rows(
            db->NewIterator(rocksdb::ReadOptions(), handles[i]));
        for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
          bytes[families[i] + " " + rows->key().ToString()] = rows->value().ToString();
        }
      }
      for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    }
    return bytes;
  }

  uint64_t seed_ = 0;
  std::mt19937_64 random_;
  TemporaryFolder folder_{TemporaryFolder::FastParent()};
};

TEST_F(ProjectionBuilderTest, LeavesTheSameBytesAsLiveBatchesWhateverItsMemory) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  const auto all = SomeHappenings(700);
  Follow(*Open("live"), all);
  const auto live = BytesOf("live");
  ASSERT_GT(live.size(), 3'000U);
  for (const size_t memory_bytes : {size_t{1} << 26, size_t{40'000}, size_t{1'000}}) {
    const std::string name = fmt::format("built{}", memory_bytes);
    ASSERT_TRUE(Build(*Open(name), all, memory_bytes).ok());
    EXPECT_TRUE(BytesOf(name) == live) << memory_bytes;
  }
}

TEST_F(ProjectionBuilderTest, TakesChangesInAnyOrder) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  auto all = SomeHappenings(400);
  Follow(*Open("live"), all);
  const auto store = Open("built");
  const auto builder = store->NewBuilder({.memory_bytes = 5'000, .fold = FoldText}).value();
  const Position head(all.back().at);
  // What is appended twice under one key counts by order: it goes first, as it came.
  for (const Happening& one : all) {
    ASSERT_TRUE(builder->Append(1, fmt::format("{:09}", one.at), one.change).ok());
    ASSERT_TRUE(builder->Append(2, one.key, fmt::format("last {}", one.at)).ok());
  }
  std::shuffle(all.begin(), all.end(), random_);
  for (const Happening& one : all) {
    ASSERT_TRUE(builder->Change(one.table, one.key, Position(one.at), one.change).ok());
  }
  ASSERT_TRUE(builder->Finish(head, "end").ok());
  const auto live = Open("live");
  const auto live_digests = live->OpenView(std::nullopt).value()->Digests().value();
  EXPECT_EQ(store->OpenView(std::nullopt).value()->Digests().value(), live_digests);
  for (uint64_t at = 0; at < head.value(); at += 7 * kDigestInterval) {
    EXPECT_EQ(store->OpenView(Position(at)).value()->Digests().value(),
              live->OpenView(Position(at)).value()->Digests().value());
  }
}

TEST_F(ProjectionBuilderTest, GoesOnLiveAfterARebuild) {
  const auto all = SomeHappenings(300);
  const auto half = std::vector<Happening>(all.begin(), all.begin() + 150);
  const auto rest = std::vector<Happening>(all.begin() + 150, all.end());
  Follow(*Open("live"), all);
  const auto store = Open("built");
  ASSERT_TRUE(Build(*store, half, 10'000).ok());
  Follow(*store, rest);
  EXPECT_EQ(store->OpenView(std::nullopt).value()->Digests().value(),
            Open("live")->OpenView(std::nullopt).value()->Digests().value());
}

TEST_F(ProjectionBuilderTest, CrashInTheMiddleLeavesTheServingRowsAndTheNextStartBeginsAnew) {
  const auto all = SomeHappenings(200);
  {
    const auto store = Open("store");
    Follow(*store, all);
    const auto builder = store->NewBuilder({.memory_bytes = 1'000, .fold = FoldText}).value();
    for (const Happening& one : all) {
      ASSERT_TRUE(builder->Change(one.table, one.key, Position(one.at), "other").ok());
    }
    fs::copy(folder_ / "store-v1", folder_ / "crashed-v1", fs::copy_options::recursive);
  }
  ASSERT_TRUE(fs::exists(folder_ / "crashed-v1/gen-2-runs"));
  const auto crashed = Open("crashed");
  EXPECT_FALSE(fs::exists(folder_ / "crashed-v1/gen-2-runs"));
  EXPECT_FALSE(fs::exists(folder_ / "crashed-v1/gen-2"));
  EXPECT_EQ(crashed->OpenView(std::nullopt).value()->Digests().value(),
            Open("store")->OpenView(std::nullopt).value()->Digests().value());
  EXPECT_TRUE(Build(*crashed, all, 1'000).ok());
}

TEST_F(ProjectionBuilderTest, DroppedBuilderLeavesNothingBehind) {
  const auto store = Open("store");
  {
    const auto builder = store->NewBuilder({.memory_bytes = 1, .fold = FoldText}).value();
    ASSERT_TRUE(builder->Change(1, "a", Position(1), "x").ok());
    ASSERT_TRUE(fs::exists(folder_ / "store-v1/gen-2-runs"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "store-v1/gen-2-runs"));
  EXPECT_FALSE(fs::exists(folder_ / "store-v1/gen-2"));
}

TEST_F(ProjectionBuilderTest, FailedFoldEndsTheRebuildWithItsOwnWords) {
  const auto store = Open("store");
  const RowFold fails = [](TableId, std::string_view, const std::optional<Row>&, Position,
                           std::string_view) -> absl::StatusOr<std::optional<Row>> {
    return absl::DataLossError("event 7 does not continue its record");
  };
  const auto builder = store->NewBuilder({.memory_bytes = 1'000, .fold = fails}).value();
  ASSERT_TRUE(builder->Change(1, "a", Position(1), "x").ok());
  const absl::Status failed = builder->Finish(Position(1), "");
  EXPECT_TRUE(absl::IsDataLoss(failed));
  EXPECT_EQ(std::string(failed.message()), "event 7 does not continue its record");
  EXPECT_EQ(store->head().value(), 0U);
}

// However far a rebuild gets before the disk is full, the rows that serve stay as they are.
TEST_F(ProjectionBuilderTest, FullDiskIsOneClearErrorAndTheOldRowsServeOn) {
  const auto disk = std::make_shared<SmallDisk>(rocksdb::FileSystem::Default());
  const auto env = rocksdb::NewCompositeEnv(disk);
  RocksProjectionOptions options = OptionsFor("store");
  options.env = env.get();
  const auto all = SomeHappenings(150);
  const auto store = *OpenRocksProjectionStore(options);
  Follow(*store, all);
  const auto before = store->OpenView(std::nullopt).value()->Digests().value();
  int refused = 0;
  for (int64_t room = 0;; room += 20'000) {
    disk->room() = room;
    const absl::Status built = Build(*store, all, 4'000);
    disk->room() = int64_t{1} << 40;
    EXPECT_EQ(store->OpenView(std::nullopt).value()->Digests().value(), before);
    if (built.ok()) break;
    ++refused;
    EXPECT_TRUE(absl::IsResourceExhausted(built)) << built;
    EXPECT_THAT(std::string(built.message()), testing::HasSubstr("no space left"));
  }
  EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace witan::storage
