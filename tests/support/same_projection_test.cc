#include "tests/support/same_projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/runtime/projector/layout.h"
#include "storage/memory/memory_projection_store.h"
#include "tests/support/failures.h"

namespace witan::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

// A projection of one row that holds since a position.
std::unique_ptr<storage::ProjectionStore> StoreOf(const storage::Row& row, uint64_t since = 7,
                                                  uint64_t head = 9) {
  auto store = std::make_unique<storage::MemoryProjectionStore>();
  auto batch = store->NewBatch();
  batch->At(Position(since));
  const auto table = projector::TableOf(witan::options::v1::AGGREGATE_DECISION);
  EXPECT_TRUE(batch->Put(table, "0123456789abcdef", row).ok());
  EXPECT_TRUE(store->Commit(std::move(batch), Position(head), "cursor").ok());
  return store;
}

class SameProjection : public ::testing::Test {
 protected:
  std::string FailuresAgainst(const storage::ProjectionStore& other) {
    return FailuresOf([&] { ExpectSameProjection(*StoreOf(row_), other); });
  }

  const storage::Row row_{
      .value = "value",
      .physical = "beside",
      .indexes = {{.index = projector::IndexOf(witan::options::v1::AGGREGATE_DECISION,
                                               projector::IndexKind::kByDate),
                   .key = "key"}},
      .subjects = {Uuid()}};
};

TEST_F(SameProjection, IsSilentWhereBothHoldTheSame) {
  EXPECT_EQ(FailuresAgainst(*StoreOf(row_)), "");
}

TEST_F(SameProjection, SeesEachPartOfARowThatDiffers) {
  std::vector<storage::Row> others(4, row_);
  others[0].value = "another";
  others[1].physical = "another";
  others[2].indexes[0].key = "another";
  others[3].subjects[0] = Uuid::Random();
  for (size_t i = 0; i < others.size(); ++i) {
    EXPECT_THAT(FailuresAgainst(*StoreOf(others[i])), Not(IsEmpty())) << i;
  }
}

TEST_F(SameProjection, SeesARowThatHoldsSinceAnotherPosition) {
  EXPECT_THAT(FailuresAgainst(*StoreOf(row_, 8)), Not(IsEmpty()));
}

TEST_F(SameProjection, SeesAProjectionThatStandsElsewhere) {
  EXPECT_THAT(FailuresAgainst(*StoreOf(row_, 7, 10)), Not(IsEmpty()));
}

}  // namespace
}  // namespace witan::testing
