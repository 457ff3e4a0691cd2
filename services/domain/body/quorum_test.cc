// the quorum on a date, and who counts towards it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/body/body.h"
#include "services/domain/testing/body_story.h"

namespace witan::domain {
namespace {

using testing::GovernedSystem;
using ::testing::HasSubstr;
using testing::ReasonsOf;
using namespace witan::body::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }
const CivilDate kToday = Day(GovernedSystem::kDay);

class QuorumTest : public testing::BodyStory {
 protected:
  QuorumSet Quorum() const {
    QuorumSet content;
    content.set_holds_from("2022-08-01");
    content.set_basis("Standing orders 4");
    return content;
  }

  std::vector<Attendee> Attendees(size_t count) const {
    std::vector<Attendee> present;
    for (size_t i = 0; i < count; ++i) {
      present.push_back({.person_id = system_.members[i], .deputy_for_id = ""});
    }
    return present;
  }

  QuorumState Count(const std::vector<Attendee>& present) {
    return CountQuorum(world(), Board(), kToday, present).state;
  }
};

TEST_F(QuorumTest, R19_HoldsFromTheQuorumUpwards) {
  EXPECT_EQ(Count(Attendees(6)), QuorumState::kQuorate);
  const QuorumCount count = CountQuorum(world(), Board(), kToday, Attendees(5));
  EXPECT_EQ(count.state, QuorumState::kInquorate);
  EXPECT_THAT(count.sentence, HasSubstr("5 of 10 voting members"));
  EXPECT_THAT(count.sentence, HasSubstr("6 are needed"));
}

TEST_F(QuorumTest, R19_RefusesToCountTwiceTheConflictedAndStrangers) {
  auto present = Attendees(6);
  present[5].is_conflicted = true;
  EXPECT_EQ(Count(present), QuorumState::kInquorate);
  present = Attendees(5);
  present.push_back(present[0]);
  EXPECT_EQ(Count(present), QuorumState::kInquorate);
  present[5] = {.person_id = world().Person("Guest"), .deputy_for_id = ""};
  EXPECT_EQ(Count(present), QuorumState::kInquorate);
}

TEST_F(QuorumTest, CountsDeputiesAndTheConflictedWhereTheRuleSaysSo) {
  auto present = Attendees(4);
  present[0].is_conflicted = true;
  present.push_back({.person_id = world().Person("Deputy"), .deputy_for_id = system_.members[8]});
  EXPECT_EQ(CountQuorum(world(), Board(), kToday, present).counted, 3u);
  QuorumSet content = Quorum();
  content.mutable_rule()->set_minimum_members(5);
  content.mutable_rule()->set_deputies_count(true);
  content.mutable_rule()->set_conflicted_members_count(true);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "");
  EXPECT_EQ(CountQuorum(world(), Board(), kToday, present).counted, 5u);
  EXPECT_EQ(Count(present), QuorumState::kQuorate);
}

TEST_F(QuorumTest, CountsAPartOfTheMembersRoundedUp) {
  QuorumSet content = Quorum();
  content.mutable_rule()->set_minimum_permille(333);
  State(system_.board, content);
  EXPECT_EQ(Count(Attendees(3)), QuorumState::kInquorate);
  EXPECT_EQ(Count(Attendees(4)), QuorumState::kQuorate);
}

TEST_F(QuorumTest, DemandsItsRequiredRoles) {
  QuorumSet content = Quorum();
  content.mutable_rule()->add_required_roles(MEMBER_ROLE_MD);
  State(system_.board, content);
  const QuorumCount count = CountQuorum(world(), Board(), kToday, Attendees(6));
  EXPECT_EQ(count.state, QuorumState::kInquorate);
  EXPECT_THAT(count.sentence, HasSubstr("role MD"));
  EXPECT_EQ(Count(Attendees(7)), QuorumState::kQuorate);
}

TEST_F(QuorumTest, DemandsAQuorumOfEachConstituency) {
  BodyEstablished content = Place("Joint committee");
  content.set_type(BODY_TYPE_JOINT);
  content.add_organisation_ids(system_.authority);
  const std::string joint = std::get<Draft>(State("", content)).event.stream();
  MemberAppointed member = Appointment(MEMBER_ROLE_ADDITIONAL);
  member.set_capacity(MEMBER_CAPACITY_REPRESENTATIVE);
  member.add_constituency_ids(system_.icb);
  EXPECT_EQ(ReasonsOf(State(joint, member)), "");
  QuorumSet quorum = Quorum();
  for (const std::string& id : {system_.icb, system_.authority}) {
    auto& constituency = *quorum.mutable_rule()->add_constituencies();
    constituency.set_organisation_id(id);
    constituency.set_minimum_members(1);
  }
  EXPECT_EQ(ReasonsOf(State(joint, quorum)), "");
  const std::vector<Attendee> present = {{.person_id = member.person_id(), .deputy_for_id = ""}};
  const QuorumCount count = CountQuorum(world(), *world().Find(joint), kToday, present);
  EXPECT_EQ(count.state, QuorumState::kInquorate);
  EXPECT_THAT(count.sentence, HasSubstr("Barnsley Council"));
  // One person may sit for both.
  member.clear_constituency_ids();
  member.add_constituency_ids(system_.authority);
  member.set_role(MEMBER_ROLE_EXECUTIVE);
  State(joint, member);
  EXPECT_EQ(CountQuorum(world(), *world().Find(joint), kToday, present).state,
            QuorumState::kQuorate);
}

TEST_F(QuorumTest, ReturnsToItsQuorumAfterAnEmergency) {
  QuorumSet content = Quorum();
  content.mutable_rule()->set_minimum_members(3);
  content.set_holds_to("2022-09-01");
  State(system_.board, content);
  EXPECT_EQ(QuorumOn(Board(), Day("2022-08-31"))->rule.minimum_members(), 3u);
  EXPECT_EQ(QuorumOn(Board(), Day("2022-09-01"))->rule.minimum_members(), 6u);
}

TEST_F(QuorumTest, TakesTheConstitutionsQuorumWhereNoneIsSet) {
  EXPECT_EQ(CountQuorum(world(), *world().Find(system_.forum), kToday, {}).state,
            QuorumState::kNotStated);
  ConstitutionSubmitted submission = Submission("1.0");
  submission.set_holds_from("2022-08-01");
  EXPECT_EQ(ReasonsOf(State(system_.forum, submission, "2022-07-02")), "");
  ConstitutionApproved approval = Approval("1.0", system_.region);
  approval.set_holds_from("2022-08-01");
  EXPECT_EQ(ReasonsOf(State(system_.forum, approval, "2022-07-10", system_.region)), "");
  const auto quorum = QuorumOn(*world().Find(system_.forum), kToday);
  ASSERT_TRUE(quorum.has_value());
  EXPECT_EQ(quorum->basis, "Constitution 1.0");
}

TEST_F(QuorumTest, RefusesAQuorumThatMakesNoSense) {
  QuorumSet content = Quorum();
  content.mutable_rule();
  EXPECT_EQ(ReasonsOf(State(system_.board, content)), "content.rule!");
  content.mutable_rule()->set_minimum_permille(1001);
  content.set_holds_to("2022-08-01");
  EXPECT_EQ(ReasonsOf(State(system_.board, content)),
            "content.rule.minimum_permille! content.holds_to!");
  content = Quorum();
  for (int i = 0; i < 2; ++i) {
    auto& constituency = *content.mutable_rule()->add_constituencies();
    constituency.set_organisation_id(system_.icb);
    constituency.set_minimum_members(1);
  }
  EXPECT_EQ(ReasonsOf(State(system_.board, content)),
            "content.rule.constituencies[1].organisation_id!");
  content.mutable_rule()->mutable_constituencies(1)->set_organisation_id(system_.trust);
  EXPECT_EQ(ReasonsOf(State(system_.board, content)),
            "content.rule.constituencies[1].organisation_id!");
}

}  // namespace
}  // namespace witan::domain
