// Involvement: who records what, counts and no people, and an answer to every theme.

#include "services/domain/involvement/involvement.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::event::v1::OUTCOME_HELD;
using witan::involvement::v1::ActivityCancelled;
using witan::involvement::v1::ActivityCompleted;
using witan::involvement::v1::ActivityOpened;
using witan::involvement::v1::ActivityPlanned;
using witan::involvement::v1::Answer;
using witan::involvement::v1::ANSWER_CHANGED;
using witan::involvement::v1::ANSWER_NOT_CHANGED;
using witan::involvement::v1::ANSWER_PARTLY;
using witan::involvement::v1::FeedbackGiven;
using witan::involvement::v1::InputRecorded;
using witan::involvement::v1::PartnerJoined;
using witan::involvement::v1::ReportPublished;
using witan::involvement::v1::ThemeAnswered;
using witan::involvement::v1::ThemeRecorded;
using witan::organisation::v1::ORGANISATION_KIND_HEALTHWATCH;
using witan::organisation::v1::ORGANISATION_KIND_ICB;

CivilDate Day(std::string_view text) { return *CivilDate::Parse(text); }

class InvolvementTest : public ::testing::Test {
 protected:
  InvolvementTest() {
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QVV", "NHS Dorset");
    healthwatch_ = world_.Organisation(ORGANISATION_KIND_HEALTHWATCH, "HWD", "Healthwatch Dorset");
    activity_ = world_.Must(Header(icb_), Plan());
  }

  ActivityPlanned Plan() const {
    ActivityPlanned content;
    content.set_title("Community mental health");
    content.set_organisation_id(icb_);
    content.set_purpose("What should the service look like?");
    content.set_method(witan::involvement::v1::INVOLVEMENT_METHOD_COPRODUCE);
    content.set_starts_on("2023-09-11");
    content.set_ends_on("2023-12-01");
    content.add_principles("WP10");
    return content;
  }

  witan::command::v1::CommandHeader Header(std::string_view actor,
                                           std::string_view date = "2024-04-08") const {
    return FakeWorld::Header(activity_, actor, date);
  }

  Decided Input(uint64_t people, bool fewer, std::string_view actor) {
    InputRecorded content;
    content.set_channel("survey");
    content.set_people(people);
    content.set_fewer_than_ten(fewer);
    content.set_summary("Evenings are the hard time");
    return world_.Do(Header(actor), content);
  }

  Decided Theme(std::string_view theme, std::string_view actor) {
    ThemeRecorded content;
    content.set_theme(std::string(theme));
    content.set_you_said("Open in the evening");
    return world_.Do(Header(actor), content);
  }

  Decided AnswerTheme(std::string_view theme, Answer answer, std::string_view reason = "",
                      std::string_view date = "2024-04-08") {
    ThemeAnswered content;
    content.set_theme(std::string(theme));
    content.set_answer(answer);
    content.set_we_did("Open until ten");
    content.set_reason_not_changed(std::string(reason));
    return world_.Do(Header(icb_, date), content);
  }

  Decided Feedback(std::string_view on = "2024-04-08") {
    FeedbackGiven content;
    content.set_how("A letter");
    content.set_on(std::string(on));
    return world_.Do(Header(icb_), content);
  }

  Decided Complete() { return world_.Do(Header(icb_, "2024-05-01"), ActivityCompleted()); }

  ActivityState State() const { return ActivityStateOf(*world_.Find(activity_)); }

  FakeWorld world_;
  std::string icb_;
  std::string healthwatch_;
  std::string activity_;
};

TEST_F(InvolvementTest, R62_CountsPeople) {
  const Decided decided = Input(138, false, icb_);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-62")->outcome(), OUTCOME_HELD);
  EXPECT_EQ(ReasonsOf(Input(10, false, icb_)), "");
  EXPECT_EQ(ReasonsOf(Input(0, true, icb_)), "");
  EXPECT_EQ(State().people, 148u);
  EXPECT_TRUE(State().has_uncounted_people);
}

TEST_F(InvolvementTest, R62_RefusesASmallNumberEvenAsAFact) {
  EXPECT_EQ(ReasonsOf(Input(1, false, icb_)), "R_62");
  EXPECT_EQ(ReasonsOf(Input(9, false, icb_)), "R_62");
  auto header = Header(icb_);
  header.set_record_of_fact("There were nine");
  InputRecorded content;
  content.set_channel("visit");
  content.set_people(9);
  content.set_summary("Nine came");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "R_62");
}

TEST_F(InvolvementTest, RefusesACountThatContradictsItselfOrCannotBe) {
  EXPECT_EQ(ReasonsOf(Input(12, true, icb_)), "content.people!");
  EXPECT_EQ(ReasonsOf(Input(100'000'001, false, icb_)), "content.people!");
}

TEST_F(InvolvementTest, R58_CompletesWhenEveryThemeIsAnsweredAndFeedbackGiven) {
  Theme("T1", icb_);
  Theme("T2", icb_);
  Theme("T3", icb_);
  AnswerTheme("T1", ANSWER_CHANGED);
  AnswerTheme("T2", ANSWER_PARTLY);
  AnswerTheme("T3", ANSWER_NOT_CHANGED, "Cannot be staffed");
  Feedback();
  const Decided decided = Complete();
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-58")->outcome(), OUTCOME_HELD);
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().relies_on_size(), 3);
  EXPECT_EQ(State().stage, ActivityStage::kCompleted);
}

TEST_F(InvolvementTest, R58_RefusesNotChangedWithoutItsReason) {
  Theme("T1", icb_);
  EXPECT_EQ(ReasonsOf(AnswerTheme("T1", ANSWER_NOT_CHANGED)), "R_58");
  EXPECT_EQ(ReasonsOf(AnswerTheme("T1", ANSWER_NOT_CHANGED, " \n")), "R_58");
  EXPECT_EQ(ReasonsOf(AnswerTheme("T1", ANSWER_NOT_CHANGED, "No staff")), "");
}

TEST_F(InvolvementTest, R58_RefusesToCompleteWithAThemeUnansweredOrWithoutFeedback) {
  Theme("T1", icb_);
  Theme("T2", icb_);
  AnswerTheme("T1", ANSWER_CHANGED);
  EXPECT_EQ(ReasonsOf(Complete()), "R_58");
  EXPECT_EQ(UnansweredOf(State()), std::vector<std::string>{"T2"});
  AnswerTheme("T2", ANSWER_CHANGED);
  EXPECT_EQ(ReasonsOf(Complete()), "R_58");
  Feedback();
  EXPECT_EQ(ReasonsOf(Complete()), "");
}

TEST_F(InvolvementTest, R58_RefusesToCompleteOnAnAnswerThatCameLater) {
  Theme("T1", icb_);
  Feedback();
  AnswerTheme("T1", ANSWER_CHANGED, "", "2024-05-02");
  EXPECT_EQ(ReasonsOf(Complete()), "R_58");
}

TEST_F(InvolvementTest, TakesTheNewestAnswerOfATheme) {
  Theme("T1", icb_);
  AnswerTheme("T1", ANSWER_NOT_CHANGED, "No staff");
  AnswerTheme("T1", ANSWER_CHANGED);
  ASSERT_EQ(State().themes.size(), 1u);
  EXPECT_EQ(State().themes[0].answer->answer(), ANSWER_CHANGED);
  EXPECT_EQ(ReasonsOf(AnswerTheme("T9", ANSWER_CHANGED)), "content.theme!");
  EXPECT_EQ(ReasonsOf(Theme("T1", icb_)), "TWICE_STATED");
}

TEST_F(InvolvementTest, IsRecordedByTheOrganisationOrAPartner) {
  EXPECT_EQ(ReasonsOf(Input(20, false, healthwatch_)), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(Theme("T1", healthwatch_)), "NOT_FOR_ROLE");
  PartnerJoined joined;
  joined.set_partner_id(icb_);
  joined.set_part("Runs the sessions");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), joined)), "content.partner_id!");
  joined.set_partner_id(healthwatch_);
  EXPECT_EQ(ReasonsOf(world_.Do(Header(healthwatch_), joined)), "");
  EXPECT_EQ(ReasonsOf(Input(20, false, healthwatch_)), "");
  EXPECT_EQ(ReasonsOf(Theme("T1", healthwatch_)), "");
  ReportPublished report;
  report.set_title("What you said");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(healthwatch_), report)), "");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(healthwatch_), ActivityCompleted())), "NOT_FOR_ROLE R_58");
}

TEST_F(InvolvementTest, IsPlannedByWhoInvolvesPeopleAndEndsAfterItsStart) {
  ActivityPlanned content = Plan();
  activity_.clear();
  EXPECT_EQ(ReasonsOf(world_.Do(Header(healthwatch_), content)), "NOT_FOR_ROLE");
  content.set_ends_on("2023-09-11");
  content.add_principles("WP11");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), content)), "content.ends_on! content.principles[1]!");
}

TEST_F(InvolvementTest, FeedbackIsDueFromTheEndOn) {
  EXPECT_FALSE(IsFeedbackDue(State(), Day("2023-11-30")));
  EXPECT_TRUE(IsFeedbackDue(State(), Day("2023-12-01")));
  EXPECT_EQ(ReasonsOf(Feedback("2024-04-09")), "content.on!");
  Feedback();
  EXPECT_FALSE(IsFeedbackDue(State(), Day("2024-12-01")));
}

TEST_F(InvolvementTest, IsOpenedOnceAndTakesNoStepAfterItsEnd) {
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), ActivityOpened())), "");
  EXPECT_EQ(State().stage, ActivityStage::kOpen);
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), ActivityOpened())), "TWICE_STATED");
  ActivityCancelled cancelled;
  cancelled.set_reason("The service closed");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), cancelled)), "");
  EXPECT_EQ(ReasonsOf(Theme("T1", icb_)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(world_.Do(Header(icb_), cancelled)), "WRONG_STATE");
  EXPECT_FALSE(IsFeedbackDue(State(), Day("2024-12-01")));
}

}  // namespace
}  // namespace witan::domain
