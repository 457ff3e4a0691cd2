// a delegation has an end or a review, stays within what was received, and is approved by the
// delegator.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/delegation/delegation.h"
#include "services/domain/testing/delegation_story.h"
#include "witan/body/v1/body.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::delegation::v1;  // the schema under test

class ReceivedPowerTest : public testing::DelegationStory {};

TEST_F(ReceivedPowerTest, R31_HoldsForADelegationWithItsReview) {
  const Decided decided = State("", system_.ToCommittee());
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(ReceivedPowerTest, R31_RefusesOneWithoutEndOrReview) {
  DelegationProposed content = system_.ToCommittee();
  content.mutable_terms()->clear_review();
  EXPECT_EQ(ReasonsOf(State("", content)), "R_31");
  content.mutable_terms()->set_end("2023-07-01");
  EXPECT_EQ(ReasonsOf(State("", content)), "");
}

TEST_F(ReceivedPowerTest, R31_RefusesToGiveAPowerToItsHolder) {
  DelegationProposed content = system_.ToCommittee();
  content.set_delegate_body_id(system_.board);
  EXPECT_EQ(ReasonsOf(State("", content)), "R_31");
}

TEST_F(ReceivedPowerTest, R31_RefusesACircle) {
  DelegationProposed there = system_.ToCommittee();
  there.set_instrument(INSTRUMENT_S65Z5);
  there.clear_delegate_body_id();
  there.set_delegate_organisation_id(system_.trust);
  const std::string first = Propose(there);
  DelegationProposed on = there;
  on.clear_delegator_body_id();
  on.set_delegator_organisation_id(system_.trust);
  on.set_accountable_organisation_id(system_.trust);
  on.set_delegate_organisation_id(system_.authority);
  const auto from_trust = FakeWorld::Header("", system_.trust, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(world().Do(from_trust, on)), "");
  DelegationProposed back = on;
  back.set_delegator_organisation_id(system_.authority);
  back.set_accountable_organisation_id(system_.authority);
  back.set_delegate_organisation_id(system_.icb);
  const auto from_authority = FakeWorld::Header("", system_.authority, GovernedSystem::kDay);
  const Decided decided = world().Do(from_authority, back);
  EXPECT_EQ(ReasonsOf(decided), "R_31");
  EXPECT_THAT(std::get<Refusal>(decided).message, HasSubstr("circle"));
  // Another function runs in no circle; nor does this one once the first power is taken back.
  DelegationProposed other = back;
  other.mutable_terms()->set_functions(0, "ESTATES.LEASE");
  EXPECT_EQ(ReasonsOf(world().Do(from_authority, other)), "");
  EXPECT_EQ(ReasonsOf(Revoke(first, "2022-09-08")), "");
  EXPECT_EQ(ReasonsOf(world().Do(from_authority, back)), "");
}

TEST_F(ReceivedPowerTest, R31_HoldsForAPowerHandedOnWithPermission) {
  const Decided decided = State("", HandedOn(DelegatedWithPermission()));
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(ReceivedPowerTest, R31_RefusesToHandOnWithoutPermissionOrMoreThanWasReceived) {
  EXPECT_EQ(ReasonsOf(State("", HandedOn(system_.Delegate(system_.ToCommittee())))), "R_31");
  EXPECT_EQ(ReasonsOf(State("", HandedOn(""))), "R_31");
  DelegationProposed more = HandedOn(DelegatedWithPermission());
  more.mutable_terms()->add_functions(std::string(GovernedSystem::kCommissioning));
  EXPECT_EQ(ReasonsOf(State("", more)), "R_31");
  DelegationProposed of_others = HandedOn(DelegatedWithPermission());
  of_others.set_delegator_body_id(system_.board);
  EXPECT_EQ(ReasonsOf(State("", of_others)), "R_31");
}

TEST_F(ReceivedPowerTest, R31_RefusesToHandOnWhatIsOverAndWhatAForumNeverHad) {
  const std::string parent = DelegatedWithPermission();
  Revoke(parent, "2022-09-01");
  EXPECT_EQ(ReasonsOf(State("", HandedOn(parent))), "R_31");
  DelegationProposed content = HandedOn("");
  content.set_delegator_body_id(system_.forum);
  const Decided decided = State("", content);
  EXPECT_EQ(ReasonsOf(decided), "R_31");
  EXPECT_THAT(std::get<Refusal>(decided).message, HasSubstr("no decision rights"));
}

TEST_F(ReceivedPowerTest, R31_HoldsWithTheDelegatorsDecision) {
  const std::string id = Propose(system_.ToCommittee());
  const Decided decided = Approve(id, system_.Approve("Delegation"));
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().relies_on_size(), 1);
  EXPECT_EQ(ReasonsOf(Approve(id, system_.Approve("Again"))), "TWICE_STATED");
}

TEST_F(ReceivedPowerTest, R31_RefusesADecisionOfOthersOrLaterOrAgainst) {
  const std::string id = Propose(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Approve(id, system_.Approve("Later", "2022-09-09"))), "R_31");
  auto against = system_.BoardDecision("Against");
  against.set_result(witan::decision::v1::RESULT_REJECTED);
  const std::string rejected = world().Must(system_.MemberHeader("", testing::kChair), against);
  EXPECT_EQ(ReasonsOf(Approve(id, rejected)), "R_31");
  DelegationProposed of_committee = HandedOn(DelegatedWithPermission());
  const std::string handed_on = Propose(of_committee);
  EXPECT_EQ(ReasonsOf(Approve(handed_on, system_.Approve("By the board"))), "R_31");
}

TEST_F(ReceivedPowerTest, R31_RefusesADelegateWhoApprovesForItself) {
  const std::string id = Propose(system_.ToCommittee());
  const std::string decision = system_.Approve("Delegation");
  DelegationApproved content;
  content.set_approving_decision_id(decision);
  auto header = FakeWorld::Header(id, system_.icb, GovernedSystem::kDay);
  header.mutable_acted_by()->set_body_id(system_.committee);
  EXPECT_EQ(ReasonsOf(world().Do(header, content)), "R_31");
  const std::string handed_on = Propose(HandedOn(DelegatedWithPermission()));
  EXPECT_EQ(
      ReasonsOf(world().Do(system_.MemberHeader(handed_on, testing::kFinanceDirector), content)),
      "R_31");
}

TEST_F(ReceivedPowerTest, R31_RefusesToActivateWhatNobodyApproved) {
  const std::string id = Propose(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-10-01")), "R_31");
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-06-30")), "content.on! R_31 R_09");
}

}  // namespace
}  // namespace witan::domain
