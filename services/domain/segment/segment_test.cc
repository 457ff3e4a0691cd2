// Segments: who decides, where, how often they are reviewed, and what segment 4 owes.

#include "services/domain/segment/segment.h"

#include <gtest/gtest.h>

#include "services/domain/recovery/recovery.h"
#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::event::v1::OUTCOME_EXPLAINED;
using witan::event::v1::OUTCOME_FLAGGED;
using witan::event::v1::OUTCOME_HELD;
using witan::organisation::v1::ORGANISATION_KIND_FOUNDATION_TRUST;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;
using witan::segment::v1::SegmentDecided;
using witan::segment::v1::SegmentReviewed;
using witan::segment::v1::StocktakeCompleted;
using witan::segment::v1::StocktakeStarted;

CivilDate Day(std::string_view text) { return *CivilDate::Parse(text); }

class SegmentTest : public ::testing::Test {
 protected:
  SegmentTest() {
    national_ = world_.Organisation(ORGANISATION_KIND_NHSE_NATIONAL, "NHSE", "NHS England");
    y60_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
    y63_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QJ2", "NHS Derby and Derbyshire", {y60_});
    trust_ = world_.Organisation(ORGANISATION_KIND_FOUNDATION_TRUST, "RTG",
                                 "Derby and Burton Hospitals", {icb_});
  }

  static SegmentDecided Content(std::string_view subject, uint32_t segment) {
    SegmentDecided content;
    content.set_subject_id(std::string(subject));
    content.set_segment(segment);
    content.set_reasons("As the metrics show");
    content.set_system_view("The board agrees");
    content.set_review_due("2022-10-28");
    return content;
  }

  Decided Segment(std::string_view actor, const SegmentDecided& content,
                  std::string_view record = "", std::string_view date = "2022-07-29") {
    return world_.Do(FakeWorld::Header(record, actor, date), content);
  }

  std::string Opened(std::string_view subject, uint32_t segment) {
    return std::get<Draft>(Segment(y60_, Content(subject, segment))).event.stream();
  }

  FakeWorld world_;
  std::string national_;
  std::string y60_;
  std::string y63_;
  std::string icb_;
  std::string trust_;
};

TEST_F(SegmentTest, R42_HoldsForNhsEngland) {
  const Decided decided = Segment(y60_, Content(icb_, 2));
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-42")->outcome(), OUTCOME_HELD);
}

TEST_F(SegmentTest, R42_RefusesASystemAsDecider) {
  EXPECT_EQ(ReasonsOf(Segment(icb_, Content(trust_, 2))), "R_42");
}

TEST_F(SegmentTest, R42_RefusesASegmentThatIsNone) {
  EXPECT_EQ(ReasonsOf(Segment(y60_, Content(icb_, 5))), "content.segment!");
  EXPECT_EQ(ReasonsOf(Segment(y60_, Content(icb_, 0))), "content.segment!");
}

TEST_F(SegmentTest, R42_WantsTheSystemsViewOfAnOrganisationOrAReason) {
  SegmentDecided content = Content(trust_, 3);
  content.clear_system_view();
  EXPECT_EQ(ReasonsOf(Segment(y60_, content)), "R_42");
  auto header = FakeWorld::Header("", y60_, "2022-07-29");
  auto* reason = header.add_soft_reasons();
  reason->set_rule("R-42");
  reason->set_reason("The board meets next month");
  const Decided decided = world_.Do(header, content);
  ASSERT_EQ(ReasonsOf(decided), "");
  const auto& results = std::get<Draft>(decided).event.verdict().results();
  EXPECT_TRUE(std::any_of(results.begin(), results.end(), [](const auto& result) {
    return result.rule() == "R-42" && result.outcome() == OUTCOME_EXPLAINED;
  }));
}

TEST_F(SegmentTest, R42_FlagsAReviewThatIsLateOrMissing) {
  for (const char* due : {"", "2022-12-01"}) {
    SegmentDecided content = Content(icb_, 1);
    content.set_review_due(due);
    Findings findings;
    const auto header = FakeWorld::Header("", y60_, "2022-07-29");
    const Deciding deciding{.world = world_,
                            .header = header,
                            .principal = {},
                            .record = nullptr,
                            .record_id = "new",
                            .occurred = Day("2022-07-29"),
                            .today = Day("2022-07-29")};
    Decide(deciding, content, findings);
    EXPECT_TRUE(std::any_of(findings.rules().begin(), findings.rules().end(), [](const auto& rule) {
      return rule.id == RuleId::k42 && !rule.held && rule.level == Level::kDerive;
    })) << due;
  }
}

TEST_F(SegmentTest, R42_ReviewsAreDueAndOverdue) {
  const std::string id = Opened(icb_, 2);
  const SegmentOnDate before = SegmentStateOn(*world_.Find(id), Day("2022-10-28"));
  EXPECT_FALSE(IsReviewOverdue(before, Day("2022-10-28")));
  EXPECT_TRUE(IsReviewOverdue(before, Day("2022-10-29")));
  SegmentReviewed reviewed;
  reviewed.set_finding("Unchanged");
  reviewed.set_review_due("2023-01-25");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(id, y60_, "2023-01-25"), reviewed)),
            "content.review_due!");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(id, icb_, "2022-10-26"), reviewed)), "R_42");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(id, y60_, "2022-10-26"), reviewed)), "");
  EXPECT_FALSE(
      IsReviewOverdue(SegmentStateOn(*world_.Find(id), Day("2022-10-29")), Day("2022-10-29")));
}

TEST_F(SegmentTest, R40_RefusesAnotherRegion) {
  EXPECT_EQ(ReasonsOf(Segment(y63_, Content(trust_, 2))), "R_40");
  EXPECT_EQ(RuleResultOf(Segment(y60_, Content(trust_, 2)), "R-40")->outcome(), OUTCOME_HELD);
}

TEST_F(SegmentTest, KeepsOneRecordForEachSubject) {
  const std::string id = Opened(icb_, 2);
  EXPECT_EQ(ReasonsOf(Segment(y60_, Content(icb_, 3))), "RECORD_EXISTS");
  EXPECT_EQ(ReasonsOf(Segment(y60_, Content(trust_, 3), id)), "content.subject_id!");
  EXPECT_EQ(ReasonsOf(Segment(y60_, Content(icb_, 3), id, "2022-10-01")), "");
  EXPECT_EQ(SegmentOf(world_, icb_, Day("2022-09-30")).segment, 2u);
  EXPECT_EQ(SegmentOf(world_, icb_, Day("2022-10-01")).segment, 3u);
  EXPECT_EQ(SegmentOf(world_, icb_, Day("2022-07-28")).segment, 0u);
  EXPECT_EQ(SegmentOf(world_, trust_, Day("2022-10-01")).segment, 0u);
}

TEST_F(SegmentTest, StocktakesAreStartedBeforeTheyEnd) {
  const std::string id = Opened(trust_, 3);
  StocktakeStarted started;
  started.set_scope("Urgent care");
  StocktakeCompleted completed;
  completed.set_findings("Flow");
  const auto header = FakeWorld::Header(id, y60_, "2022-08-05");
  EXPECT_EQ(ReasonsOf(world_.Do(header, completed)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(world_.Do(header, started)), "");
  EXPECT_EQ(ReasonsOf(world_.Do(header, started)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(world_.Do(header, completed)), "");
  EXPECT_TRUE(SegmentStateOn(*world_.Find(id), Day("2022-08-05")).has_stocktake_completed);
}

TEST_F(SegmentTest, R44_FlagsWhatSegment4Owes) {
  const Decided regional = Segment(y60_, Content(trust_, 4));
  ASSERT_EQ(ReasonsOf(regional), "");
  EXPECT_EQ(RuleResultOf(regional, "R-44")->outcome(), OUTCOME_FLAGGED);
  EXPECT_EQ(RuleResultOf(Segment(y60_, Content(icb_, 3)), "R-44"), nullptr);
}

TEST_F(SegmentTest, R44_OwesUntilDoneAndIsOverdueAfterTheConfiguredDays) {
  const std::string id = Opened(trust_, 4);
  const SegmentOnDate segment = SegmentStateOn(*world_.Find(id), Day("2022-09-01"));
  std::vector<Owed> owed = OwedBy(segment, false, nullptr);
  ASSERT_EQ(owed.size(), 5u);
  EXPECT_FALSE(owed[2].IsOverdue(Day("2022-08-28")));
  EXPECT_TRUE(owed[2].IsOverdue(Day("2022-08-29")));
  RecoveryState recovery;
  recovery.criteria.push_back({"C1", "Safe staffing", {}});
  owed = OwedBy(segment, true, &recovery);
  EXPECT_TRUE(owed[0].is_done);
  EXPECT_FALSE(owed[1].is_done);
  EXPECT_FALSE(owed[2].IsOverdue(Day("2023-01-01")));
  EXPECT_TRUE(owed[3].IsOverdue(Day("2023-01-01")));
  EXPECT_TRUE(owed[4].is_done);
  SegmentOnDate three = segment;
  three.segment = 3;
  EXPECT_TRUE(OwedBy(three, false, nullptr).empty());
}

}  // namespace
}  // namespace witan::domain
