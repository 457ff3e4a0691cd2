#include "storage/rocksdb/rocks_key_value_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_key_value_store.h"

namespace witan::storage {
namespace {

using testing::ElementsAre;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr SpaceIndex kFirst = 0;
constexpr SpaceIndex kSecond = 1;

// Both implementations keep the same contract.
class KeyValueContract : public testing::TestWithParam<bool> {
 protected:
  KeyValueContract() { Reopen(); }

  void Reopen() {
    if (GetParam()) {
      store_.reset();
      RocksKeyValueOptions options;
      options.directory = folder_ / "state";
      options.spaces = {"first", "second"};
      auto opened = OpenRocksKeyValueStore(options);
      ASSERT_TRUE(opened.ok()) << opened.status();
      store_ = *std::move(opened);
    } else if (store_ == nullptr) {
      store_ = std::make_unique<MemoryKeyValueStore>(2);
    }
  }

  void Put(SpaceIndex space, const std::string& key, const std::string& value) {
    KeyValueBatch batch;
    batch.Put(space, key, value);
    ASSERT_TRUE(store_->Write(batch, Durability::kSynced).ok());
  }

  static RowVisitor Collect(Pairs& into) {
    return [&into](std::string_view key, std::string_view value) {
      into.emplace_back(key, value);
      return true;
    };
  }

  TemporaryFolder folder_;
  std::unique_ptr<KeyValueStore> store_;
};

INSTANTIATE_TEST_SUITE_P(MemoryAndRocksDB, KeyValueContract, testing::Bool());

TEST_P(KeyValueContract, KeepsSpacesApart) {
  Put(kFirst, "k", "1");
  Put(kSecond, "k", "2");
  EXPECT_EQ(*store_->Get(kFirst, "k"), "1");
  EXPECT_EQ(*store_->Get(kSecond, "k"), "2");
  EXPECT_EQ(*store_->Get(kSecond, "absent"), std::nullopt);
}

TEST_P(KeyValueContract, BatchHappensTogetherAndDeletes) {
  Put(kFirst, "old", "1");
  KeyValueBatch batch;
  batch.Put(kFirst, "new", "2");
  batch.Delete(kFirst, "old");
  ASSERT_TRUE(store_->Write(batch, Durability::kBuffered).ok());
  EXPECT_THAT(*store_->MultiGet(kFirst, {"new", "old"}), ElementsAre("2", std::nullopt));
}

TEST_P(KeyValueContract, ScansAPrefixInOrder) {
  for (const char* key : {"b2", "a", "b1", "c", "b"}) Put(kFirst, key, key);
  Pairs rows;
  ASSERT_TRUE(store_->Scan(kFirst, KeyRange::Prefix("b"), Collect(rows)).ok());
  EXPECT_EQ(rows, (Pairs{{"b", "b"}, {"b1", "b1"}, {"b2", "b2"}}));
}

TEST_P(KeyValueContract, ScanStopsWhenTold) {
  for (const char* key : {"a", "b", "c"}) Put(kFirst, key, key);
  int seen = 0;
  ASSERT_TRUE(store_->Scan(kFirst, KeyRange{}, [&](auto, auto) { return ++seen < 2; }).ok());
  EXPECT_EQ(seen, 2);
}

TEST_P(KeyValueContract, SnapshotDoesNotSeeLaterWrites) {
  Put(kFirst, "k", "before");
  const auto snapshot = store_->Snapshot();
  Put(kFirst, "k", "after");
  Put(kFirst, "l", "after");
  EXPECT_EQ(*snapshot->Get(kFirst, "k"), "before");
  Pairs rows;
  ASSERT_TRUE(snapshot->Scan(kFirst, KeyRange{}, Collect(rows)).ok());
  EXPECT_EQ(rows, (Pairs{{"k", "before"}}));
}

TEST_P(KeyValueContract, EverythingIsThereAfterReopening) {
  Put(kFirst, "k", "1");
  Reopen();
  EXPECT_EQ(*store_->Get(kFirst, "k"), "1");
}

TEST(RocksKeyValueStore, CheckpointIsAStoreOfItsOwn) {
  TemporaryFolder folder;
  RocksKeyValueOptions options{.directory = folder / "state", .spaces = {"first"}};
  const auto store = *OpenRocksKeyValueStore(options);
  KeyValueBatch batch;
  batch.Put(0, "k", "1");
  ASSERT_TRUE(store->Write(batch, Durability::kBuffered).ok());
  ASSERT_TRUE(store->Checkpoint(folder / "copy").ok());
  options.directory = folder / "copy";
  const auto copy = OpenRocksKeyValueStore(options);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(*(*copy)->Get(0, "k"), "1");
}

TEST(RocksKeyValueStore, RefusesOtherSchemasSpacesAndUsers) {
  TemporaryFolder folder;
  RocksKeyValueOptions options{.directory = folder / "state", .spaces = {"first", "second"}};
  {
    const auto store = *OpenRocksKeyValueStore(options);
    EXPECT_TRUE(absl::IsAborted(OpenRocksKeyValueStore(options).status()));
  }
  options.schema_version = 2;
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenRocksKeyValueStore(options).status()));
  options.schema_version = 1;
  options.spaces = {"first"};
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenRocksKeyValueStore(options).status()));
}

}  // namespace
}  // namespace witan::storage
