// The power to decide: holding and refusing.

#include <gtest/gtest.h>

#include "services/domain/decision/decision.h"
#include "services/domain/testing/decision_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::ReasonsOf;
using witan::decision::v1::DecisionMade;

class AuthorityTest : public testing::DecisionStory {};

TEST_F(AuthorityTest, R09_RefusesStatutoryAuthorityBeforeEstablishment) {
  DecisionMade content = system_.BoardDecision("Memorandum");
  content.set_body_id(system_.ics_board);
  auto header = FakeWorld::Header("", system_.ics, "2021-10-01");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "R_09 R_17");
}

TEST_F(AuthorityTest, R09_HoldsForAMemorandumOrThePartnersOwnAuthority) {
  DecisionMade content = system_.BoardDecision("Memorandum");
  content.set_body_id(system_.ics_board);
  auto header = FakeWorld::Header("", system_.ics, "2021-10-01");
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_MEMORANDUM);
  content.mutable_authority()->set_memorandum("Memorandum of 2021");
  ExpectHeld(system_.world.Do(header, content), "R-09");
  content.mutable_authority()->Clear();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_PARTNERS_OWN);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "R_17");
  content.mutable_authority()->add_partner_ids(system_.trust);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "");
}

TEST_F(AuthorityTest, R16_RefusesADecisionOfAForum) {
  DecisionMade content = system_.BoardDecision("Beds");
  content.set_body_id(system_.forum);
  content.clear_positions();
  EXPECT_EQ(ReasonsOf(Make(content)), "R_16");
  witan::decision::v1::AdviceRecorded advice;
  advice.set_title("Beds");
  advice.set_body_id(system_.forum);
  advice.set_advice("Keep both");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(), advice)), "");
}

TEST_F(AuthorityTest, R16_HoldsForABoard) {
  ExpectHeld(Make(system_.BoardDecision("Beds")), "R-16");
}

TEST_F(AuthorityTest, R17_HoldsForTheBoardByItsConstitution) {
  const Decided decided = Make(system_.BoardDecision("Beds"));
  ExpectHeld(decided, "R-17");
  const auto& verdict = std::get<Draft>(decided).event.verdict();
  EXPECT_EQ(verdict.instrument_id(), system_.board);
  EXPECT_GE(verdict.relies_on_size(), 2);
  EXPECT_EQ(verdict.legal_regime(), witan::event::v1::LEGAL_REGIME_STATUTORY);
}

TEST_F(AuthorityTest, R17_RefusesAnAuthorityThatIsNotTheBodys) {
  DecisionMade content = CommitteeSpends(100);
  content.mutable_authority()->set_scheme_entry("2.1");
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
  content.mutable_authority()->set_scheme_entry("9");
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
  content.mutable_authority()->Clear();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_CONSTITUTION);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
}

TEST_F(AuthorityTest, R17_RefusesBeforeTheAuthorityIsInForce) {
  EXPECT_EQ(ReasonsOf(Make(system_.BoardDecision("Beds"), "2022-06-30")).substr(0, 4), "R_09");
}

TEST_F(AuthorityTest, R17_RefusesAFunctionThatTheTermsDoNotGive) {
  DecisionMade content = CommitteeSpends(100);
  content.mutable_authority()->Clear();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
  content.mutable_authority()->set_function(std::string(GovernedSystem::kCommissioning));
  const Decided refused = Make(content);
  EXPECT_EQ(ReasonsOf(refused), "R_17");
  EXPECT_NE(std::get<Refusal>(refused).message.find("Refer it to"), std::string::npos);
  content.mutable_authority()->set_function(std::string(GovernedSystem::kOversight));
  ExpectHeld(Make(content), "R-17");
}

TEST_F(AuthorityTest, R17_FollowsADelegationAndItsEnd) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->set_end("2023-01-01");
  const std::string id = system_.Delegate(terms);
  ExpectHeld(Make(UnderDelegation(id, 20'000'000)), "R-17");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 20'000'000), "2023-01-01")), "R_17");
  DecisionMade other = UnderDelegation(id, 100);
  other.mutable_authority()->set_function(std::string(GovernedSystem::kCommissioning));
  EXPECT_EQ(ReasonsOf(Make(other)), "R_17");
}

TEST_F(AuthorityTest, R17_GivesAnIndividualOnlyThePersonsOwnPower) {
  DecisionMade content = CommitteeSpends(100);
  content.set_body_id(system_.board);
  content.set_method(witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL);
  content.clear_positions();
  content.mutable_authority()->set_scheme_entry("2.3");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kFinanceDirector, content)), "");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kMedicalDirector, content)), "R_17");
  EXPECT_EQ(ReasonsOf(Make(content)), "header.acted_by.person_id! R_17");
}

}  // namespace
}  // namespace witan::domain
