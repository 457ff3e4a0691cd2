// Delegations: what may be given, by whom it is approved, and what holds on a date.

#include "services/domain/delegation/delegation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/delegation_story.h"
#include "witan/body/v1/body.pb.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::domain {
namespace {

using ::testing::ElementsAre;
using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::delegation::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }
const CivilDate kToday = Day(GovernedSystem::kDay);

class DelegationTest : public testing::DelegationStory {};

// ---- its life

TEST_F(DelegationTest, LivesFromItsActivationToItsEnd) {
  DelegationProposed content = system_.ToCommittee();
  content.mutable_terms()->set_end("2023-04-01");
  const std::string id = Propose(content);
  EXPECT_EQ(StateOn(id, "2022-09-08"), DelegationState::kProposed);
  EXPECT_EQ(ReasonsOf(Approve(id, system_.Approve("Delegation"))), "");
  EXPECT_EQ(StateOn(id, "2022-09-08"), DelegationState::kApproved);
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-10-01")), "");
  EXPECT_EQ(StateOn(id, "2022-09-30"), DelegationState::kApproved);
  EXPECT_EQ(StateOn(id, "2022-10-01"), DelegationState::kLive);
  EXPECT_EQ(StateOn(id, "2023-03-31"), DelegationState::kLive);
  EXPECT_EQ(StateOn(id, "2023-04-01"), DelegationState::kExpired);
  EXPECT_EQ(DescribedState(Find(id), Day("2023-05-01")), "expired on 2023-04-01");
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-11-01")), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Activate(id, "2023-04-01")), "WRONG_STATE");
}

TEST_F(DelegationTest, RestsWhileItIsSuspended) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Suspend(id, "2022-10-01", "2022-11-01")), "");
  EXPECT_EQ(ReasonsOf(Suspend(id, "2022-10-15", "")), "TWICE_STATED");
  EXPECT_EQ(StateOn(id, "2022-09-30"), DelegationState::kLive);
  EXPECT_EQ(StateOn(id, "2022-10-31"), DelegationState::kSuspended);
  EXPECT_EQ(StateOn(id, "2022-11-01"), DelegationState::kLive);
  EXPECT_EQ(ReasonsOf(Suspend(id, "2023-01-01", "")), "");
  EXPECT_EQ(StateOn(id, "2024-01-01"), DelegationState::kSuspended);
  EXPECT_EQ(ReasonsOf(Activate(id, "2023-02-01")), "");
  EXPECT_EQ(StateOn(id, "2023-01-31"), DelegationState::kSuspended);
  EXPECT_EQ(StateOn(id, "2023-02-01"), DelegationState::kLive);
}

TEST_F(DelegationTest, RefusesToSuspendWhatIsNotLiveOrToNoPurpose) {
  const std::string id = Propose(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Suspend(id, "2022-10-01", "")), "WRONG_STATE");
  const std::string live = system_.Delegate(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Suspend(live, "2022-10-01", "2022-10-01")), "content.to!");
}

TEST_F(DelegationTest, IsRevokedOnceAndOver) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Revoke(id, "2022-09-08")), "");
  EXPECT_EQ(StateOn(id, "2022-09-07"), DelegationState::kLive);
  EXPECT_EQ(StateOn(id, "2022-09-08"), DelegationState::kRevoked);
  EXPECT_EQ(ReasonsOf(Revoke(id, "2022-10-01")), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-10-01")), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Suspend(id, "2022-10-01", "")), "WRONG_STATE");
}

TEST_F(DelegationTest, RefusesToRevokeByADecisionOfOthers) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  DelegationRevoked content;
  content.set_on("2022-10-01");
  content.set_reason("Taken back");
  content.set_deciding_decision_id(system_.Approve("Taken back", "2022-09-09"));
  EXPECT_EQ(ReasonsOf(State(id, content)), "content.deciding_decision_id!");
  EXPECT_EQ(ReasonsOf(State(id, content, "2022-09-09")), "");
}

TEST_F(DelegationTest, HasTheTermsOfItsNewestVariation) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  Terms terms = system_.ToCommittee().terms();
  *terms.mutable_limits(0) = GovernedSystem::PerDecision(30'000'000);
  EXPECT_EQ(ReasonsOf(State(id, Variation(terms, "2022-10-01"))), "");
  const auto limit = [&](std::string_view day) {
    return DelegationTermsOn(Find(id), Day(day))->limits(0).up_to().revenue().pence();
  };
  EXPECT_EQ(limit("2022-09-30"), 25'000'000);
  EXPECT_EQ(limit("2022-10-01"), 30'000'000);
  EXPECT_EQ(ReasonsOf(State(id, Variation(terms, "2022-10-01"))), "TWICE_STATED");
}

TEST_F(DelegationTest, RefusesToGoOnOnceItsProposalWasTakenBack) {
  const std::string id = Propose(system_.ToCommittee());
  auto header = FakeWorld::Header(id, system_.icb, GovernedSystem::kDay);
  header.mutable_corrects()->set_event_id(world().events().back()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_RETRACTS);
  header.mutable_corrects()->set_reason("Proposed by mistake");
  EXPECT_EQ(ReasonsOf(world().Do(header, witan::correction::v1::EventRetracted())), "");
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-10-01")), "WRONG_STATE");
  EXPECT_EQ(DelegationTermsOn(Find(id), kToday), nullptr);
}

// ---- what may be proposed

TEST_F(DelegationTest, RefusesPartiesThatDoNotFit) {
  DelegationProposed content = system_.ToCommittee();
  content.set_delegator_body_id(system_.ics_board);
  content.set_delegate_person_id(system_.members[testing::kChair]);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.delegator_body_id! content.delegate_body_id!");
  content = system_.ToCommittee();
  content.clear_delegate_body_id();
  content.set_delegate_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.delegate_body_id!");
}

TEST_F(DelegationTest, RefusesWhatTheInstrumentDoesNotHave) {
  DelegationProposed content = system_.ToCommittee();
  content.set_instrument(INSTRUMENT_INDIVIDUAL_DIRECTOR);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.delegate_person_id!");
  content.set_instrument(INSTRUMENT_LEAD_PROVIDER_CONTRACT);
  EXPECT_EQ(ReasonsOf(State("", content)),
            "content.delegate_organisation_id! content.contract_reference!");
  content.set_instrument(INSTRUMENT_NHSE_TO_ICS);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.delegator_organisation_id!");
  content.set_instrument(INSTRUMENT_S65Z5);
  EXPECT_EQ(ReasonsOf(State("", content)), "");
}

TEST_F(DelegationTest, RefusesTermsOutOfOrder) {
  DelegationProposed content = system_.ToCommittee();
  content.mutable_terms()->set_end("2022-07-01");
  content.mutable_terms()->set_review("2022-07-01");
  content.mutable_terms()->add_functions(std::string(GovernedSystem::kFinance));
  content.mutable_terms()->mutable_limits(0)->clear_up_to();
  content.mutable_terms()->mutable_limits(0)->mutable_up_to();
  EXPECT_EQ(ReasonsOf(State("", content)),
            "content.terms.end! content.terms.review! content.terms.functions[1]! "
            "content.terms.limits[0].up_to!");
}

TEST_F(DelegationTest, IsProposedByOneOfItsParties) {
  const auto header = FakeWorld::Header("", system_.authority, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(world().Do(header, system_.ToCommittee())), "NOT_YOUR_VOICE");
}

// ----

TEST_F(DelegationTest, R28_HoldsWhenTheDelegatorStaysAccountable) {
  const Decided decided = State("", system_.ToCommittee());
  EXPECT_EQ(RuleResultOf(decided, "R-28")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(DelegationTest, R28_RefusesToMoveAccountabilityEvenAsAFact) {
  DelegationProposed content = system_.ToCommittee();
  content.set_accountable_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(State("", content)), "R_28");
  auto header = FakeWorld::Header("", system_.icb, GovernedSystem::kDay);
  header.set_record_of_fact("It was signed so");
  EXPECT_EQ(ReasonsOf(world().Do(header, content)), "R_28");
  const std::string id = system_.Delegate(system_.ToCommittee());
  DelegationVaried varied = Variation(system_.ToCommittee().terms(), "2022-10-01");
  varied.set_accountable_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(State(id, varied)), "R_28");
}

TEST_F(DelegationTest, R28_HoldsDownTheChain) {
  // The trust's board hands on to its own director what the ICB gave the trust.
  DelegationProposed first = system_.ToCommittee();
  first.set_instrument(INSTRUMENT_S65Z5);
  first.clear_delegate_body_id();
  first.set_delegate_organisation_id(system_.trust);
  first.mutable_terms()->set_sub_delegation_allowed(true);
  const std::string parent = system_.Delegate(first);
  DelegationProposed second = HandedOn(parent);
  second.clear_delegator_body_id();
  second.set_delegator_organisation_id(system_.trust);
  const auto header = FakeWorld::Header("", system_.trust, GovernedSystem::kDay);
  EXPECT_EQ(ReasonsOf(world().Do(header, second)), "");
  second.set_accountable_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(world().Do(header, second)), "R_28");
}

// ----

TEST_F(DelegationTest, R09_RefusesAPowerOfASystemThatIsNotEstablished) {
  DelegationProposed content = system_.ToCommittee();
  content.mutable_terms()->set_start("2022-06-01");
  const std::string id = Propose(content);
  Approve(id, system_.Approve("Delegation"));
  auto header = FakeWorld::Header(id, system_.icb, GovernedSystem::kDay);
  DelegationActivated activated;
  activated.set_on("2022-06-30");
  EXPECT_EQ(ReasonsOf(world().Do(header, activated)), "R_31 R_09");
}

TEST_F(DelegationTest, R09_HoldsFromEstablishmentOn) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  bool held = false;
  for (const auto& result : Find(id).facts.back()->verdict().results()) {
    held = held || (result.rule() == "R-09" && result.outcome() == witan::event::v1::OUTCOME_HELD);
  }
  EXPECT_TRUE(held);
}

// ---- the power on a date

TEST_F(DelegationTest, GivesAPowerWhileTheWholeChainLives) {
  const std::string parent = DelegatedWithPermission();
  // The committee's own approval of what it hands on stands outside this test.
  auto header = FakeWorld::Header("", system_.icb, GovernedSystem::kDay);
  header.set_record_of_fact("It was handed on");
  const std::string id = world().Must(header, HandedOn(parent));
  header.set_record_id(id);
  DelegationActivated activated;
  activated.set_on("2022-09-08");
  world().Must(header, activated);
  const auto fault = [&](std::string_view function, std::string_view day) {
    return DelegatedPowerOn(world(), Find(id), function, Day(day)).fault;
  };
  const DelegatedPower power =
      DelegatedPowerOn(world(), Find(id), GovernedSystem::kFinance, kToday);
  EXPECT_EQ(power.fault, "");
  ASSERT_EQ(power.limits.size(), 2u);
  EXPECT_EQ(power.limits[0]->up_to().revenue().pence(), 5'000'000);
  EXPECT_EQ(power.limits[1]->up_to().revenue().pence(), 25'000'000);
  EXPECT_THAT(fault("ESTATES.LEASE", "2022-09-08"), HasSubstr("does not give the function"));
  EXPECT_THAT(fault(GovernedSystem::kFinance, "2022-09-07"), HasSubstr("not approved"));
  Suspend(parent, "2022-10-01", "");
  EXPECT_THAT(fault(GovernedSystem::kFinance, "2022-10-01"), HasSubstr("was suspended"));
  EXPECT_EQ(DelegationChain(world(), Find(id)).size(), 2u);
}

TEST_F(DelegationTest, KnowsItsParties) {
  const std::string id = system_.Delegate(system_.ToCommittee());
  EXPECT_TRUE(IsDelegate(world(), Find(id), system_.committee, ""));
  EXPECT_FALSE(IsDelegate(world(), Find(id), system_.board, ""));
  EXPECT_THAT(DelegationsTo(world(), system_.committee), ElementsAre(&Find(id)));
  EXPECT_THAT(DelegationsBy(world(), system_.board), ElementsAre(&Find(id)));
  EXPECT_THAT(DelegationsBy(world(), system_.committee), ElementsAre());
  DelegationProposed to_system = system_.ToCommittee();
  to_system.set_instrument(INSTRUMENT_NHSE_TO_ICS);
  to_system.clear_delegator_body_id();
  to_system.set_delegator_organisation_id(system_.national);
  to_system.clear_delegate_body_id();
  to_system.set_delegate_organisation_id(system_.icb);
  to_system.set_accountable_organisation_id(system_.national);
  const std::string given =
      world().Must(FakeWorld::Header("", system_.national, GovernedSystem::kDay), to_system);
  EXPECT_TRUE(IsDelegate(world(), Find(given), system_.board, ""));
  EXPECT_FALSE(IsDelegate(world(), Find(given), system_.committee, ""));
}

}  // namespace
}  // namespace witan::domain
