// Interests and conflicts: declared, found and managed.

#include "services/domain/interest/interest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/testing/governed_system.h"
#include "witan/meeting/v1/meeting.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kChair;
using testing::kFinanceDirector;
using testing::kTrustPartner;
using testing::ReasonsOf;
using testing::RuleResultOf;
using namespace witan::interest::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }

class InterestTest : public ::testing::Test {
 protected:
  InterestTest() {
    decision_ = system_.Approve("Contract with the trust");
    id_ = system_.world.Must(Header(""), Content());
  }

  InterestDeclared Content() const {
    InterestDeclared content;
    content.set_person_id(system_.members[kTrustPartner]);
    content.set_kind(INTEREST_KIND_ACTUAL);
    content.set_category(INTEREST_CATEGORY_FINANCIAL);
    content.mutable_description()->set_plain("Chief executive of the trust");
    content.set_relates_to_id(system_.trust);
    content.set_arose_on("2022-07-01");
    content.set_declared_on("2022-07-02");
    return content;
  }

  witan::command::v1::CommandHeader Header(const std::string& id,
                                           std::string_view date = GovernedSystem::kDay) const {
    return FakeWorld::Header(id, system_.icb, date);
  }

  template <class Content>
  Decided State(const Content& content, std::string_view date = GovernedSystem::kDay) {
    return system_.world.Do(Header(id_, date), content);
  }

  ConflictIdentified Identified() const {
    ConflictIdentified content;
    content.set_person_id(system_.members[kTrustPartner]);
    content.set_decision_id(decision_);
    return content;
  }

  ConflictManaged Managed(Management management) const {
    ConflictManaged content;
    content.set_person_id(system_.members[kTrustPartner]);
    content.set_decision_id(decision_);
    content.set_management(management);
    content.set_decided_by("Chair");
    return content;
  }

  std::string Meeting() {
    witan::meeting::v1::MeetingScheduled content;
    content.set_body_id(system_.board);
    content.set_on("2022-09-08");
    content.set_in_public(true);
    auto add = [&content](const char* item, witan::meeting::v1::ItemKind kind) {
      auto& entry = *content.add_agenda();
      entry.set_item(item);
      entry.set_title(item);
      entry.set_kind(kind);
    };
    add("1", witan::meeting::v1::ITEM_KIND_DECLARATIONS);
    add("2", witan::meeting::v1::ITEM_KIND_DECISION);
    add("3", witan::meeting::v1::ITEM_KIND_DECISION);
    return system_.world.Must(Header("", "2022-08-20"), content);
  }

  const Record& Interest() { return *system_.world.Find(id_); }

  GovernedSystem system_;
  std::string decision_;
  std::string id_;
};

TEST_F(InterestTest, IsLiveFromItsBeginningToItsEndWheneverDeclared) {
  EXPECT_FALSE(InterestIsLiveOn(Interest(), Day("2022-06-30")));
  EXPECT_TRUE(InterestIsLiveOn(Interest(), Day("2022-07-01")));
  InterestCeased ceased;
  ceased.set_on("2022-12-01");
  EXPECT_EQ(ReasonsOf(State(ceased)), "");
  EXPECT_TRUE(InterestIsLiveOn(Interest(), Day("2022-11-30")));
  EXPECT_FALSE(InterestIsLiveOn(Interest(), Day("2022-12-01")));
  EXPECT_EQ(ReasonsOf(State(ceased)), "TWICE_STATED");
  EXPECT_EQ(InterestsOn(system_.world, system_.members[kTrustPartner], Day("2022-11-30")).size(),
            1u);
  EXPECT_THAT(InterestsOn(system_.world, system_.members[kTrustPartner], Day("2022-12-01")),
              IsEmpty());
  EXPECT_THAT(InterestsOn(system_.world, system_.members[kChair], Day("2022-11-30")), IsEmpty());
}

TEST_F(InterestTest, RefusesDatesOutOfOrderAndABlankDescription) {
  InterestDeclared content = Content();
  content.set_declared_on("2022-06-30");
  content.mutable_description()->set_plain(" ");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(""), content)),
            "content.description.plain! content.declared_on!");
  content = Content();
  content.set_declared_on("2090-01-01");
  EXPECT_EQ(ReasonsOf(system_.world.Do(Header(""), content)), "content.declared_on!");
  InterestCeased ceased;
  ceased.set_on("2022-06-30");
  EXPECT_EQ(ReasonsOf(State(ceased)), "content.on!");
}

TEST_F(InterestTest, IsUpdatedByItsHolderWhileItLasts) {
  InterestUpdated content;
  content.set_kind(INTEREST_KIND_PERCEIVED);
  content.set_category(INTEREST_CATEGORY_INDIRECT);
  content.set_person_id(system_.members[kTrustPartner]);
  content.mutable_description()->set_plain("Adviser to the trust");
  content.set_relates_to_id(system_.authority);
  EXPECT_EQ(InterestRelatesTo(Interest()), system_.trust);
  EXPECT_EQ(ReasonsOf(State(content)), "");
  EXPECT_EQ(InterestRelatesTo(Interest()), system_.authority);
  content.set_person_id(system_.members[kChair]);
  EXPECT_EQ(ReasonsOf(State(content)), "content.person_id!");
  InterestCeased ceased;
  ceased.set_on("2022-09-08");
  State(ceased);
  content.set_person_id(system_.members[kTrustPartner]);
  EXPECT_EQ(ReasonsOf(State(content)), "WRONG_STATE");
}

TEST_F(InterestTest, RefusesAConflictOfAnotherOrWithNothing) {
  ConflictIdentified content = Identified();
  content.set_person_id(system_.members[kChair]);
  EXPECT_EQ(ReasonsOf(State(content)), "content.person_id!");
  content = Identified();
  content.clear_decision_id();
  content.set_agenda_item("2");
  EXPECT_EQ(ReasonsOf(State(content)), "content.decision_id! content.meeting_id!");
  EXPECT_EQ(ReasonsOf(State(Identified())), "");
  EXPECT_EQ(ReasonsOf(State(Identified())), "TWICE_STATED");
}

TEST_F(InterestTest, R53_HoldsForAConflictFoundAndManagedByAnother) {
  State(Identified());
  const Decided decided = State(Managed(MANAGEMENT_NO_VOTE));
  EXPECT_EQ(RuleResultOf(decided, "R-53")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().relies_on_size(), 1);
}

TEST_F(InterestTest, R53_RefusesAMemberWhoManagesTheirOwnConflict) {
  State(Identified());
  const Decided decided =
      system_.world.Do(system_.MemberHeader(id_, kTrustPartner), Managed(MANAGEMENT_NOTED));
  EXPECT_EQ(ReasonsOf(decided), "R_53");
}

TEST_F(InterestTest, R53_RefusesManagementAfterThePublication) {
  witan::decision::v1::DecisionPublished published;
  system_.world.Must(Header(decision_, "2022-09-10"), published);
  State(Identified());
  EXPECT_EQ(ReasonsOf(State(Managed(MANAGEMENT_NOTED), "2022-09-11")), "R_53");
  EXPECT_EQ(ReasonsOf(State(Managed(MANAGEMENT_NOTED), "2022-09-09")), "");
}

TEST_F(InterestTest, RefusesToManageWhatNobodyFound) {
  EXPECT_EQ(ReasonsOf(State(Managed(MANAGEMENT_NOTED))), "WRONG_STATE");
}

TEST_F(InterestTest, ShowsTheConflictsOnADecision) {
  EXPECT_THAT(ConflictsOn(system_.world, {decision_, "", ""}), IsEmpty());
  State(Identified());
  auto conflicts = ConflictsOn(system_.world, {decision_, "", ""});
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].person_id, system_.members[kTrustPartner]);
  EXPECT_EQ(conflicts[0].managed, nullptr);
  State(Managed(MANAGEMENT_LEAVE_ROOM));
  conflicts = ConflictsOn(system_.world, {decision_, "", ""});
  ASSERT_EQ(conflicts.size(), 1u);
  ASSERT_NE(conflicts[0].managed, nullptr);
  EXPECT_EQ(conflicts[0].managed->management(), MANAGEMENT_LEAVE_ROOM);
}

TEST_F(InterestTest, ShowsTheConflictsOnAnItemAndOnTheWholeMeeting) {
  const std::string meeting = Meeting();
  ConflictIdentified item = Identified();
  item.clear_decision_id();
  item.set_meeting_id(meeting);
  item.set_agenda_item("2");
  EXPECT_EQ(ReasonsOf(State(item)), "");
  EXPECT_EQ(ConflictsOn(system_.world, {"", meeting, "2"}).size(), 1u);
  EXPECT_THAT(ConflictsOn(system_.world, {"", meeting, "3"}), IsEmpty());
  ConflictIdentified whole = item;
  whole.clear_agenda_item();
  EXPECT_EQ(ReasonsOf(State(whole)), "");
  EXPECT_EQ(ConflictsOn(system_.world, {"", meeting, "3"}).size(), 1u);
  // Managed on one item, it stays unmanaged on the other.
  ConflictManaged managed = Managed(MANAGEMENT_NO_VOTE);
  managed.clear_decision_id();
  managed.set_meeting_id(meeting);
  managed.set_agenda_item("3");
  EXPECT_EQ(ReasonsOf(State(managed)), "WRONG_STATE");
  managed.set_agenda_item("2");
  EXPECT_EQ(ReasonsOf(State(managed)), "");
  EXPECT_EQ(ConflictsOn(system_.world, {"", meeting, "3"})[0].managed, nullptr);
}

TEST(TakesOutOfVote, IsWhatKeepsAMemberFromVoting) {
  EXPECT_TRUE(TakesOutOfVote(MANAGEMENT_NO_VOTE));
  EXPECT_TRUE(TakesOutOfVote(MANAGEMENT_LEAVE_ROOM));
  EXPECT_TRUE(TakesOutOfVote(MANAGEMENT_OTHER_CHAIR));
  EXPECT_FALSE(TakesOutOfVote(MANAGEMENT_NOTED));
  EXPECT_FALSE(TakesOutOfVote(MANAGEMENT_NO_DISCUSSION));
  EXPECT_FALSE(TakesOutOfVote(MANAGEMENT_PAPERS_WITHHELD));
}

}  // namespace
}  // namespace witan::domain
