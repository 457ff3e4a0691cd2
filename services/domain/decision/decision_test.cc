// Decisions: who speaks, how a body decides, and their life.

#include "services/domain/decision/decision.h"

#include <gtest/gtest.h>

#include "services/domain/testing/decision_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::ReasonsOf;
using witan::decision::v1::ChairDecided;
using witan::decision::v1::ConsensusReached;
using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionRevoked;
using witan::decision::v1::DecisionSuperseded;
using witan::decision::v1::EscalatedForPeerReview;
using witan::decision::v1::EscalatedToNhse;

class DecisionTest : public testing::DecisionStory {};

// ----

TEST_F(DecisionTest, R05_HoldsWhenNobodySpeaksForAnEmployer) {
  ExpectHeld(Make(system_.BoardDecision("Beds")), "R-05");
}

TEST_F(DecisionTest, R05_R06_RefuseAVoteForTheTrust) {
  DecisionMade content = system_.BoardDecision("Beds");
  content.mutable_positions(testing::kTrustPartner)->set_on_behalf_of_id(system_.trust);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_05 R_06");
  auto header = Header();
  header.set_record_of_fact("It was said so");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "R_05 R_06");
}

TEST_F(DecisionTest, R06_HoldsForAProviderExecutiveWhoActsForTheBody) {
  DecisionMade content = system_.BoardDecision("Beds");
  content.mutable_positions(testing::kTrustPartner)->set_on_behalf_of_id(system_.icb);
  ExpectHeld(Make(content), "R-05");
}

TEST_F(DecisionTest, R05_RefusesAViewOnBehalfOfTheCouncil) {
  Propose();
  EXPECT_EQ(ReasonsOf(View(testing::kAuthorityPartner, system_.authority)), "R_05");
  EXPECT_EQ(ReasonsOf(View(testing::kAuthorityPartner)), "");
}

TEST_F(DecisionTest, R05_R06_RefuseWhoActsForTheTrust) {
  auto header = system_.MemberHeader("", testing::kTrustPartner);
  header.mutable_acted_by()->set_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, system_.BoardDecision("Beds"))), "R_05 R_06");
}

// ----

TEST_F(DecisionTest, R11_RefusesTheChairWithoutNoConsensusBefore) {
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kChair, ChairsDecision())), "R_11");
  Propose();
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kChair, ChairsDecision())), "R_11");
}

TEST_F(DecisionTest, R11_HoldsForTheChairAfterNoConsensusAndRefusesOthers) {
  Propose();
  View(testing::kPrimaryCarePartner);
  ASSERT_EQ(ReasonsOf(NoConsensus()), "");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kFinanceDirector, ChairsDecision())), "R_11");
  EXPECT_EQ(ReasonsOf(Make(ChairsDecision())), "R_11");
  ExpectHeld(MakeAs(testing::kChair, ChairsDecision()), "R-11");
}

TEST_F(DecisionTest, R11_GoesByWhenItOccurredAndNotByWhenItWasTyped) {
  Propose();
  View(testing::kPrimaryCarePartner);
  ASSERT_EQ(ReasonsOf(NoConsensus("2022-09-15")), "");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kChair, ChairsDecision())), "R_11");
}

TEST_F(DecisionTest, R11_AsksTheSameOfTheChairsOwnStep) {
  Propose();
  ChairDecided content;
  content.set_outcome("Together");
  content.set_rationale("Staffing");
  const auto header = system_.MemberHeader(decision_, testing::kChair);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "R_11");
  View(testing::kPrimaryCarePartner);
  NoConsensus();
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "");
}

TEST_F(DecisionTest, R12_RefusesAVoteThatTheConstitutionDoesNotKnow) {
  DecisionMade content = system_.BoardDecision("Beds");
  content.set_method(witan::body::v1::DECISION_METHOD_VOTE);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_12");
}

TEST_F(DecisionTest, R12_HoldsWhereTheTermsProvideForVotes) {
  DecisionMade content = CommitteeSpends(100);
  content.set_method(witan::body::v1::DECISION_METHOD_VOTE);
  ExpectHeld(Make(content), "R-12");
  content.mutable_positions(0)->set_person_id(system_.members[testing::kTrustPartner]);
  EXPECT_EQ(ReasonsOf(Make(content)).substr(0, 31), "content.positions[0].person_id!");
}

TEST_F(DecisionTest, R13_RefusesNoConsensusWithoutAView) {
  Propose();
  EXPECT_EQ(ReasonsOf(NoConsensus()), "R_13");
}

TEST_F(DecisionTest, R13_HoldsAfterAView) {
  Propose();
  View(testing::kPrimaryCarePartner);
  ExpectHeld(NoConsensus(), "R-13");
}

TEST_F(DecisionTest, R15_EscalatesOnlyAfterNoConsensus) {
  Propose();
  EscalatedForPeerReview review;
  review.set_issue("Can one unit serve the coast?");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(), review)), "R_15");
  EscalatedToNhse nhse;
  nhse.set_issue("Can one unit serve the coast?");
  nhse.set_addressed_to_id(system_.trust);
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(), nhse)), "content.addressed_to_id! R_15");
  View(testing::kPrimaryCarePartner);
  NoConsensus();
  ExpectHeld(system_.world.Do(Header(), review), "R-15");
  nhse.set_addressed_to_id(system_.region);
  ExpectHeld(system_.world.Do(Header(), nhse), "R-15");
  EXPECT_TRUE(DecisionStateOf(*system_.world.Find(decision_)).is_escalated);
}

// ---- life

TEST_F(DecisionTest, IsMadeOnceAndNoStepBeforeItFollows) {
  decision_ = Made();
  EXPECT_EQ(ReasonsOf(Make(system_.BoardDecision("Beds"))), "TWICE_STATED");
  ConsensusReached consensus;
  consensus.set_summary("All agree");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(), consensus)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(View(testing::kPrimaryCarePartner)), "WRONG_STATE");
}

TEST_F(DecisionTest, IsDecidedByTheBodyThatWasAsked) {
  Propose();
  EXPECT_EQ(ReasonsOf(Make(CommitteeSpends(100))), "content.body_id!");
}

TEST_F(DecisionTest, IsRecordedByItsOwnBody) {
  auto header = FakeWorld::Header("", system_.other_icb, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, system_.BoardDecision("Beds"))).substr(0, 12),
            "NOT_FOR_ROLE");
}

TEST_F(DecisionTest, IsPublishedOnceAfterItWasMade) {
  Propose();
  EXPECT_EQ(ReasonsOf(Publish()), "WRONG_STATE");
  Make(system_.BoardDecision("Beds"));
  EXPECT_EQ(ReasonsOf(Publish()), "");
  EXPECT_EQ(ReasonsOf(Publish()), "TWICE_STATED");
  EXPECT_EQ(system_.world.Find(decision_)->classification,
            witan::options::v1::CLASSIFICATION_PUBLIC);
}

TEST_F(DecisionTest, StandsUntilItIsSupersededByOneThatStands) {
  const std::string first = Made();
  const std::string second = Made();
  decision_ = first;
  DecisionSuperseded content;
  content.set_reason("Overtaken");
  content.set_by_decision_id(first);
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header("2022-10-01"), content)), "content.by_decision_id!");
  content.set_by_decision_id(second);
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header("2022-09-07"), content)), "content.by_decision_id!");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header("2022-10-01"), content)), "");
  EXPECT_TRUE(DecisionStandsOn(*system_.world.Find(first), *CivilDate::Parse("2022-09-30")));
  EXPECT_FALSE(DecisionStandsOn(*system_.world.Find(first), *CivilDate::Parse("2022-10-01")));
  DecisionRevoked revoked;
  revoked.set_reason("Twice");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header("2022-10-02"), revoked)), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
