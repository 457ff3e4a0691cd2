// Bodies: establishment, constitution, terms and members.

#include "services/domain/body/body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "witan/correction/v1/correction.pb.h"

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

class BodyTest : public ::testing::Test {
 protected:
  FakeWorld& world() { return system_.world; }
  const Record& Board() { return *world().Find(system_.board); }
  const Record& Committee() { return *world().Find(system_.committee); }

  template <class Content>
  Decided State(const std::string& body_id, const Content& content,
                std::string_view date = GovernedSystem::kDay, std::string_view actor_id = "") {
    return world().Do(FakeWorld::Header(body_id, actor_id.empty() ? system_.icb : actor_id, date),
                      content);
  }

  BodyEstablished Place(std::string_view name) const {
    BodyEstablished content;
    content.set_name(std::string(name));
    content.set_type(BODY_TYPE_PLACE);
    content.add_organisation_ids(system_.icb);
    content.set_decision_rights(DECISION_RIGHTS_DELEGATED);
    return content;
  }

  ConstitutionSubmitted Submission(std::string_view version) const {
    ConstitutionSubmitted content;
    content.set_version(std::string(version));
    content.add_methods(DECISION_METHOD_VOTE);
    content.set_holds_from("2023-01-01");
    content.mutable_quorum()->set_minimum_permille(500);
    content.set_deputy_chair_acts(true);
    return content;
  }

  ConstitutionApproved Approval(std::string_view version, const std::string& by) const {
    ConstitutionApproved content;
    content.set_version(std::string(version));
    content.set_approved_by_id(by);
    content.set_holds_from("2023-01-01");
    return content;
  }

  TermsOfReferenceApproved Terms(std::string_view version, std::string_view from) const {
    TermsOfReferenceApproved content;
    content.set_version(std::string(version));
    content.set_decision_rights(DECISION_RIGHTS_ADVISORY);
    content.set_holds_from(std::string(from));
    return content;
  }

  MemberAppointed Appointment(MemberRole role) {
    MemberAppointed content;
    content.set_person_id(world().Person("New member", system_.trust));
    content.set_role(role);
    content.set_sector(SECTOR_MENTAL_HEALTH);
    content.set_capacity(MEMBER_CAPACITY_NOT_DELEGATE);
    content.set_votes(true);
    content.set_appointing_authority("The chair");
    content.set_from(std::string(GovernedSystem::kDay));
    return content;
  }

  MemberTermEnded End(testing::Seat seat, std::string_view on) const {
    MemberTermEnded content;
    content.set_person_id(system_.members[seat]);
    content.set_on(std::string(on));
    return content;
  }

  QuorumSet Quorum() const {
    QuorumSet content;
    content.mutable_rule()->set_minimum_members(1);
    content.set_holds_from("2022-08-01");
    content.set_basis("Standing orders 4");
    return content;
  }

  GovernedSystem system_;
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

// ---- members

TEST_F(BodyTest, KnowsItsMembersOnADay) {
  EXPECT_EQ(MembersOn(Board(), Day("2022-06-30")).size(), 0u);
  EXPECT_EQ(VotingMembersOn(Board(), kToday), 10u);
  EXPECT_EQ(ChairOn(Board(), kToday)->person_id(), system_.members[testing::kChair]);
  EXPECT_EQ(ReasonsOf(State(system_.board, End(testing::kChair, "2022-10-01"))), "");
  EXPECT_TRUE(ChairOn(Board(), Day("2022-09-30")).has_value());
  EXPECT_FALSE(ChairOn(Board(), Day("2022-10-01")).has_value());
  EXPECT_FALSE(MemberOn(Board(), system_.members[testing::kChair], Day("2022-10-01")).has_value());
  EXPECT_EQ(VotingMembersOn(Board(), Day("2022-10-01")), 9u);
}

TEST_F(BodyTest, SeatsAMemberAgainAfterAnEnd) {
  State(system_.board, End(testing::kMedicalDirector, "2022-10-01"));
  MemberAppointed again = Appointment(MEMBER_ROLE_MD);
  again.set_person_id(system_.members[testing::kMedicalDirector]);
  again.set_from("2022-11-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, again)), "");
  EXPECT_FALSE(MemberOn(Board(), again.person_id(), Day("2022-10-15")).has_value());
  EXPECT_TRUE(MemberOn(Board(), again.person_id(), Day("2022-11-01")).has_value());
}

TEST_F(BodyTest, RefusesASeatTwiceASecondChairAndAnEndOfNothing) {
  MemberAppointed again = Appointment(MEMBER_ROLE_MD);
  again.set_person_id(system_.members[testing::kMedicalDirector]);
  EXPECT_EQ(ReasonsOf(State(system_.board, again)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(State(system_.board, Appointment(MEMBER_ROLE_CHAIR))), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(State(system_.board, End(testing::kChair, "2022-07-01"))), "WRONG_STATE");
  MemberTermEnded removed = End(testing::kChair, "2022-10-01");
  removed.set_removed(true);
  EXPECT_EQ(ReasonsOf(State(system_.board, removed)), "content.reason!");
}

TEST_F(BodyTest, RefusesAVoteOfAnObserverAndATermThatEndsBeforeItBegins) {
  MemberAppointed content = Appointment(MEMBER_ROLE_OBSERVER);
  content.set_to(content.from());
  content.add_constituency_ids(system_.trust);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)),
            "content.to! content.votes! content.constituency_ids[0]!");
}

TEST_F(BodyTest, R05_HoldsForAPartnerWhoBringsAPerspective) {
  const Decided decided = State(system_.board, Appointment(MEMBER_ROLE_PARTNER_TRUST));
  EXPECT_EQ(RuleResultOf(decided, "R-05")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(BodyTest, R05_RefusesADelegateOnABoard) {
  MemberAppointed content = Appointment(MEMBER_ROLE_PARTNER_LA);
  content.clear_sector();
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "R_05");
  content.set_sector(SECTOR_LOCAL_AUTHORITY);
  content.clear_capacity();
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "R_05");
  content.set_capacity(MEMBER_CAPACITY_REPRESENTATIVE);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "R_05");
  // R-05 may not be recorded as a fact either.
  auto header = FakeWorld::Header(system_.board, system_.icb, GovernedSystem::kDay);
  header.set_record_of_fact("It was so");
  EXPECT_EQ(ReasonsOf(world().Do(header, content)), "R_05");
}

TEST_F(BodyTest, R09_RefusesAMemberInOfficeBeforeEstablishment) {
  MemberAppointed content = Appointment(MEMBER_ROLE_EXECUTIVE);
  content.set_from("2022-06-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "R_09");
  content.set_designate(true);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "");
}

TEST_F(BodyTest, R11_LetsTheDeputyChairActOnlyUnderAConstitutionThatSaysSo) {
  const MemberAppointed deputy = Appointment(MEMBER_ROLE_DEPUTY_CHAIR);
  State(system_.board, deputy);
  EXPECT_TRUE(MayActAsChair(Board(), system_.members[testing::kChair], kToday));
  EXPECT_FALSE(MayActAsChair(Board(), deputy.person_id(), kToday));
  State(system_.board, Submission("2.0"), "2022-11-01");
  State(system_.board, Approval("2.0", system_.region), "2022-12-01", system_.region);
  EXPECT_TRUE(MayActAsChair(Board(), deputy.person_id(), Day("2023-01-01")));
}

}  // namespace
}  // namespace witan::domain
