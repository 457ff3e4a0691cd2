// The same random changes to the store in memory and the one on RocksDB: every answer is equal,
// live, after reopening, from views that were opened long before, and after a rebuild.
//
//   WITAN_PROJECTIONS_SEED=17 projection_comparison_test   the runs that begin with this seed

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "storage/contract/temporary_folder.h"
#include "storage/memory/memory_projection_store.h"
#include "storage/rocksdb/rocks_projection_store.h"
#include "tests/projections/changes.h"
#include "tests/projections/questions.h"

namespace witan::projections {
namespace {

using storage::MemoryProjectionStore;
using storage::ProjectionBatch;
using storage::ProjectionStore;
using storage::ProjectionView;
using storage::TableId;
using testing::Dice;

constexpr int kStores = 26;
constexpr int kSequencesPerStore = 40;  // 1,040 in all
constexpr int kQuestions = 10;
constexpr size_t kViewsHeld = 3;

uint64_t FirstSeed() {
  const char* const text = std::getenv("WITAN_PROJECTIONS_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

// Mostly the next position; sometimes far away, over checkpoints of digests and epochs of history.
uint64_t RandomStep(Dice& dice) {
  const uint64_t kind = dice.Below(100);
  if (kind < 50) return 1;
  if (kind < 80) return dice.Between(1, 10);
  if (kind < 95) return dice.Between(1, 5'000);
  return dice.Between(60'000, 140'000);
}

// One store of each kind, and what was done to them.
class Pair final {
 public:
  explicit Pair(uint64_t seed) : dice_(seed), seed_(seed) { OpenRocks(); }

  // A batch of changes, perhaps a reopening, then questions.
  void RunSequence() {
    Change();
    Hold();
    if (dice_.Chance(60)) {
      held_.clear();
      OpenRocks();
    }
    EXPECT_EQ(rocks_->head(), memory_->head()) << Where();
    EXPECT_EQ(rocks_->cursor(), memory_->cursor()) << Where();
    for (int i = 0; i < 3; ++i) CompareAt(RandomPosition(), *rocks_, *memory_);
    for (const auto& [rocks, memory] : held_) Compare(*rocks, *memory);
  }

  // A rebuild from everything that was done, in any order, is what grew live.
  void CompareRebuilt() {
    held_.clear();
    const storage::TemporaryFolder folder;
    const auto built_rocks = OpenIn(folder);
    MemoryProjectionStore built_memory;
    Rebuild(*built_rocks);
    Rebuild(built_memory);
    for (int i = 0; i < 4; ++i) {
      const Position position = RandomPosition();
      CompareAt(position, *built_rocks, *memory_);
      CompareAt(position, *rocks_, built_memory);
    }
  }

 private:
  struct Views {
    std::unique_ptr<ProjectionView> rocks, memory;
  };
  struct Batches {
    std::unique_ptr<ProjectionBatch> rocks, memory;
  };

  std::string Where() const {
    return "seed " + std::to_string(seed_) +
           ": repeat it with WITAN_PROJECTIONS_SEED=" + std::to_string(seed_);
  }

  static std::unique_ptr<ProjectionStore> OpenIn(const storage::TemporaryFolder& folder) {
    auto store =
        storage::OpenRocksProjectionStore({.parent_directory = folder.path(), .name = "views"});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  void OpenRocks() {
    rocks_.reset();
    rocks_ = OpenIn(folder_);
    ASSERT_NE(rocks_, nullptr) << Where();
  }

  Position RandomPosition() {
    const uint64_t head = memory_->head().value();
    if (dice_.Chance(300)) return Position(head);
    const uint64_t position = dice_.Below(head + 1);
    return Position(dice_.Chance(400) ? position - position % storage::kDigestInterval : position);
  }

  void Change() {
    Batches batches{rocks_->NewBatch(), memory_->NewBatch()};
    uint64_t at = memory_->head().value();
    for (uint64_t positions = dice_.Below(6); positions > 0; --positions) {
      at += RandomStep(dice_);
      batches.rocks->At(Position(at));
      batches.memory->At(Position(at));
      for (uint64_t changes = dice_.Between(1, 4); changes > 0; --changes) {
        ChangeRow(batches, Position(at));
      }
      if (dice_.Chance(400)) AppendEntry(batches);
    }
    const Position head(at + (dice_.Chance(300) ? RandomStep(dice_) : 0));
    const std::string cursor = RandomKey(dice_);
    const absl::Status rocks = rocks_->Commit(std::move(batches.rocks), head, cursor);
    EXPECT_TRUE(rocks.ok()) << rocks << " " << Where();
    EXPECT_TRUE(memory_->Commit(std::move(batches.memory), head, cursor).ok()) << Where();
  }

  void ChangeRow(const Batches& batches, Position at) {
    const TableId table = RandomTable(dice_);
    const std::string key = RandomKey(dice_);
    const auto before = batches.rocks->Get(table, key);
    ASSERT_TRUE(before.ok()) << before.status() << " " << Where();
    ASSERT_EQ(ToText(*before), ToText(*batches.memory->Get(table, key))) << Where();
    const bool is_first = changed_.emplace(table, key, at.value()).second;
    Record::Change change;
    if (is_first && dice_.Chance(400)) {
      change.change = dice_.Chance(200) ? "" : RandomKey(dice_);
      change.row = *Fold(table, key, *before, at, *change.change);
    } else if (dice_.Chance(800)) {
      // Now and then the row as it stands, which changes nothing.
      change.row = before->has_value() && dice_.Chance(150) ? *before : RandomRow(dice_, table);
    }
    for (ProjectionBatch* batch : {batches.rocks.get(), batches.memory.get()}) {
      const absl::Status done =
          change.row ? batch->Put(table, key, *change.row) : batch->Delete(table, key);
      ASSERT_TRUE(done.ok()) << done << " " << Where();
    }
    record_.Note(table, key, at, std::move(change));
  }

  void AppendEntry(const Batches& batches) {
    const auto area = static_cast<storage::AreaId>(1 + dice_.Below(kAreas));
    const std::string key = RandomKey(dice_);
    if (record_.HasAppended(area, key)) return;  // entries are never changed
    const std::string value = RandomKey(dice_);
    batches.rocks->Append(area, key, value);
    batches.memory->Append(area, key, value);
    record_.NoteAppended(area, key, value);
  }

  // Keeps a pair of views, which answer the same whatever comes later.
  void Hold() {
    if (!dice_.Chance(300)) return;
    const Position position = RandomPosition();
    held_.push_back({*rocks_->OpenView(position), *memory_->OpenView(position)});
    if (held_.size() > kViewsHeld) held_.pop_front();
  }

  void CompareAt(Position position, const ProjectionStore& one, const ProjectionStore& other) {
    const auto a = one.OpenView(position);
    const auto b = other.OpenView(position);
    ASSERT_TRUE(a.ok() && b.ok()) << Where();
    Compare(**a, **b);
    const Position beyond(one.head().value() + dice_.Between(1, 3));
    EXPECT_EQ(one.OpenView(beyond).status().code(), other.OpenView(beyond).status().code());
  }

  void Compare(const ProjectionView& one, const ProjectionView& other) {
    for (int i = 0; i < kQuestions; ++i) {
      const Dice question(dice_.Next());
      ASSERT_EQ(Ask(one, question), Ask(other, question)) << Where();
    }
  }

  void Rebuild(ProjectionStore& store) {
    auto builder = store.NewBuilder({.memory_bytes = 1'000, .fold = &Fold});
    ASSERT_TRUE(builder.ok()) << builder.status() << " " << Where();
    const absl::Status replayed = record_.Replay(**builder, dice_);
    ASSERT_TRUE(replayed.ok()) << replayed << " " << Where();
    const absl::Status finished = (*builder)->Finish(memory_->head(), memory_->cursor());
    ASSERT_TRUE(finished.ok()) << finished << " " << Where();
  }

  Dice dice_;
  const uint64_t seed_;
  const storage::TemporaryFolder folder_;
  std::unique_ptr<ProjectionStore> rocks_;
  std::unique_ptr<ProjectionStore> memory_ = std::make_unique<MemoryProjectionStore>();
  Record record_;
  std::set<std::tuple<TableId, std::string, uint64_t>> changed_;
  std::deque<Views> held_;  // last: views go before the stores
};

TEST(ProjectionStores, AnswerEveryQuestionAlikeAfterTheSameChanges) {
  std::cout << "seeds " << FirstSeed() << " to " << FirstSeed() + kStores - 1 << "\n";
  for (uint64_t seed = FirstSeed(); seed < FirstSeed() + kStores && !HasFailure(); ++seed) {
    Pair pair(seed);
    for (int i = 0; i < kSequencesPerStore && !HasFailure(); ++i) pair.RunSequence();
    if (!HasFailure()) pair.CompareRebuilt();
  }
}

}  // namespace
}  // namespace witan::projections
