// Delegations: what may be given, by whom it is approved, and what holds on a date.

#include "services/domain/delegation/delegation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
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

class DelegationTest : public ::testing::Test {
 protected:
  FakeWorld& world() { return system_.world; }
  const Record& Find(const std::string& id) { return *world().Find(id); }

  template <class Content>
  Decided State(const std::string& id, const Content& content,
                std::string_view date = GovernedSystem::kDay) {
    return world().Do(FakeWorld::Header(id, system_.icb, date), content);
  }

  std::string Propose(const DelegationProposed& content) {
    return world().Must(FakeWorld::Header("", system_.icb, GovernedSystem::kDay), content);
  }

  Decided Approve(const std::string& id, const std::string& decision_id,
                  std::string_view date = GovernedSystem::kDay) {
    DelegationApproved content;
    content.set_approving_decision_id(decision_id);
    return State(id, content, date);
  }

  Decided Activate(const std::string& id, std::string_view on) {
    DelegationActivated content;
    content.set_on(std::string(on));
    return State(id, content);
  }

  Decided Suspend(const std::string& id, std::string_view from, std::string_view to) {
    DelegationSuspended content;
    content.set_from(std::string(from));
    content.set_to(std::string(to));
    content.set_reason("An inquiry");
    return State(id, content);
  }

  Decided Revoke(const std::string& id, std::string_view on) {
    DelegationRevoked content;
    content.set_on(std::string(on));
    content.set_reason("Taken back");
    return State(id, content);
  }

  DelegationVaried Variation(const Terms& terms, std::string_view from) {
    DelegationVaried content;
    *content.mutable_terms() = terms;
    content.set_from(std::string(from));
    content.set_approving_decision_id(system_.Approve("New terms"));
    return content;
  }

  // What the committee hands on to the finance director.
  DelegationProposed HandedOn(const std::string& parent_id) const {
    DelegationProposed content = system_.ToCommittee();
    content.set_title("Spending to the finance director");
    content.set_instrument(INSTRUMENT_INDIVIDUAL_DIRECTOR);
    content.set_delegator_body_id(system_.committee);
    content.clear_delegate_body_id();
    content.set_delegate_person_id(system_.members[testing::kFinanceDirector]);
    content.set_parent_delegation_id(parent_id);
    *content.mutable_terms()->mutable_limits(0) = GovernedSystem::PerDecision(5'000'000);
    return content;
  }

  std::string DelegatedWithPermission() {
    DelegationProposed content = system_.ToCommittee();
    content.mutable_terms()->set_sub_delegation_allowed(true);
    return system_.Delegate(content);
  }

  DelegationState StateOn(const std::string& id, std::string_view day) {
    return DelegationStateOn(Find(id), Day(day));
  }

  GovernedSystem system_;
};

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

TEST_F(DelegationTest, R31_HoldsForADelegationWithItsReview) {
  const Decided decided = State("", system_.ToCommittee());
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(DelegationTest, R31_RefusesOneWithoutEndOrReview) {
  DelegationProposed content = system_.ToCommittee();
  content.mutable_terms()->clear_review();
  EXPECT_EQ(ReasonsOf(State("", content)), "R_31");
  content.mutable_terms()->set_end("2023-07-01");
  EXPECT_EQ(ReasonsOf(State("", content)), "");
}

TEST_F(DelegationTest, R31_RefusesToGiveAPowerToItsHolder) {
  DelegationProposed content = system_.ToCommittee();
  content.set_delegate_body_id(system_.board);
  EXPECT_EQ(ReasonsOf(State("", content)), "R_31");
}

TEST_F(DelegationTest, R31_RefusesACircle) {
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

TEST_F(DelegationTest, R31_HoldsForAPowerHandedOnWithPermission) {
  const Decided decided = State("", HandedOn(DelegatedWithPermission()));
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(DelegationTest, R31_RefusesToHandOnWithoutPermissionOrMoreThanWasReceived) {
  EXPECT_EQ(ReasonsOf(State("", HandedOn(system_.Delegate(system_.ToCommittee())))), "R_31");
  EXPECT_EQ(ReasonsOf(State("", HandedOn(""))), "R_31");
  DelegationProposed more = HandedOn(DelegatedWithPermission());
  more.mutable_terms()->add_functions(std::string(GovernedSystem::kCommissioning));
  EXPECT_EQ(ReasonsOf(State("", more)), "R_31");
  DelegationProposed of_others = HandedOn(DelegatedWithPermission());
  of_others.set_delegator_body_id(system_.board);
  EXPECT_EQ(ReasonsOf(State("", of_others)), "R_31");
}

TEST_F(DelegationTest, R31_RefusesToHandOnWhatIsOverAndWhatAForumNeverHad) {
  const std::string parent = DelegatedWithPermission();
  Revoke(parent, "2022-09-01");
  EXPECT_EQ(ReasonsOf(State("", HandedOn(parent))), "R_31");
  DelegationProposed content = HandedOn("");
  content.set_delegator_body_id(system_.forum);
  const Decided decided = State("", content);
  EXPECT_EQ(ReasonsOf(decided), "R_31");
  EXPECT_THAT(std::get<Refusal>(decided).message, HasSubstr("no decision rights"));
}

TEST_F(DelegationTest, R31_HoldsWithTheDelegatorsDecision) {
  const std::string id = Propose(system_.ToCommittee());
  const Decided decided = Approve(id, system_.Approve("Delegation"));
  EXPECT_EQ(RuleResultOf(decided, "R-31")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().relies_on_size(), 1);
  EXPECT_EQ(ReasonsOf(Approve(id, system_.Approve("Again"))), "TWICE_STATED");
}

TEST_F(DelegationTest, R31_RefusesADecisionOfOthersOrLaterOrAgainst) {
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

TEST_F(DelegationTest, R31_RefusesADelegateWhoApprovesForItself) {
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

TEST_F(DelegationTest, R31_RefusesToActivateWhatNobodyApproved) {
  const std::string id = Propose(system_.ToCommittee());
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-10-01")), "R_31");
  EXPECT_EQ(ReasonsOf(Activate(id, "2022-06-30")), "content.on! R_31 R_09");
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
