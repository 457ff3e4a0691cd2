// Decisions: each rule of the moment of decision holding and refusing.

#include "services/domain/decision/decision.h"

#include <gtest/gtest.h>

#include "services/domain/testing/meeting_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::MeetingStory;
using testing::ReasonsOf;
using testing::RuleResultOf;
using testing::Seat;
using witan::decision::v1::ChairDecided;
using witan::decision::v1::ConsensusNotReached;
using witan::decision::v1::ConsensusReached;
using witan::decision::v1::DecisionMade;
using witan::decision::v1::DecisionProposed;
using witan::decision::v1::DecisionPublished;
using witan::decision::v1::DecisionRevoked;
using witan::decision::v1::DecisionSuperseded;
using witan::decision::v1::EscalatedForPeerReview;
using witan::decision::v1::EscalatedToNhse;
using witan::decision::v1::ViewRecorded;
using witan::event::v1::OUTCOME_FLAGGED;
using witan::event::v1::OUTCOME_HELD;

class DecisionTest : public ::testing::Test {
 protected:
  DecisionTest() : meeting_{.system = system_, .body_id = system_.board, .id = ""} {}

  witan::command::v1::CommandHeader Header(std::string_view date = GovernedSystem::kDay) const {
    return FakeWorld::Header(decision_, system_.icb, date);
  }

  Decided Make(const DecisionMade& content, std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(Header(date), content);
  }

  Decided MakeAs(Seat seat, const DecisionMade& content) {
    return system_.world.Do(system_.MemberHeader(decision_, seat), content);
  }

  static void ExpectHeld(const Decided& decided, std::string_view rule) {
    ASSERT_EQ(ReasonsOf(decided), "");
    ASSERT_NE(RuleResultOf(decided, rule), nullptr) << rule;
    EXPECT_EQ(RuleResultOf(decided, rule)->outcome(), OUTCOME_HELD) << rule;
  }

  static void ExpectFlagged(const Decided& decided, std::string_view rule) {
    ASSERT_EQ(ReasonsOf(decided), "");
    ASSERT_NE(RuleResultOf(decided, rule), nullptr) << rule;
    EXPECT_EQ(RuleResultOf(decided, rule)->outcome(), OUTCOME_FLAGGED) << rule;
  }

  void Propose() {
    DecisionProposed content;
    content.set_title("Community beds");
    content.set_question("Shall the units be brought together?");
    content.set_body_id(system_.board);
    decision_ = system_.world.Must(Header(), content);
  }

  Decided View(Seat seat, std::string_view on_behalf_of = "") {
    ViewRecorded content;
    content.set_person_id(system_.members[seat]);
    content.set_leaning(witan::decision::v1::POSITION_AGAINST);
    content.set_reasons("Journeys are too long");
    content.set_on_behalf_of_id(std::string(on_behalf_of));
    return system_.world.Do(system_.MemberHeader(decision_, seat), content);
  }

  Decided NoConsensus(std::string_view date = GovernedSystem::kDay) {
    ConsensusNotReached content;
    content.set_issue("Safe staffing against travel");
    return system_.world.Do(Header(date), content);
  }

  DecisionMade ChairsDecision() const {
    DecisionMade content = system_.BoardDecision("Community beds");
    content.set_method(witan::body::v1::DECISION_METHOD_CHAIR_ON_BEHALF);
    return content;
  }

  // Spending under the scheme's entry for the finance committee, up to £1m a decision.
  DecisionMade CommitteeSpends(int64_t pence) const {
    DecisionMade content = system_.BoardDecision("Equipment");
    content.set_body_id(system_.committee);
    content.clear_positions();
    for (const Seat seat : {testing::kAuditChair, testing::kNonExecutive}) {
      auto* position = content.add_positions();
      position->set_person_id(system_.members[seat]);
      position->set_position(witan::decision::v1::POSITION_FOR);
    }
    auto& authority = *content.mutable_authority();
    authority.set_kind(witan::decision::v1::AUTHORITY_KIND_SCHEME_ENTRY);
    authority.set_scheme_id(system_.scheme);
    authority.set_scheme_entry("2.2");
    content.mutable_value()->mutable_revenue()->set_pence(pence);
    return content;
  }

  DecisionMade UnderDelegation(const std::string& id, int64_t pence) const {
    DecisionMade content = CommitteeSpends(pence);
    content.mutable_authority()->Clear();
    content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_DELEGATION);
    content.mutable_authority()->set_delegation_id(id);
    content.mutable_authority()->set_function(std::string(GovernedSystem::kFinance));
    return content;
  }

  std::string Made() { return std::get<Draft>(Make(system_.BoardDecision("Beds"))).event.stream(); }

  Decided Publish(uint32_t dissents = 0) {
    DecisionPublished content;
    content.set_dissent_count(dissents);
    return system_.world.Do(Header(), content);
  }

  GovernedSystem system_;
  MeetingStory meeting_;
  std::string decision_;
};

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

TEST_F(DecisionTest, R09_RefusesStatutoryAuthorityBeforeEstablishment) {
  DecisionMade content = system_.BoardDecision("Memorandum");
  content.set_body_id(system_.ics_board);
  auto header = FakeWorld::Header("", system_.ics, "2021-10-01");
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "R_09 R_17");
}

TEST_F(DecisionTest, R09_HoldsForAMemorandumOrThePartnersOwnAuthority) {
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

TEST_F(DecisionTest, R16_RefusesADecisionOfAForum) {
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

TEST_F(DecisionTest, R16_HoldsForABoard) {
  ExpectHeld(Make(system_.BoardDecision("Beds")), "R-16");
}

TEST_F(DecisionTest, R17_HoldsForTheBoardByItsConstitution) {
  const Decided decided = Make(system_.BoardDecision("Beds"));
  ExpectHeld(decided, "R-17");
  const auto& verdict = std::get<Draft>(decided).event.verdict();
  EXPECT_EQ(verdict.instrument_id(), system_.board);
  EXPECT_GE(verdict.relies_on_size(), 2);
  EXPECT_EQ(verdict.legal_regime(), witan::event::v1::LEGAL_REGIME_STATUTORY);
}

TEST_F(DecisionTest, R17_RefusesAnAuthorityThatIsNotTheBodys) {
  DecisionMade content = CommitteeSpends(100);
  content.mutable_authority()->set_scheme_entry("2.1");
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
  content.mutable_authority()->set_scheme_entry("9");
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
  content.mutable_authority()->Clear();
  content.mutable_authority()->set_kind(witan::decision::v1::AUTHORITY_KIND_CONSTITUTION);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_17");
}

TEST_F(DecisionTest, R17_RefusesBeforeTheAuthorityIsInForce) {
  EXPECT_EQ(ReasonsOf(Make(system_.BoardDecision("Beds"), "2022-06-30")).substr(0, 4), "R_09");
}

TEST_F(DecisionTest, R17_RefusesAFunctionThatTheTermsDoNotGive) {
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

TEST_F(DecisionTest, R17_FollowsADelegationAndItsEnd) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->set_end("2023-01-01");
  const std::string id = system_.Delegate(terms);
  ExpectHeld(Make(UnderDelegation(id, 20'000'000)), "R-17");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 20'000'000), "2023-01-01")), "R_17");
  DecisionMade other = UnderDelegation(id, 100);
  other.mutable_authority()->set_function(std::string(GovernedSystem::kCommissioning));
  EXPECT_EQ(ReasonsOf(Make(other)), "R_17");
}

TEST_F(DecisionTest, R17_GivesAnIndividualOnlyThePersonsOwnPower) {
  DecisionMade content = CommitteeSpends(100);
  content.set_body_id(system_.board);
  content.set_method(witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL);
  content.clear_positions();
  content.mutable_authority()->set_scheme_entry("2.3");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kFinanceDirector, content)), "");
  EXPECT_EQ(ReasonsOf(MakeAs(testing::kMedicalDirector, content)), "R_17");
  EXPECT_EQ(ReasonsOf(Make(content)), "header.acted_by.person_id! R_17");
}

// ----

TEST_F(DecisionTest, R18_HoldsUpToTheLimitAndRefusesAbove) {
  ExpectHeld(Make(CommitteeSpends(100'000'000)), "R-18");
  const Decided refused = Make(CommitteeSpends(100'000'001));
  EXPECT_EQ(ReasonsOf(refused), "R_18");
  EXPECT_NE(std::get<Refusal>(refused).message.find("Refer it to"), std::string::npos);
  DecisionMade referred = CommitteeSpends(100'000'001);
  referred.set_result(witan::decision::v1::RESULT_REFERRED);
  EXPECT_EQ(ReasonsOf(Make(referred)), "");
}

TEST_F(DecisionTest, R18_CountsWhatWasUsedInTheYear) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->mutable_limits(0)->set_basis(witan::scheme::v1::LIMIT_BASIS_PER_YEAR);
  const std::string id = system_.Delegate(terms);
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 15'000'000), "2022-08-01")), "");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 10'000'001))), "R_18");
  ExpectHeld(Make(UnderDelegation(id, 10'000'000)), "R-18");
  EXPECT_EQ(ReasonsOf(Make(UnderDelegation(id, 100), "2023-03-31")), "R_18");
  ExpectHeld(Make(UnderDelegation(id, 25'000'000), "2023-04-01"), "R-18");
}

TEST_F(DecisionTest, R18_CountsTheWholeLifeOfACommitmentAndNotWhatWasRevoked) {
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

TEST_F(DecisionTest, R18_FlagsThatNoLimitIsRecorded) {
  auto terms = system_.ToCommittee();
  terms.mutable_terms()->clear_limits();
  const std::string id = system_.Delegate(terms);
  ExpectFlagged(Make(UnderDelegation(id, 900'000'000)), "R-18");
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
