// The projection on the store that serves in earnest: following, building anew and starting again
// end with the same rows.

#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/projector/projected_world.h"
#include "services/runtime/projector/projector.h"
#include "services/runtime/projector/testing/recorded_log.h"
#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_projection_store.h"
#include "storage/rocksdb/rocks_projection_store.h"

namespace witan::projector {
namespace {

using domain::testing::GovernedSystem;
using storage::MemoryProjectionStore;
using testing::RecordedLog;

class RocksProjectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<storage::ProjectionStore> Open(uint32_t schema_version = kSchemaVersion) {
    auto store = storage::OpenRocksProjectionStore(
        {.parent_directory = folder.path(), .name = "oversight", .schema_version = schema_version});
    EXPECT_TRUE(store.ok()) << std::string(store.status().message());
    return store.ok() ? std::move(*store) : nullptr;
  }

  static std::vector<storage::DigestEntry> DigestsOf(storage::ProjectionStore& store) {
    const auto view = store.OpenView(std::nullopt);
    return view.ok() ? (*view)->Digests().value() : std::vector<storage::DigestEntry>();
  }

  GovernedSystem system;
  RecordedLog log;
  storage::TemporaryFolder folder;
};

TEST_F(RocksProjectionTest, FollowingAndBuildingAnewGiveEqualDigests) {
  const auto store = Open();
  ASSERT_NE(store, nullptr);
  Projector projector(log.log(), *store, log.clock(), {}, [] {});
  ASSERT_TRUE(projector.CatchUp().ok());  // built from the log's own records alone
  log.Append(system.world);
  ASSERT_TRUE(projector.CatchUp().ok());  // followed
  const auto live = DigestsOf(*store);
  ASSERT_FALSE(live.empty());
  projector.Rebuild();
  const absl::Status rebuilt = projector.CatchUp();
  ASSERT_TRUE(rebuilt.ok()) << std::string(rebuilt.message());
  EXPECT_EQ(DigestsOf(*store), live);
  system.Approve("After the rebuild");
  log.Append(system.world);
  ASSERT_TRUE(projector.CatchUp().ok());
  EXPECT_NE(DigestsOf(*store), live);
}

TEST_F(RocksProjectionTest, RowsAreThoseOfAnyOtherStoreAtEveryMoment) {
  const auto store = Open();
  ASSERT_NE(store, nullptr);
  MemoryProjectionStore memory;
  Projector rocks(log.log(), *store, log.clock(), {}, [] {});
  Projector plain(log.log(), memory, log.clock(), {}, [] {});
  ASSERT_TRUE(rocks.CatchUp().ok());
  log.Append(system.world);
  ASSERT_TRUE(rocks.CatchUp().ok());
  ASSERT_TRUE(plain.CatchUp().ok());
  for (uint64_t position = 3; position <= log.end(); position += 5) {
    const auto a = store->OpenView(Position(position)).value();
    const auto b = memory.OpenView(Position(position)).value();
    for (const Aggregate kind : AllAggregates()) {
      const storage::IndexScan scan{.index = IndexOf(kind, IndexKind::kByReference),
                                    .begin = "",
                                    .end = "",
                                    .start_after = std::nullopt,
                                    .limit = 10'000};
      EXPECT_EQ(a->ScanIndex(scan).value(), b->ScanIndex(scan).value()) << position;
      const storage::RowScan rows{.table = TableOf(kind),
                                  .begin = "",
                                  .end = "",
                                  .start_after = std::nullopt,
                                  .limit = 10'000};
      const auto of_rocks = a->Scan(rows).value();
      const auto of_memory = b->Scan(rows).value();
      ASSERT_EQ(of_rocks.size(), of_memory.size()) << position;
      for (size_t i = 0; i < of_rocks.size(); ++i) {
        EXPECT_EQ(of_rocks[i].key, of_memory[i].key);
        EXPECT_EQ(of_rocks[i].from, of_memory[i].from);
        EXPECT_EQ(of_rocks[i].value, of_memory[i].value);
      }
    }
  }
}

TEST_F(RocksProjectionTest, GoesOnWhereItStoodAndBuildsANewSchemaBesideTheOld) {
  log.Append(system.world);
  std::vector<storage::DigestEntry> before;
  {
    const auto store = Open();
    ASSERT_NE(store, nullptr);
    Projector projector(log.log(), *store, log.clock(), {}, [] {});
    ASSERT_TRUE(projector.CatchUp().ok());
    before = DigestsOf(*store);
  }
  const auto again = Open();
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->head().value(), log.end());
  Projector follows(log.log(), *again, log.clock(), {}, [] {});
  ASSERT_TRUE(follows.CatchUp().ok());
  EXPECT_EQ(follows.status().builds, 0U);
  const auto newer = Open(kSchemaVersion + 1);
  ASSERT_NE(newer, nullptr);
  EXPECT_EQ(newer->head().value(), 0U);
  Projector builds(log.log(), *newer, log.clock(), {}, [] {});
  ASSERT_TRUE(builds.CatchUp().ok());
  EXPECT_EQ(builds.status().builds, 1U);
  EXPECT_EQ(DigestsOf(*newer), before);
  EXPECT_EQ(DigestsOf(*again), before);
}

}  // namespace
}  // namespace witan::projector
