// Recovery support: entry and what it owes, criteria with evidence, and exit.

#include "services/domain/recovery/recovery.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"
#include "witan/segment/v1/segment.pb.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::event::v1::OUTCOME_FLAGGED;
using witan::event::v1::OUTCOME_HELD;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;
using witan::recovery::v1::ExitCriterionEvidenced;
using witan::recovery::v1::ExitCriterionSet;
using witan::recovery::v1::ImprovementDirectorAppointed;
using witan::recovery::v1::ImprovementPlanAgreed;
using witan::recovery::v1::RecoveryProgressReviewed;
using witan::recovery::v1::RecoverySupportEntered;
using witan::recovery::v1::RecoverySupportExited;

CivilDate Day(std::string_view text) { return *CivilDate::Parse(text); }

class RecoveryTest : public ::testing::Test {
 protected:
  RecoveryTest() {
    national_ = world_.Organisation(ORGANISATION_KIND_NHSE_NATIONAL, "NHSE", "NHS England");
    y60_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
    y62_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y62", "North West");
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QOC", "NHS Shropshire", {y60_});
    trust_ =
        world_.Organisation(ORGANISATION_KIND_NHS_TRUST, "RXW", "Shrewsbury and Telford", {icb_});
    other_ = world_.Organisation(ORGANISATION_KIND_NHS_TRUST, "RL4", "Wolverhampton", {y60_});
  }

  Decided Enter(std::string_view actor, std::string_view end = "2024-03-31",
                std::string_view date = "2022-08-08") {
    RecoverySupportEntered content;
    content.set_subject_id(trust_);
    content.set_reasons("Quality of maternity care");
    content.set_expected_end(std::string(end));
    return world_.Do(FakeWorld::Header("", actor, date), content);
  }

  void Entered() { recovery_ = std::get<Draft>(Enter(national_)).event.stream(); }

  void InSegment4() {
    witan::segment::v1::SegmentDecided content;
    content.set_subject_id(trust_);
    content.set_segment(4);
    content.set_reasons("Quality");
    content.set_system_view("Agrees");
    world_.Must(FakeWorld::Header("", national_, "2022-07-29"), content);
  }

  Decided SetCriterion(std::string_view code, std::string_view actor) {
    ExitCriterionSet content;
    content.set_criterion(std::string(code));
    content.set_text("Safe staffing for two quarters");
    return world_.Do(FakeWorld::Header(recovery_, actor, "2022-08-22"), content);
  }

  Decided Evidence(std::string_view code, std::string_view actor, bool with_document = true,
                   std::string_view date = "2023-05-01") {
    ExitCriterionEvidenced content;
    content.set_criterion(std::string(code));
    content.set_summary("Staffed as agreed");
    auto header = FakeWorld::Header(recovery_, actor, date);
    if (with_document) header.add_evidence()->set_title("Staffing return");
    return world_.Do(header, content);
  }

  Decided Exit(std::string_view actor, std::string_view date = "2023-06-30") {
    RecoverySupportExited content;
    content.set_reasons("All criteria are met");
    return world_.Do(FakeWorld::Header(recovery_, actor, date), content);
  }

  RecoveryState State() const { return RecoveryStateOf(*world_.Find(recovery_)); }

  FakeWorld world_;
  std::string national_;
  std::string y60_;
  std::string y62_;
  std::string icb_;
  std::string trust_;
  std::string other_;
  std::string recovery_;
};

TEST_F(RecoveryTest, R44_EntryInOrderOwesNothingMore) {
  InSegment4();
  const Decided decided = Enter(national_);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-44"), nullptr);
  EXPECT_EQ(std::get<Draft>(decided).event.verdict().relies_on_size(), 1);
}

TEST_F(RecoveryTest, R44_FlagsAnEntryThatLacksSegmentTimeLimitOrNationalDecider) {
  const Decided decided = Enter(y60_, "");
  ASSERT_EQ(ReasonsOf(decided), "");
  int flagged = 0;
  for (const auto& result : std::get<Draft>(decided).event.verdict().results()) {
    if (result.rule() == "R-44" && result.outcome() == OUTCOME_FLAGGED) ++flagged;
  }
  EXPECT_EQ(flagged, 3);
}

TEST_F(RecoveryTest, IsEnteredByNhsEnglandOnceAtATime) {
  EXPECT_EQ(ReasonsOf(Enter(icb_)), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(Enter(national_, "2022-08-08")), "content.expected_end!");
  Entered();
  EXPECT_EQ(ReasonsOf(Enter(national_)), "WRONG_STATE");
}

TEST_F(RecoveryTest, R40_RefusesAnotherRegion) { EXPECT_EQ(ReasonsOf(Enter(y62_)), "R_40"); }

TEST_F(RecoveryTest, R44_ExitsWhenEachCriterionIsEvidenced) {
  Entered();
  SetCriterion("C1", national_);
  SetCriterion("C2", national_);
  EXPECT_EQ(ReasonsOf(Evidence("C1", trust_)), "");
  EXPECT_EQ(UnevidencedOf(State()), std::vector<std::string>{"C2"});
  EXPECT_EQ(ReasonsOf(Exit(national_)), "R_44");
  EXPECT_EQ(ReasonsOf(Evidence("C2", icb_)), "");
  EXPECT_EQ(State().stage, RecoveryStage::kReadyToExit);
  const Decided decided = Exit(national_);
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-44")->outcome(), OUTCOME_HELD);
  EXPECT_EQ(State().stage, RecoveryStage::kExited);
  EXPECT_EQ(OpenRecoveryOf(world_, trust_, Day("2023-06-29"))->id, recovery_);
  EXPECT_EQ(OpenRecoveryOf(world_, trust_, Day("2023-06-30")), nullptr);
}

TEST_F(RecoveryTest, R44_RefusesExitWithoutAnyCriterion) {
  Entered();
  EXPECT_EQ(ReasonsOf(Exit(national_)), "R_44");
}

TEST_F(RecoveryTest, R44_RefusesExitOnEvidenceThatCameLater) {
  Entered();
  SetCriterion("C1", national_);
  Evidence("C1", trust_, true, "2023-07-01");
  EXPECT_EQ(ReasonsOf(Exit(national_, "2023-06-30")), "R_44");
  EXPECT_EQ(ReasonsOf(Exit(national_, "2023-07-01")), "");
}

TEST_F(RecoveryTest, R44_RefusesEvidenceWithoutADocument) {
  Entered();
  SetCriterion("C1", national_);
  EXPECT_EQ(ReasonsOf(Evidence("C1", trust_, false)), "R_44");
  EXPECT_EQ(ReasonsOf(Evidence("C9", trust_)), "content.criterion!");
}

TEST_F(RecoveryTest, SetsEachCriterionOnceByNhsEngland) {
  Entered();
  EXPECT_EQ(ReasonsOf(SetCriterion("C1", icb_)), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(SetCriterion("C1", national_)), "");
  EXPECT_EQ(ReasonsOf(SetCriterion("C1", national_)), "TWICE_STATED");
}

TEST_F(RecoveryTest, IsCarriedOnByThoseWhoTakePart) {
  Entered();
  ImprovementPlanAgreed plan;
  plan.set_summary("Staffing first");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(recovery_, other_, "2022-09-01"), plan)),
            "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(recovery_, icb_, "2022-09-01"), plan)), "");
  EXPECT_EQ(State().stage, RecoveryStage::kPlanAgreed);
  ImprovementDirectorAppointed director;
  director.set_person_id(world_.Person("Improvement director"));
  director.set_from("2022-09-01");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(recovery_, trust_, "2022-09-01"), director)),
            "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(recovery_, y60_, "2022-09-01"), director)), "");
  EXPECT_EQ(State().director_id, director.person_id());
}

TEST_F(RecoveryTest, TakesNoStepAfterItsExit) {
  Entered();
  SetCriterion("C1", national_);
  Evidence("C1", trust_);
  Exit(national_);
  RecoveryProgressReviewed reviewed;
  reviewed.set_finding("Stable");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(recovery_, y60_, "2023-07-01"), reviewed)),
            "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Exit(national_)), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
