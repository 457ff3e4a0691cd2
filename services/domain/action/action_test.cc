// Actions: owner, due date, and how they end.

#include "services/domain/action/action.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"
#include "witan/body/v1/body.pb.h"
#include "witan/concern/v1/concern.pb.h"
#include "witan/meeting/v1/meeting.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::action::v1::ActionAssigned;
using witan::action::v1::ActionCancelled;
using witan::action::v1::ActionClosed;
using witan::action::v1::ActionDueDateChanged;
using witan::action::v1::ActionProgressed;
using witan::action::v1::ActionReassigned;
using witan::command::v1::CommandHeader;

class ActionTest : public ::testing::Test {
 protected:
  ActionTest() {
    icb_ = world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_ICB, "QVV", "NHS Dorset");
    person_ = world_.Person("Director of Finance", icb_);
  }

  ActionAssigned Content() const {
    ActionAssigned content;
    content.set_title("Write to the trust");
    content.set_owner_person_id(person_);
    content.set_due("2024-04-01");
    return content;
  }

  CommandHeader Header(std::string_view date = "2024-03-07") const {
    return FakeWorld::Header(action_, icb_, date);
  }

  void Assign() { action_ = world_.Must(Header(), Content()); }

  Decided Close(const char* evidence) {
    CommandHeader header = Header("2024-03-28");
    if (evidence != nullptr) header.add_evidence()->set_title(evidence);
    ActionClosed content;
    content.set_summary("Written and answered");
    return world_.Do(header, content);
  }

  Decided Progress() {
    ActionProgressed content;
    content.set_note("Drafted");
    return world_.Do(Header("2024-03-29"), content);
  }

  ActionState State() const { return ActionStateOf(*world_.Find(action_)); }

  FakeWorld world_;
  std::string icb_;
  std::string person_;
  std::string action_;
};

TEST_F(ActionTest, IsOpenUntilItEndsAndOverdueAfterItsDate) {
  Assign();
  EXPECT_EQ(ReasonsOf(Progress()), "");
  EXPECT_EQ(State().stage, ActionStage::kOpen);
  EXPECT_EQ(State().owner_person_id, person_);
  EXPECT_FALSE(IsOverdue(State(), *CivilDate::Parse("2024-04-01")));
  EXPECT_TRUE(IsOverdue(State(), *CivilDate::Parse("2024-04-02")));
}

TEST_F(ActionTest, NeedsExactlyOneOwner) {
  ActionAssigned content = Content();
  content.set_owner_organisation_id(icb_);
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "content.owner_person_id!");
  content.clear_owner_person_id();
  content.clear_owner_organisation_id();
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "content.owner_person_id!");
}

TEST_F(ActionTest, IsNotDueBeforeItIsAssigned) {
  ActionAssigned content = Content();
  content.set_due("2024-03-06");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "content.due!");
}

TEST_F(ActionTest, ComesFromOneSource) {
  witan::concern::v1::ConcernRaised concern;
  concern.set_title("Handover delays");
  concern.set_lead_id(icb_);
  concern.set_subject_id(
      world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST, "R0D", "Trust"));
  concern.set_theme(witan::topic::v1::THEME_PEOPLE);
  concern.set_basis("Staff survey");
  concern.set_severity(witan::concern::v1::SEVERITY_LOW);
  concern.add_closing_criteria("Better");
  ActionAssigned content = Content();
  content.set_concern_id(world_.Must(Header(), concern));
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "");
  content.set_dissent_id(content.concern_id());
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "content.dissent_id!");
  content.clear_dissent_id();
  witan::body::v1::BodyEstablished body;
  body.set_name("Board");
  body.set_type(witan::body::v1::BODY_TYPE_BOARD);
  body.add_organisation_ids(icb_);
  body.set_decision_rights(witan::body::v1::DECISION_RIGHTS_RESERVED);
  witan::meeting::v1::MeetingScheduled meeting;
  meeting.set_body_id(world_.Must(Header(), body));
  meeting.set_on("2024-03-07");
  content.set_meeting_id(world_.Must(Header(), meeting));
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "content.decision_id!");
}

TEST_F(ActionTest, GoesToAnotherOwner) {
  Assign();
  ActionReassigned content;
  content.set_owner_organisation_id(icb_);
  EXPECT_EQ(ReasonsOf(world_.Do(Header("2024-03-10"), content)), "");
  EXPECT_EQ(State().owner_person_id, "");
  EXPECT_EQ(State().owner_organisation_id, icb_);
  EXPECT_EQ(ReasonsOf(world_.Do(Header("2024-03-10"), ActionReassigned())),
            "content.owner_person_id!");
}

TEST_F(ActionTest, R63_ClosesWithEvidence) {
  Assign();
  const Decided decided = Close("Letter of 20 March");
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-63")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(State().stage, ActionStage::kClosed);
  EXPECT_FALSE(IsOverdue(State(), *CivilDate::Parse("2024-05-01")));
}

TEST_F(ActionTest, R63_RefusesToCloseWithoutEvidence) {
  Assign();
  EXPECT_EQ(ReasonsOf(Close(nullptr)), "R_63");
  EXPECT_EQ(State().stage, ActionStage::kOpen);
}

TEST_F(ActionTest, R63_RefusesANewDueDateWithoutReason) {
  Assign();
  ActionDueDateChanged content;
  content.set_due("2024-06-01");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "R_63");
  content.set_reason(" ");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "R_63");
  content.set_reason("The trust answers in May");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "");
  EXPECT_EQ(State().due, "2024-06-01");
  EXPECT_EQ(State().due_changes, 1);
}

TEST_F(ActionTest, R63_RefusesToCancelWithoutReason) {
  Assign();
  ActionCancelled content;
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "R_63");
  content.set_reason("Overtaken by the merger");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(), content)), "");
  EXPECT_EQ(State().stage, ActionStage::kCancelled);
}

TEST_F(ActionTest, R63_RecordsAnUnevidencedClosureAsAFact) {
  Assign();
  CommandHeader header = Header("2024-03-28");
  header.set_record_of_fact("The minutes call it done and name nothing");
  ActionClosed content;
  content.set_summary("Called done");
  const Decided decided = world_.Do(header, content);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-63")->outcome(), witan::event::v1::OUTCOME_BROKEN);
}

TEST_F(ActionTest, TakesNoStepAfterItsEnd) {
  Assign();
  Close("Letter");
  EXPECT_EQ(ReasonsOf(Progress()), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Close("Letter")), "WRONG_STATE");
}

TEST_F(ActionTest, CorrectsAnEarlierFactOfAClosedAction) {
  Assign();
  Close("Letter");
  CommandHeader header = Header();
  header.mutable_corrects()->set_event_id(world_.Find(action_)->facts.front()->event_id());
  header.mutable_corrects()->set_kind(witan::common::v1::CORRECTION_KIND_REPLACES);
  header.mutable_corrects()->set_reason("Wrong date");
  ActionAssigned content = Content();
  content.set_due("2024-05-01");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "");
  EXPECT_EQ(State().due, "2024-05-01");
  EXPECT_EQ(State().stage, ActionStage::kClosed);
}

}  // namespace
}  // namespace witan::domain
