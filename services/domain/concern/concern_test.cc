// Concerns: who may raise one, the support that comes with it, and its end.

#include "services/domain/concern/concern.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::concern::v1::ConcernClosed;
using witan::concern::v1::ConcernEscalated;
using witan::concern::v1::ConcernRaised;
using witan::concern::v1::ConcernReviewed;
using witan::concern::v1::SupportAccepted;
using witan::concern::v1::SupportOffered;
using witan::organisation::v1::ORGANISATION_KIND_FOUNDATION_TRUST;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;

class ConcernTest : public ::testing::Test {
 protected:
  ConcernTest() {
    y60_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
    y62_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y62", "North West");
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QJ2", "NHS Derby and Derbyshire", {y60_});
    trust_ = world_.Organisation(ORGANISATION_KIND_FOUNDATION_TRUST, "RTG",
                                 "Derby and Burton Hospitals", {icb_});
  }

  Decided Raise(std::string_view actor, std::string_view lead) {
    ConcernRaised content;
    content.set_title("Handover delays");
    content.set_lead_id(std::string(lead));
    content.set_subject_id(trust_);
    content.set_theme(witan::topic::v1::THEME_QUALITY_ACCESS_OUTCOMES);
    content.set_basis("Three months above the region's average");
    content.set_severity(witan::concern::v1::SEVERITY_MEDIUM);
    content.add_closing_criteria("The average for two months in a row");
    return world_.Do(FakeWorld::Header("", actor, "2022-11-08"), content);
  }

  void Raised() { concern_ = std::get<Draft>(Raise(icb_, icb_)).event.stream(); }

  Decided Offer(std::string_view actor, std::string_view by, bool mandated = false) {
    SupportOffered content;
    content.set_by_id(std::string(by));
    content.set_support("A peer team for two weeks");
    content.set_mandated(mandated);
    return world_.Do(FakeWorld::Header(concern_, actor, "2022-11-15"), content);
  }

  Decided Accept(std::string_view actor) {
    SupportAccepted content;
    content.set_by_id(std::string(actor));
    return world_.Do(FakeWorld::Header(concern_, actor, "2022-11-18"), content);
  }

  Decided Review(std::string_view actor, std::string_view next) {
    ConcernReviewed content;
    content.set_finding("Better");
    content.set_next_review(std::string(next));
    return world_.Do(FakeWorld::Header(concern_, actor, "2023-01-10"), content);
  }

  Decided Escalate(std::string_view actor, std::string_view to) {
    ConcernEscalated content;
    content.set_to_id(std::string(to));
    content.set_reason("No change");
    return world_.Do(FakeWorld::Header(concern_, actor, "2023-01-11"), content);
  }

  Decided Close(std::string_view actor) {
    ConcernClosed content;
    content.set_outcome("Criteria met");
    return world_.Do(FakeWorld::Header(concern_, actor, "2023-03-01"), content);
  }

  ConcernState State() const { return ConcernStateOf(*world_.Find(concern_)); }

  FakeWorld world_;
  std::string y60_;
  std::string y62_;
  std::string icb_;
  std::string trust_;
  std::string concern_;
};

TEST_F(ConcernTest, IsRaisedByASystemOrNhsEngland) {
  EXPECT_EQ(ReasonsOf(Raise(icb_, icb_)), "");
  EXPECT_EQ(ReasonsOf(Raise(y60_, icb_)), "");
  EXPECT_EQ(ReasonsOf(Raise(trust_, icb_)), "NOT_FOR_ROLE");
}

TEST_F(ConcernTest, R40_RefusesTheConcernOfAnotherRegion) {
  EXPECT_EQ(ReasonsOf(Raise(y62_, y62_)), "R_40");
  EXPECT_EQ(RuleResultOf(Raise(y60_, y60_), "R-40")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(ConcernTest, IsNotLedByItsSubject) {
  EXPECT_EQ(ReasonsOf(Raise(icb_, trust_)), "content.lead_id! content.lead_id!");
}

TEST_F(ConcernTest, ShowsTheSupportOfferedAndAccepted) {
  Raised();
  EXPECT_EQ(ReasonsOf(Offer(icb_, icb_)), "");
  ASSERT_EQ(State().support.size(), 1u);
  EXPECT_FALSE(State().support[0].is_accepted);
  EXPECT_EQ(ReasonsOf(Accept(trust_)), "");
  EXPECT_TRUE(State().support[0].is_accepted);
  Offer(y60_, y60_, true);
  ASSERT_EQ(State().support.size(), 2u);
  EXPECT_TRUE(State().support[1].is_mandated);
  EXPECT_FALSE(State().support[1].is_accepted);
}

TEST_F(ConcernTest, RefusesSupportInAnothersNameOrMandatedByASystem) {
  Raised();
  EXPECT_EQ(ReasonsOf(Offer(icb_, y60_)), "content.by_id!");
  EXPECT_EQ(ReasonsOf(Offer(icb_, icb_, true)), "content.mandated!");
}

TEST_F(ConcernTest, RefusesAnAcceptanceByOthersOrOfNothing) {
  Raised();
  EXPECT_EQ(ReasonsOf(Accept(trust_)), "WRONG_STATE");
  Offer(icb_, icb_);
  EXPECT_EQ(ReasonsOf(Accept(icb_)), "content.by_id!");
  EXPECT_EQ(ReasonsOf(Accept(trust_)), "");
  EXPECT_EQ(ReasonsOf(Accept(trust_)), "WRONG_STATE");
}

TEST_F(ConcernTest, IsReviewedInTime) {
  Raised();
  EXPECT_EQ(ReasonsOf(Review(icb_, "2023-01-10")), "content.next_review!");
  EXPECT_EQ(ReasonsOf(Review(icb_, "2023-02-07")), "");
  EXPECT_FALSE(IsReviewOverdue(State(), *CivilDate::Parse("2023-02-07")));
  EXPECT_TRUE(IsReviewOverdue(State(), *CivilDate::Parse("2023-02-08")));
  Close(icb_);
  EXPECT_FALSE(IsReviewOverdue(State(), *CivilDate::Parse("2023-02-08")));
}

TEST_F(ConcernTest, IsCarriedOnByItsLeadOrNhsEngland) {
  Raised();
  EXPECT_EQ(ReasonsOf(Close(trust_)), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(Review(trust_, "")), "NOT_FOR_ROLE");
  EXPECT_EQ(ReasonsOf(Review(y62_, "")), "R_40");
  EXPECT_EQ(ReasonsOf(Review(y60_, "")), "");
}

TEST_F(ConcernTest, IsEscalatedToWhoOversees) {
  Raised();
  EXPECT_EQ(ReasonsOf(Escalate(icb_, trust_)), "content.to_id!");
  EXPECT_EQ(ReasonsOf(Escalate(icb_, icb_)), "content.to_id!");
  EXPECT_EQ(ReasonsOf(Escalate(icb_, y60_)), "");
  EXPECT_EQ(State().escalated_to_id, y60_);
}

TEST_F(ConcernTest, TakesNoStepAfterItsEnd) {
  Raised();
  EXPECT_EQ(ReasonsOf(Close(icb_)), "");
  EXPECT_TRUE(State().is_closed);
  EXPECT_EQ(ReasonsOf(Close(icb_)), "WRONG_STATE");
  EXPECT_EQ(ReasonsOf(Offer(icb_, icb_)), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
