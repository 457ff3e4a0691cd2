// Bodies: establishment, constitution and terms.

#include "services/domain/body/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/body_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::body::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }
const CivilDate kToday = Day(GovernedSystem::kDay);

class BodyTest : public testing::BodyStory {
 protected:
  TermsOfReferenceApproved Terms(std::string_view version, std::string_view from) const {
    TermsOfReferenceApproved content;
    content.set_version(std::string(version));
    content.set_decision_rights(DECISION_RIGHTS_ADVISORY);
    content.set_holds_from(std::string(from));
    return content;
  }

  QuorumSet Quorum() const {
    QuorumSet content;
    content.mutable_rule()->set_minimum_members(1);
    content.set_holds_from("2022-08-01");
    content.set_basis("Standing orders 4");
    return content;
  }
};

// ---- establishment

TEST_F(BodyTest, IsLiveFromEstablishmentToDissolution) {
  const std::string id = world().Must(FakeWorld::Header("", system_.icb, "2022-08-01"),
                                      Place("Sheffield place committee"));
  BodyDissolved dissolved;
  dissolved.set_on("2022-12-01");
  dissolved.set_reason("Merged");
  EXPECT_EQ(ReasonsOf(State(id, dissolved)), "");
  EXPECT_FALSE(BodyIsLiveOn(*world().Find(id), Day("2022-07-31")));
  EXPECT_TRUE(BodyIsLiveOn(*world().Find(id), Day("2022-11-30")));
  EXPECT_FALSE(BodyIsLiveOn(*world().Find(id), Day("2022-12-01")));
  EXPECT_EQ(ReasonsOf(State(id, dissolved)), "TWICE_STATED");
  const QuorumSet quorum = Quorum();
  EXPECT_EQ(ReasonsOf(State(id, quorum, "2022-12-01")), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(State(id, quorum, "2022-07-31")), "WRONG_STATE");
}

TEST_F(BodyTest, RefusesADissolutionBeforeItsBeginningOrIntoItself) {
  BodyDissolved dissolved;
  dissolved.set_on("2022-05-01");
  dissolved.set_reason("Merged");
  dissolved.set_successor_id(system_.board);
  EXPECT_EQ(ReasonsOf(State(system_.board, dissolved)), "content.on! content.successor_id!");
}

TEST_F(BodyTest, RefusesOrganisationsThatDoNotFitItsType) {
  BodyEstablished content = Place("Joint committee");
  content.set_type(BODY_TYPE_JOINT);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.organisation_ids!");
  content.set_type(BODY_TYPE_BOARD);
  content.add_organisation_ids(system_.trust);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.organisation_ids!");
  content.set_type(BODY_TYPE_JOINT);
  content.add_organisation_ids(system_.trust);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.organisation_ids[2]!");
}

TEST_F(BodyTest, RefusesAParentOfOthersOrUnderItself) {
  BodyEstablished content = Place("Place");
  content.set_parent_id(system_.ics_board);
  EXPECT_EQ(ReasonsOf(State("", content)), "content.parent_id!");
  // The board's establishment, replaced so that it stands under its own committee.
  BodyEstablished board = *First<BodyEstablished>(Board());
  board.set_parent_id(system_.committee);
  auto header = FakeWorld::Header(system_.board, system_.icb, GovernedSystem::kDay);
  header.mutable_corrects()->set_event_id(Board().facts.front()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("A slip");
  EXPECT_EQ(ReasonsOf(world().Do(header, board)), "content.parent_id!");
}

TEST_F(BodyTest, RefusesASecondBodyOfTheSameName) {
  EXPECT_EQ(ReasonsOf(State("", Place("Finance committee"))), "TWICE_STATED");
}

TEST_F(BodyTest, IsGovernedByItsOrganisationNhsEnglandOrARegistrar) {
  EXPECT_EQ(ReasonsOf(State("", Place("A"), GovernedSystem::kDay, system_.trust)),
            "NOT_YOUR_VOICE");
  EXPECT_EQ(ReasonsOf(State("", Place("B"), GovernedSystem::kDay, system_.region)), "");
  const std::string registrar = world().Organisation(
      witan::organisation::v1::ORGANISATION_KIND_REGISTRAR, "WITAN", "Register");
  EXPECT_EQ(ReasonsOf(State("", Place("C"), GovernedSystem::kDay, registrar)), "");
}

TEST_F(BodyTest, R16_HoldsForAForumThatAdvises) {
  BodyEstablished content = Place("Forum");
  content.set_type(BODY_TYPE_CONSULTATIVE_FORUM);
  content.set_decision_rights(DECISION_RIGHTS_NONE);
  const Decided decided = State("", content);
  ASSERT_NE(RuleResultOf(decided, "R-16"), nullptr);
  EXPECT_EQ(RuleResultOf(decided, "R-16")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(BodyTest, R16_RefusesAForumThatWouldDecide) {
  BodyEstablished content = Place("Forum");
  content.set_type(BODY_TYPE_CONSULTATIVE_FORUM);
  EXPECT_EQ(ReasonsOf(State("", content)), "R_16");
  TermsOfReferenceApproved terms = Terms("2.0", "2022-09-01");
  terms.set_decision_rights(DECISION_RIGHTS_RESERVED);
  EXPECT_EQ(ReasonsOf(State(system_.forum, terms)), "R_16");
}

// ---- constitution

TEST_F(BodyTest, HasNoConstitutionUntilItIsApproved) {
  EXPECT_EQ(ReasonsOf(State(system_.board, Submission("2.0"), "2022-11-01")), "");
  EXPECT_EQ(ConstitutionOn(Board(), Day("2023-02-01"))->version, "1.0");
  EXPECT_FALSE(ConstitutionOn(Board(), Day("2022-06-30")).has_value());
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("2.0", system_.region), "2022-12-01",
                            system_.region)),
            "");
  EXPECT_EQ(ConstitutionOn(Board(), Day("2022-12-31"))->version, "1.0");
  EXPECT_EQ(ConstitutionOn(Board(), Day("2023-01-01"))->version, "2.0");
  EXPECT_FALSE(ProvidesForMethodOn(Board(), DECISION_METHOD_VOTE, Day("2022-12-31")));
  EXPECT_TRUE(ProvidesForMethodOn(Board(), DECISION_METHOD_VOTE, Day("2023-01-01")));
}

TEST_F(BodyTest, R10_HoldsForTheSystemsOwnRegion) {
  State(system_.board, Submission("2.0"), "2022-11-01");
  const Decided decided =
      State(system_.board, Approval("2.0", system_.region), "2022-12-01", system_.region);
  EXPECT_EQ(RuleResultOf(decided, "R-10")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_THAT(RuleResultOf(decided, "R-10")->sentence(), HasSubstr("North East and Yorkshire"));
}

TEST_F(BodyTest, R10_RefusesAnotherRegionAndApprovalAfterTheFact) {
  State(system_.board, Submission("2.0"), "2022-11-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("2.0", system_.other_region), "2022-12-01",
                            system_.other_region)),
            "R_10");
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("2.0", system_.icb), "2022-12-01")), "R_10");
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("2.0", system_.region), "2023-01-02",
                            system_.region)),
            "R_10");
}

TEST_F(BodyTest, R10_RefusesAnAdditionalMemberWithoutApproval) {
  // The partnership board of 2021/22 has no approved constitution.
  MemberAppointed content = Appointment(MEMBER_ROLE_ADDITIONAL);
  EXPECT_EQ(ReasonsOf(State(system_.ics_board, content, GovernedSystem::kDay, system_.ics)),
            "R_10");
  content.set_approval_reference("NHSE/2022/17");
  EXPECT_EQ(ReasonsOf(State(system_.ics_board, content, GovernedSystem::kDay, system_.ics)), "");
}

TEST_F(BodyTest, R10_HoldsForAnAdditionalMemberUnderTheConstitution) {
  const Decided decided = State(system_.board, Appointment(MEMBER_ROLE_ADDITIONAL));
  EXPECT_EQ(RuleResultOf(decided, "R-10")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(BodyTest, R09_RefusesAConstitutionInForceBeforeEstablishment) {
  ConstitutionSubmitted submission = Submission("0.9");
  State(system_.board, submission, "2022-05-20");
  ConstitutionApproved approval = Approval("0.9", system_.region);
  approval.set_holds_from("2022-06-30");
  EXPECT_EQ(ReasonsOf(State(system_.board, approval, "2022-06-01", system_.region)), "R_09");
  approval.set_holds_from("2022-07-01");
  const Decided decided = State(system_.board, approval, "2022-06-01", system_.region);
  EXPECT_EQ(RuleResultOf(decided, "R-09")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(BodyTest, StatesAVersionOnceAndByItsActor) {
  EXPECT_EQ(ReasonsOf(State(system_.board, Submission("1.0"))), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("1.0", system_.region), GovernedSystem::kDay,
                            system_.region)),
            "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("9.9", system_.region), GovernedSystem::kDay,
                            system_.region)),
            "content.version!");
  State(system_.board, Submission("2.0"));
  EXPECT_EQ(ReasonsOf(State(system_.board, Approval("2.0", system_.region))),
            "content.approved_by_id!");
}

TEST_F(BodyTest, RefusesMethodsTwice) {
  ConstitutionSubmitted content = Submission("2.0");
  content.add_methods(DECISION_METHOD_VOTE);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "content.methods[1]!");
}

// ---- terms of reference

TEST_F(BodyTest, HasTheRightsOfItsTermsInForce) {
  EXPECT_TRUE(MayDecideOn(Committee(), kToday));
  EXPECT_EQ(ReasonsOf(State(system_.committee, Terms("2.0", "2022-10-01"))), "");
  EXPECT_TRUE(MayDecideOn(Committee(), Day("2022-09-30")));
  EXPECT_FALSE(MayDecideOn(Committee(), Day("2022-10-01")));
  EXPECT_EQ(ReasonsOf(State(system_.committee, Terms("2.0", "2022-11-01"))), "TWICE_STATED");
}

TEST_F(BodyTest, RefusesTermsThatItsParentDidNotApprove) {
  TermsOfReferenceApproved terms = Terms("2.0", "2022-10-01");
  terms.set_approving_decision_id(system_.Approve("Terms of the committee"));
  EXPECT_EQ(ReasonsOf(State(system_.committee, terms)), "");
  // The partnership board has no parent: its own decision is wanted, not that of the ICB's board.
  EXPECT_EQ(ReasonsOf(State(system_.ics_board, terms, GovernedSystem::kDay, system_.ics)),
            "content.approving_decision_id!");
}

}  // namespace
}  // namespace witan::domain
