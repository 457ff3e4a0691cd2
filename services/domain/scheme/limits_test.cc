// Limits: what they hold, over what they are counted, and how amounts are written.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "services/domain/scheme/scheme.h"
#include "services/domain/testing/governed_system.h"

namespace witan::domain {
namespace {

using testing::GovernedSystem;
using ::testing::HasSubstr;
using witan::common::v1::Value;
using namespace witan::scheme::v1;  // the schema under test

Value Revenue(int64_t pence) {
  Value value;
  value.mutable_revenue()->set_pence(pence);
  return value;
}

TEST(CheckLimit, R18_HoldsUpToAndIncludingTheLimit) {
  const Limit limit = GovernedSystem::PerDecision(25'000'000);
  EXPECT_TRUE(CheckLimit(limit, Revenue(25'000'000), {}).held);
  const LimitCheck over = CheckLimit(limit, Revenue(25'000'001), {});
  EXPECT_FALSE(over.held);
  EXPECT_EQ(over.sentence, "£250,000.01 revenue is over the limit of £250,000 for one decision.");
}

TEST(CheckLimit, R18_RefusesWhatWasUsedBeforeToBeForgotten) {
  Limit limit = GovernedSystem::PerDecision(25'000'000);
  limit.set_basis(LIMIT_BASIS_PER_COMMITMENT);
  EXPECT_TRUE(CheckLimit(limit, Revenue(5'000'000), Revenue(20'000'000)).held);
  const LimitCheck over = CheckLimit(limit, Revenue(5'000'001), Revenue(20'000'000));
  EXPECT_FALSE(over.held);
  EXPECT_THAT(over.sentence, HasSubstr("with £200,000 used before"));
}

TEST(CheckLimit, ScalesALimitPerHeadByItsPopulation) {
  Limit limit = GovernedSystem::PerDecision(10'000'000);
  limit.set_basis(LIMIT_BASIS_PER_100000_PEOPLE);
  limit.set_population(250'000);
  EXPECT_TRUE(CheckLimit(limit, Revenue(25'000'000), {}).held);
  EXPECT_FALSE(CheckLimit(limit, Revenue(25'000'001), {}).held);
}

TEST(CheckLimit, NeverOverflows) {
  Limit limit = GovernedSystem::PerDecision(100'000'000'000'000);
  limit.set_basis(LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE);
  limit.set_population(std::numeric_limits<uint64_t>::max());
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  EXPECT_TRUE(CheckLimit(limit, Revenue(kMost / 10'000), Revenue(0)).held);
  EXPECT_FALSE(CheckLimit(GovernedSystem::PerDecision(1), Revenue(kMost), Revenue(kMost)).held);
  EXPECT_EQ(Sum(Revenue(kMost), Revenue(kMost)).revenue().pence(), kMost);
}

TEST(CheckLimit, NamesALimitThatIsNotRecorded) {
  Value value = Revenue(100);
  value.mutable_capital()->set_pence(200);
  const LimitCheck check = CheckLimit(GovernedSystem::PerDecision(100), value, {});
  EXPECT_TRUE(check.held);
  EXPECT_FALSE(check.is_complete);
  EXPECT_THAT(check.sentence, HasSubstr("No limit on capital is recorded"));
  EXPECT_EQ(CheckLimit(GovernedSystem::PerDecision(100), {}, {}).sentence,
            "No value is stated that the limit could hold.");
}

TEST(WindowOf, SaysOverWhatALimitIsCounted) {
  EXPECT_EQ(WindowOf(LIMIT_BASIS_PER_DECISION), LimitWindow::kDecision);
  EXPECT_EQ(WindowOf(LIMIT_BASIS_PER_COMMITMENT), LimitWindow::kCommitment);
  EXPECT_EQ(WindowOf(LIMIT_BASIS_PER_YEAR), LimitWindow::kFinancialYear);
  EXPECT_EQ(WindowOf(LIMIT_BASIS_PER_100000_PEOPLE), LimitWindow::kDecision);
  EXPECT_EQ(WindowOf(LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE), LimitWindow::kFinancialYear);
}

TEST(Pounds, AreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(Pounds(0), "£0");
  EXPECT_EQ(Pounds(99'900), "£999");
  EXPECT_EQ(Pounds(100'000), "£1,000");
  EXPECT_EQ(Pounds(123'456'789), "£1,234,567.89");
  EXPECT_EQ(DescribedValue({}), "no value");
}

}  // namespace
}  // namespace witan::domain
