// The members of a body: their seats, terms and capacities.

#include <gtest/gtest.h>

#include "services/domain/body/body.h"
#include "services/domain/testing/body_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::body::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }
const CivilDate kToday = Day(GovernedSystem::kDay);

class MembersTest : public testing::BodyStory {
 protected:
  MemberTermEnded End(testing::Seat seat, std::string_view on) const {
    MemberTermEnded content;
    content.set_person_id(system_.members[seat]);
    content.set_on(std::string(on));
    return content;
  }
};

TEST_F(MembersTest, KnowsItsMembersOnADay) {
  EXPECT_EQ(MembersOn(Board(), Day("2022-06-30")).size(), 0u);
  EXPECT_EQ(VotingMembersOn(Board(), kToday), 10u);
  EXPECT_EQ(ChairOn(Board(), kToday)->person_id(), system_.members[testing::kChair]);
  EXPECT_EQ(ReasonsOf(State(system_.board, End(testing::kChair, "2022-10-01"))), "");
  EXPECT_TRUE(ChairOn(Board(), Day("2022-09-30")).has_value());
  EXPECT_FALSE(ChairOn(Board(), Day("2022-10-01")).has_value());
  EXPECT_FALSE(MemberOn(Board(), system_.members[testing::kChair], Day("2022-10-01")).has_value());
  EXPECT_EQ(VotingMembersOn(Board(), Day("2022-10-01")), 9u);
}

TEST_F(MembersTest, SeatsAMemberAgainAfterAnEnd) {
  State(system_.board, End(testing::kMedicalDirector, "2022-10-01"));
  MemberAppointed again = Appointment(MEMBER_ROLE_MD);
  again.set_person_id(system_.members[testing::kMedicalDirector]);
  again.set_from("2022-11-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, again)), "");
  EXPECT_FALSE(MemberOn(Board(), again.person_id(), Day("2022-10-15")).has_value());
  EXPECT_TRUE(MemberOn(Board(), again.person_id(), Day("2022-11-01")).has_value());
}

TEST_F(MembersTest, RefusesASeatTwiceASecondChairAndAnEndOfNothing) {
  MemberAppointed again = Appointment(MEMBER_ROLE_MD);
  again.set_person_id(system_.members[testing::kMedicalDirector]);
  EXPECT_EQ(ReasonsOf(State(system_.board, again)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(State(system_.board, Appointment(MEMBER_ROLE_CHAIR))), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(State(system_.board, End(testing::kChair, "2022-07-01"))), "WRONG_STATE");
  MemberTermEnded removed = End(testing::kChair, "2022-10-01");
  removed.set_removed(true);
  EXPECT_EQ(ReasonsOf(State(system_.board, removed)), "content.reason!");
}

TEST_F(MembersTest, RefusesAVoteOfAnObserverAndATermThatEndsBeforeItBegins) {
  MemberAppointed content = Appointment(MEMBER_ROLE_OBSERVER);
  content.set_to(content.from());
  content.add_constituency_ids(system_.trust);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)),
            "content.to! content.votes! content.constituency_ids[0]!");
}

TEST_F(MembersTest, R05_HoldsForAPartnerWhoBringsAPerspective) {
  const Decided decided = State(system_.board, Appointment(MEMBER_ROLE_PARTNER_TRUST));
  EXPECT_EQ(RuleResultOf(decided, "R-05")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(MembersTest, R05_RefusesADelegateOnABoard) {
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

TEST_F(MembersTest, R09_RefusesAMemberInOfficeBeforeEstablishment) {
  MemberAppointed content = Appointment(MEMBER_ROLE_EXECUTIVE);
  content.set_from("2022-06-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "R_09");
  content.set_designate(true);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "");
}

TEST_F(MembersTest, R11_LetsTheDeputyChairActOnlyUnderAConstitutionThatSaysSo) {
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
