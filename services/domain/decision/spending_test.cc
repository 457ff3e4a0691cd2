// what a decision may spend.

#include <gtest/gtest.h>

#include "services/domain/decision/decision.h"
#include "services/domain/testing/decision_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionRevoked;

class SpendingTest : public testing::DecisionStory {};

TEST_F(SpendingTest, R18_HoldsUpToTheLimitAndRefusesAbove) {
  ExpectHeld(Make(CommitteeSpends(100'000'000)), "R-18");
  const Decided refused = Make(CommitteeSpends(100'000'001));
  EXPECT_EQ(ReasonsOf(refused), "R_18");
  EXPECT_NE(std::get<Refusal>(refused).message.find("Refer it to"), std::string::npos);
  DecisionMade referred = CommitteeSpends(100'000'001);
  referred.set_result(witan::decision::v1::RESULT_REFERRED);
  EXPECT_EQ(ReasonsOf(Make(referred)), "");
}

TEST_F(SpendingTest, R18_CountsWhatWasUsedInTheYear) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->mutable_limits(0)->set_basis(witan::scheme::v1::LIMIT_BASIS_PER_YEAR);
  const std::string id = system_.Delegate(terms);
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 15'000'000), "2022-08-01")), "");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 10'000'001))), "R_18");
  ExpectHeld(Make(UnderDelegation(id, 10'000'000)), "R-18");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 100), "2023-03-31")), "R_18");
  ExpectHeld(Make(UnderDelegation(id, 25'000'000), "2023-04-01"), "R-18");
}

TEST_F(SpendingTest, R18_CountsTheWholeLifeOfACommitmentAndNotWhatWasRevoked) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->mutable_limits(0)->set_basis(
      witan::scheme::v1::LIMIT_BASIS_PER_COMMITMENT);
  const std::string id = system_.Delegate(terms);
  DecisionMade content = UnderDelegation(id, 20'000'000);
  content.set_commitment("BEDS");
  const std::string first = std::get<Draft>(Make(content)).event.stream();
  EXPECT_EQ(ReasonsOf(Make(content, "2024-09-08")), "R_18");
  DecisionMade other = content;
  other.set_commitment("CHAIRS");
  EXPECT_EQ(ReasonsOf(Make(other)), "");
  DecisionRevoked revoked;
  revoked.set_reason("Not needed");
  system_.world.Must(FakeWorld::Header(first, system_.icb, "2023-01-01"), revoked);
  EXPECT_EQ(ReasonsOf(Make(content, "2024-09-08")), "");
}

TEST_F(SpendingTest, R18_FlagsThatNoLimitIsRecorded) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->clear_limits();
  const std::string id = system_.Delegate(terms);
  ExpectFlagged(Make(UnderDelegation(id, 900'000'000)), "R-18");
}

}  // namespace
}  // namespace witan::domain
