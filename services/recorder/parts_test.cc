// The recorder's smaller parts: intake, cache, state writer, rows, databases on a disk.

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "services/recorder/base_state.h"
#include "services/recorder/intake.h"
#include "services/recorder/lru_cache.h"
#include "services/recorder/recorder.h"
#include "services/recorder/state_database.h"
#include "services/recorder/state_writer.h"
#include "services/recorder/testing/recorder_story.h"
#include "services/runtime/keys/database_key_table.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_key_value_store.h"
#include "storage/rocksdb/rocks_key_value_store.h"

namespace witan::recorder {
namespace {

using storage::TemporaryFolder;
using testing::HeldCommand;

// ---- intake

class IntakeTest : public ::testing::Test {
 protected:
  HeldCommand& Command() {
    commands_.push_back(std::make_unique<HeldCommand>(
        witan::command::v1::CommandHeader(), domain::Payload(), witan::auth::v1::Principal()));
    return *commands_.back();
  }
  std::vector<std::unique_ptr<HeldCommand>> commands_;
};

TEST_F(IntakeTest, TakesSingleCallsBeforeBulkInTheOrderOfArrival) {
  Intake intake(IntakeLimits{});
  PendingCommand& bulk = Command();
  PendingCommand& first = Command();
  PendingCommand& second = Command();
  intake.AddBulk(bulk, 1);
  intake.AddSingle(first, 1);
  intake.AddSingle(second, 1);
  EXPECT_EQ(intake.TakeBatch(), (std::vector<PendingCommand*>{&first, &second, &bulk}));
  EXPECT_TRUE(intake.empty());
}

TEST_F(IntakeTest, BoundsABatchByNumberAndBytes) {
  Intake intake(IntakeLimits{.batch_commands = 3, .batch_bytes = 100});
  for (int i = 0; i < 4; ++i) intake.AddSingle(Command(), 10);
  EXPECT_EQ(intake.TakeBatch().size(), 3U);
  intake.AddSingle(Command(), 80);
  intake.AddSingle(Command(), 20);
  EXPECT_EQ(intake.TakeBatch().size(), 2U);
  EXPECT_EQ(intake.TakeBatch().size(), 1U);
}

TEST_F(IntakeTest, TakesACommandThatIsLargerThanABatch) {
  Intake intake(IntakeLimits{.batch_bytes = 100});
  intake.AddSingle(Command(), 1'000);
  intake.AddSingle(Command(), 1);
  EXPECT_EQ(intake.TakeBatch().size(), 1U);
  EXPECT_EQ(intake.size(), 1U);
}

TEST_F(IntakeTest, IsFullWithAsManyAsMayWait) {
  Intake intake(IntakeLimits{.waiting_commands = 2});
  intake.AddSingle(Command(), 1);
  EXPECT_FALSE(intake.IsFull());
  intake.AddBulk(Command(), 1);
  EXPECT_TRUE(intake.IsFull());
}

// ---- cache

TEST(LruCache, ForgetsTheLeastRecentlyUsedThatMayGo) {
  LruCache<int, int> cache;
  for (int i = 0; i < 4; ++i) cache.Add(i, i, 10);
  cache.Find(0);
  cache.Trim(25, [](int) { return true; });
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_NE(cache.Peek(0), nullptr);
  EXPECT_NE(cache.Peek(3), nullptr);
  cache.SetWeight(0, 100);
  cache.Trim(50, [](int value) { return value != 3; });
  EXPECT_EQ(cache.size(), 2U) << "3 may not go yet, and stands before 0";
  EXPECT_EQ(cache.weight(), 110U);
}

// ---- what waits to be saved

double CpuSeconds() {
  timespec time = {};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

class UnsavedReferrers : public ::testing::Test {
 protected:
  // An event that opens a record and refers to `list_`.
  void Take(uint64_t position) {
    auto event = std::make_shared<domain::Event>();
    event->set_position(position);
    event->set_aggregate(list_.aggregate);
    StagedEvent staged;
    staged.event = std::move(event);
    staged.record = RecordAt(position);
    staged.number = position;
    staged.references = {list_.referred};
    staged.request.request = RecordAt(position);
    Overlay overlay;
    overlay.events.push_back(std::move(staged));
    base_.Take(overlay);
  }
  static Uuid RecordAt(uint64_t position) {
    std::string bytes(8, 'r');
    AppendBigEndian(bytes, position);
    return *Uuid::FromBytes(bytes);
  }

  storage::MemoryKeyValueStore store_{4};
  StateDatabase database_{store_};
  BaseState base_{database_, BaseStateLimits{}};
  const ReferenceList list_{Uuid::Random(), witan::options::v1::AGGREGATE_ACTION};
};

TEST_F(UnsavedReferrers, AreForgottenUpToWhatIsSaved) {
  for (uint64_t position = 1; position <= 5; ++position) Take(position);
  base_.Trim(3);
  EXPECT_EQ(base_.Referrers(list_), (std::vector<Referrer>{{4, RecordAt(4)}, {5, RecordAt(5)}}));
}

TEST_F(UnsavedReferrers, OfOneRecordAreForgottenInTimeThatDoesNotGrowWithTheirNumber) {
  constexpr uint64_t kEvents = 40'000;
  for (uint64_t position = 1; position <= kEvents; ++position) Take(position);
  const double before = CpuSeconds();
  for (uint64_t position = 1; position <= kEvents; ++position) base_.Trim(position);
  EXPECT_LT(CpuSeconds() - before, 2.0);
  EXPECT_TRUE(base_.Referrers(list_).empty());
}

TEST_F(UnsavedReferrers, BeyondTheMostThatAreAskedForLeaveTheOldest) {
  const uint64_t most = domain::World::kMostReferring;
  for (uint64_t position = 2; position <= most + 2; ++position) Take(position);
  EXPECT_EQ(base_.Referrers(list_).size(), most);
  EXPECT_EQ(base_.Referrers(list_).back().number, most + 1);
  Take(1);
  EXPECT_EQ(base_.Referrers(list_).size(), most);
  EXPECT_EQ(base_.Referrers(list_).front().number, 1U);
  EXPECT_EQ(base_.Referrers(list_).back().number, most);
}

// ---- the state writer

// Refuses to write when told to.
class FaultyStore final : public storage::KeyValueStore {
 public:
  absl::Status Write(const storage::KeyValueBatch& batch, storage::Durability durability) override {
    if (fails) return absl::ResourceExhaustedError("the disk is full");
    return store_.Write(batch, durability);
  }
  absl::StatusOr<std::optional<std::string>> Get(storage::SpaceIndex space,
                                                 std::string_view key) const override {
    return store_.Get(space, key);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      storage::SpaceIndex space, const std::vector<std::string>& keys) const override {
    return store_.MultiGet(space, keys);
  }
  absl::Status Scan(storage::SpaceIndex space, const storage::KeyRange& range,
                    const storage::RowVisitor& visit) const override {
    return store_.Scan(space, range, visit);
  }
  std::unique_ptr<storage::KeyValueSnapshot> Snapshot() const override { return store_.Snapshot(); }
  absl::Status Sync() override { return absl::OkStatus(); }
  absl::Status Rewrite() override {
    ++rewrites;
    return rewrite_fails ? absl::UnavailableError("cut off") : absl::OkStatus();
  }
  absl::Status Checkpoint(const std::string& directory) override {
    return store_.Checkpoint(directory);
  }

  std::atomic<bool> fails = false;
  std::atomic<bool> rewrite_fails = false;
  std::atomic<int> rewrites = 0;

 private:
  storage::MemoryKeyValueStore store_{4};
};

using runtime::DatabaseKeyTable;

TEST(KeyStoreFiles, AreWrittenAnewAfterAKeyWasDestroyedAlsoWhenThatWasCutOff) {
  FaultyStore store;
  store.rewrite_fails = true;
  ASSERT_TRUE((*DatabaseKeyTable::Open(store))->Destroy(Uuid::Random().ToString()).ok());
  EXPECT_EQ(store.rewrites, 1);
  store.rewrite_fails = false;
  ASSERT_TRUE(DatabaseKeyTable::Open(store).ok());
  EXPECT_EQ(store.rewrites, 2);
  ASSERT_TRUE(DatabaseKeyTable::Open(store).ok());
  EXPECT_EQ(store.rewrites, 2) << "nothing was left to write over";
}

ConfirmedBatch BatchAt(uint64_t position) {
  ConfirmedBatch batch;
  batch.cursor.position = Position(position);
  return batch;
}

TEST(StateWriter, TellsWhatIsSaved) {
  storage::MemoryKeyValueStore store(4);
  StateWriter writer(store, 7, StateWriterLimits{});
  EXPECT_EQ(writer.saved(), 7U);
  for (uint64_t i = 8; i <= 100; ++i) ASSERT_TRUE(writer.Add(BatchAt(i)).ok());
  ASSERT_TRUE(writer.Flush().ok());
  EXPECT_EQ(writer.saved(), 100U);
  EXPECT_EQ(StateDatabase(store).LoadCursor()->position, Position(100));
  EXPECT_EQ(writer.backlog_bytes(), 0U);
}

TEST(StateWriter, WritesWhatWaitsBeforeItEnds) {
  storage::MemoryKeyValueStore store(4);
  {
    StateWriter writer(store, 0, StateWriterLimits{.write_bytes = 1});
    for (uint64_t i = 1; i <= 100; ++i) ASSERT_TRUE(writer.Add(BatchAt(i)).ok());
  }
  EXPECT_EQ(StateDatabase(store).LoadCursor()->position, Position(100));
}

TEST(StateWriter, SaysThatItFailedAndWritesNoMore) {
  FaultyStore store;
  StateWriter writer(store, 0, StateWriterLimits{});
  store.fails = true;
  ASSERT_TRUE(writer.Add(BatchAt(1)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(writer.Flush()));
  store.fails = false;
  EXPECT_TRUE(absl::IsResourceExhausted(writer.Add(BatchAt(2))));
  EXPECT_EQ(writer.saved(), 0U);
}

// ---- rows

TEST(StateRows, ComeBackAsTheyWere) {
  RequestRow row;
  row.command_digest = Sha256("command");
  row.record = Uuid::Random();
  row.version = 3;
  const std::string bytes = EncodeRequestRow(row);
  const auto decoded = DecodeRequestRow(bytes);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->command_digest, row.command_digest);
  EXPECT_EQ(decoded->record, row.record);
  EXPECT_EQ(decoded->version, 3U);
  EXPECT_TRUE(absl::IsDataLoss(DecodeRequestRow(bytes + "x").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeRequestRow(bytes.substr(1)).status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeReferrer("short", row.record.ToBytes()).status()));
}

TEST(StateRows, RequestIdsOfSubjectsWithoutAnOrganisationStayApart) {
  witan::auth::v1::Principal one;
  witan::auth::v1::Principal two;
  one.set_subject("one");
  two.set_subject("two");
  const Uuid request = Uuid::Random();
  EXPECT_NE(RequestKeyOf(one, request), RequestKeyOf(two, request));
  EXPECT_EQ(RequestKeyOf(one, request), RequestKeyOf(one, request));
}

// ---- on a disk

class StoresTest : public ::testing::Test {
 protected:
  absl::Status Open() {
    stores_ = {};
    ASSIGN_OR_RETURN(stores_, OpenRecorderStores(folders_));
    return absl::OkStatus();
  }

  TemporaryFolder folder_;
  RecorderFolders folders_{folder_ / "recorder", folder_ / "keys", folder_ / "master.key"};
  RecorderStores stores_;
};

TEST_F(StoresTest, AreMadeAndFoundAgain) {
  ASSERT_TRUE(Open().ok());
  const std::string wrapped = *stores_.master_key->Wrap("name", "key");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(*stores_.master_key->Unwrap("name", wrapped), "key");
}

TEST_F(StoresTest, AMasterKeyThatIsGoneIsNotReplaced) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(stores_.keys->Add({{"name", *stores_.master_key->Wrap("name", "key")}}).ok());
  ASSERT_EQ(::unlink(folders_.master_key.c_str()), 0);
  const absl::Status opened = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(opened));
  EXPECT_NE(opened.ToString().find(folders_.master_key), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folders_.master_key));
}

TEST_F(StoresTest, AreOpenedByOneProcessOnly) {
  ASSERT_TRUE(Open().ok());
  EXPECT_FALSE(OpenRecorderStores(folders_).ok());
}

TEST_F(StoresTest, OfANewerVersionAreRefused) {
  storage::RocksKeyValueOptions newer;
  newer.directory = folders_.state;
  newer.spaces = StateSpaces();
  newer.schema_version = kStateSchemaVersion + 1;
  ASSERT_TRUE(storage::OpenRocksKeyValueStore(newer).ok());
  const absl::Status opened = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(opened)) << opened;
  EXPECT_NE(opened.ToString().find(folders_.state), std::string::npos);
}

TEST_F(StoresTest, WhereAFileStandsInTheWayAreRefused) {
  std::ofstream(folders_.keys) << "no folder";
  const absl::Status opened = Open();
  EXPECT_FALSE(opened.ok());
  EXPECT_NE(opened.ToString().find(folders_.keys), std::string::npos) << opened;
}

}  // namespace
}  // namespace witan::recorder
