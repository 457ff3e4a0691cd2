// Meetings: agenda and its order, attendance, quorum by item, what was closed to the public.

#include "services/domain/meeting/meeting.h"

#include <gtest/gtest.h>

#include "services/domain/testing/meeting_story.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::GovernedSystem;
using testing::MeetingStory;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::event::v1::OUTCOME_FLAGGED;
using witan::event::v1::OUTCOME_HELD;
using witan::interest::v1::MANAGEMENT_LEAVE_ROOM;
using witan::interest::v1::MANAGEMENT_NOTED;
using witan::interest::v1::MANAGEMENT_UNSPECIFIED;
using witan::meeting::v1::AgendaChanged;
using witan::meeting::v1::AttendanceRecorded;
using witan::meeting::v1::MeetingCancelled;
using witan::meeting::v1::MeetingClosed;
using witan::meeting::v1::MeetingOpened;
using witan::meeting::v1::MeetingScheduled;
using witan::meeting::v1::MinutesApproved;
using witan::meeting::v1::MinutesDrafted;
using witan::meeting::v1::MinutesPublished;
using witan::meeting::v1::PapersPublished;
using witan::meeting::v1::PRESENCE_PART;
using witan::meeting::v1::PublicExcluded;
using witan::meeting::v1::QuorumStated;

class MeetingTest : public ::testing::Test {
 protected:
  MeetingTest() : meeting_{.system = system_, .body_id = system_.board, .id = ""} {}

  template <class Content>
  Decided Do(const Content& content) {
    return system_.world.Do(meeting_.Header(), content);
  }

  const Record& Record_() const { return *system_.world.Find(meeting_.id); }

  Decided State(bool quorate, std::string_view item = "") {
    QuorumStated content;
    content.set_quorate(quorate);
    content.set_item(std::string(item));
    return Do(content);
  }

  Decided Decision(std::string_view item = "3") { return Make(meeting_.Decision(item)); }

  Decided Make(const witan::decision::v1::DecisionMade& content) {
    return system_.world.Do(FakeWorld::Header("", system_.icb, meeting_.date), content);
  }

  Decided Exclude(std::string_view reason, std::string_view item = "4") {
    PublicExcluded content;
    content.add_items(std::string(item));
    content.set_reason(std::string(reason));
    return Do(content);
  }

  static void ExpectOutcome(const Decided& decided, std::string_view rule,
                            witan::event::v1::Outcome outcome) {
    ASSERT_EQ(ReasonsOf(decided), "");
    ASSERT_NE(RuleResultOf(decided, rule), nullptr) << rule;
    EXPECT_EQ(RuleResultOf(decided, rule)->outcome(), outcome) << rule;
  }

  GovernedSystem system_;
  MeetingStory meeting_;
};

// ----

TEST_F(MeetingTest, R52_HoldsWhenDeclarationsStandBefore) {
  meeting_.Hold();
  ExpectOutcome(Decision(), "R-52", OUTCOME_HELD);
}

TEST_F(MeetingTest, R52_RefusesADecisionBeforeTheDeclarations) {
  MeetingScheduled content = meeting_.Scheduled();
  content.mutable_agenda()->SwapElements(1, 2);
  meeting_.Schedule(content);
  meeting_.Open();
  Do(MeetingStory::Attendance(system_, 10));
  EXPECT_EQ(ReasonsOf(Decision()), "R_52");
}

TEST_F(MeetingTest, R52_FlagsTheAgendaInTime) {
  MeetingScheduled content = meeting_.Scheduled();
  content.mutable_agenda()->SwapElements(1, 2);
  const auto header = FakeWorld::Header("", system_.icb, meeting_.date);
  ExpectOutcome(system_.world.Do(header, content), "R-52", OUTCOME_FLAGGED);
}

// ----

TEST_F(MeetingTest, R19_HoldsWithAQuorumAndRefusesWithout) {
  meeting_.Hold(6);
  ExpectOutcome(Decision(), "R-19", OUTCOME_HELD);
  Do(MeetingStory::Attendance(system_, 5));
  EXPECT_EQ(ReasonsOf(Decision()), "R_19");
}

TEST_F(MeetingTest, R19_RecordsAnInquorateDecisionAsTheFactThatItWas) {
  meeting_.Hold(5);
  auto header = FakeWorld::Header("", system_.icb, meeting_.date);
  header.set_record_of_fact("Business went on in good faith");
  const Decided decided = system_.world.Do(header, meeting_.Decision());
  ASSERT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().broken_rules(0), "R-19");
}

TEST_F(MeetingTest, R19_R53_ARecusalTakesTheMemberOutOfTheItemAlone) {
  meeting_.Hold(6);
  meeting_.Conflict(testing::kTrustPartner, "4", MANAGEMENT_LEAVE_ROOM);
  meeting_.Conflict(testing::kFinanceDirector, "3", MANAGEMENT_LEAVE_ROOM);
  EXPECT_EQ(QuorumForItem(system_.world, Record_(), "3").counted, 5u);
  EXPECT_EQ(QuorumForItem(system_.world, Record_(), "2").counted, 6u);
  EXPECT_EQ(ReasonsOf(Decision()), "R_19");
}

TEST_F(MeetingTest, R19_AConflictThatIsOnlyNotedLeavesTheMemberIn) {
  meeting_.Hold(6);
  meeting_.Conflict(testing::kFinanceDirector, "3", MANAGEMENT_NOTED);
  ExpectOutcome(Decision(), "R-19", OUTCOME_HELD);
}

TEST_F(MeetingTest, R19_CountsWhoWasThereForTheItem) {
  meeting_.Schedule(meeting_.Scheduled());
  meeting_.Open();
  AttendanceRecorded content = MeetingStory::Attendance(system_, 6);
  content.mutable_attendance(5)->set_presence(PRESENCE_PART);
  content.mutable_attendance(5)->add_items("3");
  ASSERT_EQ(ReasonsOf(Do(content)), "");
  EXPECT_EQ(QuorumForItem(system_.world, Record_(), "3").state, QuorumState::kQuorate);
  EXPECT_EQ(QuorumForItem(system_.world, Record_(), "4").state, QuorumState::kInquorate);
  EXPECT_EQ(QuorumForItem(system_.world, Record_(), "").state, QuorumState::kInquorate);
}

TEST_F(MeetingTest, R19_FlagsAStatementThatDiffersFromTheAttendance) {
  meeting_.Hold(6);
  ExpectOutcome(State(true), "R-19", OUTCOME_HELD);
  ExpectOutcome(State(false), "R-19", OUTCOME_FLAGGED);
  EXPECT_EQ(ReasonsOf(State(true, "17")), "content.item!");
}

// ----

TEST_F(MeetingTest, R53_RefusesAVoteOfWhoIsKeptOut) {
  meeting_.Hold();
  meeting_.Conflict(testing::kTrustPartner, "3", MANAGEMENT_LEAVE_ROOM);
  auto content = meeting_.Decision();
  auto* position = content.add_positions();
  position->set_person_id(system_.members[testing::kTrustPartner]);
  position->set_position(witan::decision::v1::POSITION_FOR);
  EXPECT_EQ(ReasonsOf(Make(content)), "R_53");
  position->set_position(witan::decision::v1::POSITION_TOOK_NO_PART);
  ExpectOutcome(Make(content), "R-53", OUTCOME_HELD);
}

TEST_F(MeetingTest, R53_RefusesToPublishWhileAConflictIsNotManaged) {
  meeting_.Hold();
  meeting_.Conflict(testing::kTrustPartner, "3", MANAGEMENT_UNSPECIFIED);
  const std::string id = std::get<Draft>(Decision()).event.stream();
  witan::decision::v1::DecisionPublished content;
  EXPECT_EQ(ReasonsOf(system_.world.Do(meeting_.Header(id), content)), "R_53");
  meeting_.Conflict(testing::kTrustPartner, "3", MANAGEMENT_NOTED);
  ExpectOutcome(system_.world.Do(meeting_.Header(id), content), "R-53", OUTCOME_HELD);
}

// ----

TEST_F(MeetingTest, R56_RefusesAPrivateItemWithoutItsResolution) {
  meeting_.Hold();
  EXPECT_EQ(ReasonsOf(Decision("4")), "R_56");
  ExpectOutcome(Decision("3"), "R-56", OUTCOME_HELD);
}

TEST_F(MeetingTest, R56_RefusesAResolutionWithoutItsReason) {
  meeting_.Hold();
  EXPECT_EQ(ReasonsOf(Exclude("")), "R_56");
  EXPECT_EQ(ReasonsOf(Exclude(" ")), "R_56");
  EXPECT_EQ(ReasonsOf(Exclude("Commercial terms", "17")), "content.items[0]!");
  ExpectOutcome(Exclude("Commercial terms"), "R-56", OUTCOME_HELD);
  ExpectOutcome(Decision("4"), "R-56", OUTCOME_HELD);
}

TEST_F(MeetingTest, R56_FlagsAPrivateMeetingOfABodyThatMeetsInPublic) {
  MeetingScheduled content = meeting_.Scheduled();
  content.set_in_public(false);
  const auto header = FakeWorld::Header("", system_.icb, meeting_.date);
  ExpectOutcome(system_.world.Do(header, content), "R-56", OUTCOME_FLAGGED);
}

// ---- steps

TEST_F(MeetingTest, GoesItsWayInOrder) {
  meeting_.Schedule(meeting_.Scheduled());
  EXPECT_EQ(MeetingStageOf(Record_()), MeetingStage::kScheduled);
  EXPECT_EQ(ReasonsOf(Do(MeetingClosed())), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Do(MeetingStory::Attendance(system_, 6))), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Decision()), "WRONG_STATE R_19");
  meeting_.Open();
  EXPECT_EQ(ReasonsOf(Do(MeetingOpened())), "WRONG_STATE");
  MeetingCancelled cancelled;
  cancelled.set_reason("Snow");
  EXPECT_EQ(ReasonsOf(Do(cancelled)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Do(MeetingClosed())), "");
  AgendaChanged changed;
  *changed.mutable_agenda() = meeting_.Scheduled().agenda();
  EXPECT_EQ(ReasonsOf(Do(changed)), "WRONG_STATE");
}

TEST_F(MeetingTest, IsRecordedByItsOwnBody) {
  const MeetingScheduled content = meeting_.Scheduled();
  auto header = FakeWorld::Header("", system_.other_icb, meeting_.date);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "NOT_FOR_ROLE");
  header = FakeWorld::Header("", system_.icb, meeting_.date);
  header.mutable_acted_by()->set_body_id(system_.committee);
  EXPECT_EQ(ReasonsOf(system_.world.Do(header, content)), "NOT_FOR_ROLE");
}

TEST_F(MeetingTest, RefusesAnItemThatStandsTwiceAndADayBeforeTheBody) {
  MeetingScheduled content = meeting_.Scheduled();
  content.mutable_agenda(1)->set_item("1");
  content.set_on("2021-01-01");
  EXPECT_EQ(ReasonsOf(system_.world.Do(FakeWorld::Header("", system_.icb, meeting_.date), content)),
            "content.agenda[1].item! content.on!");
}

TEST_F(MeetingTest, RefusesAttendanceOfStrangersAndTwice) {
  meeting_.Schedule(meeting_.Scheduled());
  meeting_.Open();
  AttendanceRecorded content = MeetingStory::Attendance(system_, 6);
  content.mutable_attendance(0)->set_person_id(system_.members[1]);
  EXPECT_EQ(ReasonsOf(Do(content)), "content.attendance[1].person_id!");
  const std::string guest = system_.world.Person("Guest");
  content.mutable_attendance(0)->set_person_id(guest);
  EXPECT_EQ(ReasonsOf(Do(content)), "content.attendance[0].person_id!");
  content.mutable_attendance(0)->set_in_attendance(true);
  EXPECT_EQ(ReasonsOf(Do(content)), "");
  EXPECT_EQ(AttendeesFor(Record_(), "3", {}).size(), 5u);
  content.mutable_attendance(0)->set_in_attendance(false);
  content.mutable_attendance(0)->set_deputy_for_id(guest);
  EXPECT_EQ(ReasonsOf(Do(content)), "content.attendance[0].deputy_for_id!");
  content.mutable_attendance(0)->set_deputy_for_id(system_.members[0]);
  EXPECT_EQ(ReasonsOf(Do(content)), "");
}

TEST_F(MeetingTest, RefusesPapersAndDecisionsOfItemsThatAreNot) {
  meeting_.Hold();
  PapersPublished content;
  auto* paper = content.add_papers();
  paper->set_title("Options");
  paper->set_sha256(std::string(64, 'a'));
  paper->set_item("17");
  content.set_on(meeting_.date);
  EXPECT_EQ(ReasonsOf(Do(content)), "content.papers[0].item!");
  paper->set_item("3");
  EXPECT_EQ(ReasonsOf(Do(content)), "");
  EXPECT_EQ(ReasonsOf(Decision("17")), "content.agenda_item! R_52");
}

TEST_F(MeetingTest, ApprovesAndPublishesTheMinutesThatWereDrafted) {
  meeting_.Hold();
  Do(MeetingClosed());
  MinutesApproved approved;
  approved.set_sha256(std::string(64, 'a'));
  EXPECT_EQ(ReasonsOf(Do(approved)), "content.sha256!");
  MinutesDrafted drafted;
  drafted.set_sha256(approved.sha256());
  drafted.set_version("1");
  EXPECT_EQ(ReasonsOf(Do(drafted)), "");
  EXPECT_EQ(ReasonsOf(Do(drafted)), "TWICE_STATED");
  approved.set_approving_meeting_id(meeting_.id);
  EXPECT_EQ(ReasonsOf(Do(approved)), "content.approving_meeting_id!");
  MeetingScheduled next = meeting_.Scheduled();
  next.set_on("2022-11-03");
  approved.set_approving_meeting_id(
      system_.world.Must(FakeWorld::Header("", system_.icb, meeting_.date), next));
  EXPECT_EQ(ReasonsOf(Do(approved)), "");
  MinutesPublished published;
  published.set_on(meeting_.date);
  published.set_sha256(std::string(64, 'b'));
  EXPECT_EQ(ReasonsOf(Do(published)), "content.sha256!");
  published.set_sha256(approved.sha256());
  EXPECT_EQ(ReasonsOf(Do(published)), "");
}

}  // namespace
}  // namespace witan::domain
