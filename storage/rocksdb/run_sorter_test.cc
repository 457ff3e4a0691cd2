#include "storage/rocksdb/run_sorter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/folder.h"

namespace witan::storage {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

class RunSorterTest : public testing::Test {
 protected:
  // Three in four keys come more than once.
  Pairs SomePairs(size_t count) {
    Pairs pairs;
    for (size_t i = 0; i < count; ++i) {
      std::string key(random_() % 12, 'k');
      key += std::to_string(random_() % (count / 4));
      pairs.emplace_back(key, std::to_string(i) + std::string(random_() % 90, 'v'));
    }
    return pairs;
  }

  absl::StatusOr<Pairs> Sorted(RunSorter& sorter, const Pairs& pairs) {
    for (const auto& [key, value] : pairs) {
      const absl::Status added = sorter.Add(key, value);
      if (!added.ok()) return added;
    }
    return Rest(sorter);
  }

  static absl::StatusOr<Pairs> Rest(RunSorter& sorter) {
    auto sorted = sorter.Finish();
    if (!sorted.ok()) return sorted.status();
    Pairs result;
    while (true) {
      const auto pair = (*sorted)->Next();
      if (!pair.ok()) return pair.status();
      if (!*pair) return result;
      result.emplace_back((*pair)->key, (*pair)->value);
    }
  }

  static Pairs Expected(Pairs pairs) {
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return pairs;
  }

  TemporaryFolder folder_;
  rocksdb::Env& env_ = *rocksdb::Env::Default();
  std::mt19937 random_{7};
};

TEST_F(RunSorterTest, SortsInMemoryWithoutAFile) {
  RunSorter sorter(env_, folder_ / "run", size_t{1} << 20);
  const Pairs pairs = SomePairs(1'000);
  EXPECT_EQ(*Sorted(sorter, pairs), Expected(pairs));
  EXPECT_EQ(sorter.runs_written(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(RunSorterTest, MergesRunsAndKeepsTheOrderOfEqualKeys) {
  RunSorter sorter(env_, folder_ / "run", size_t{300} << 10);  // four at once
  const Pairs pairs = SomePairs(20'000);
  EXPECT_EQ(*Sorted(sorter, pairs), Expected(pairs));
  EXPECT_GT(sorter.runs_written(), 4U);
}

TEST_F(RunSorterTest, MergesInSeveralPassesWhereManyRunsAreWrittenWithTinyMemory) {
  RunSorter sorter(env_, folder_ / "run", 2'000);
  const Pairs pairs = SomePairs(1'000);
  EXPECT_EQ(*Sorted(sorter, pairs), Expected(pairs));
  EXPECT_GT(sorter.runs_written(), 64U);
}

TEST_F(RunSorterTest, TakesAPairLongerThanItsMemoryAndABlock) {
  RunSorter sorter(env_, folder_ / "run", 100);
  const Pairs pairs = {{"b", std::string(200'000, 'x')}, {"", ""}, {"a", std::string(99, '\0')}};
  EXPECT_EQ(*Sorted(sorter, pairs), Expected(pairs));
}

TEST_F(RunSorterTest, NothingIsSortedToNothing) {
  RunSorter sorter(env_, folder_ / "run", 100);
  EXPECT_TRUE(Sorted(sorter, {})->empty());
}

TEST_F(RunSorterTest, LeavesNoFileBehind) {
  {
    RunSorter sorter(env_, folder_ / "run", 2'000);
    ASSERT_TRUE(Sorted(sorter, SomePairs(1'000)).ok());
    EXPECT_FALSE(std::filesystem::is_empty(folder_.path()));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

// Every byte of a run counts: lengths, checksums and pairs.
TEST_F(RunSorterTest, NoticesADamagedOrShortenedRun) {
  const Pairs pairs = SomePairs(20);
  for (const bool cuts : {false, true}) {
    for (size_t place = 0; place < 400; place += 7) {
      RunSorter sorter(env_, folder_ / "run", 600);
      for (const auto& [key, value] : pairs) ASSERT_TRUE(sorter.Add(key, value).ok());
      const std::string path = folder_ / "run-1";
      std::string bytes = *ReadWholeFile(path);
      ASSERT_GT(bytes.size(), 400U);
      cuts ? bytes.resize(place) : void(bytes[place] = static_cast<char>(bytes[place] ^ 4));
      std::ofstream(path, std::ios::binary) << bytes;
      EXPECT_TRUE(absl::IsDataLoss(Rest(sorter).status())) << cuts << " " << place;
    }
  }
}

}  // namespace
}  // namespace witan::storage
