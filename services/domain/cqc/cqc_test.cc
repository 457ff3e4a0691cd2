// Records of the CQC: its own acts, and no system assessment before its power to make one.

#include "services/domain/cqc/cqc.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::cqc::v1::CqcRecordPublished;
using witan::cqc::v1::CqcRecordWithdrawn;
using witan::cqc::v1::RECORD_KIND_RATING;
using witan::cqc::v1::RECORD_KIND_SYSTEM_ASSESSMENT;
using witan::organisation::v1::ORGANISATION_KIND_CQC;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_NHS_TRUST;

class CqcTest : public ::testing::Test {
 protected:
  CqcTest() {
    cqc_ = world_.Organisation(ORGANISATION_KIND_CQC, "CQC", "Care Quality Commission");
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QVV", "NHS Dorset");
    trust_ = world_.Organisation(ORGANISATION_KIND_NHS_TRUST, "RXW", "Shrewsbury and Telford");
  }

  Decided Publish(std::string_view actor, std::string_view subject, witan::cqc::v1::RecordKind kind,
                  std::string_view date) {
    CqcRecordPublished content;
    content.set_subject_id(std::string(subject));
    content.set_kind(kind);
    content.set_statement("Requires improvement");
    content.set_on(std::string(date));
    return world_.Do(FakeWorld::Header("", actor, date), content);
  }

  Decided Withdraw(std::string_view id, std::string_view actor) {
    CqcRecordWithdrawn content;
    content.set_reason("Published in error");
    return world_.Do(FakeWorld::Header(id, actor, "2023-06-01"), content);
  }

  FakeWorld world_;
  std::string cqc_;
  std::string icb_;
  std::string trust_;
};

TEST_F(CqcTest, R39_HoldsForTheCqcItself) {
  const Decided decided = Publish(cqc_, trust_, RECORD_KIND_RATING, "2021-11-01");
  EXPECT_EQ(ReasonsOf(decided), "");
  EXPECT_EQ(RuleResultOf(decided, "R-39")->outcome(), witan::event::v1::OUTCOME_HELD);
}

TEST_F(CqcTest, R39_RefusesOthers) {
  EXPECT_EQ(ReasonsOf(Publish(icb_, trust_, RECORD_KIND_RATING, "2021-11-01")), "R_39");
}

TEST_F(CqcTest, R39_RefusesASystemAssessmentBeforeApril2023) {
  EXPECT_EQ(ReasonsOf(Publish(cqc_, icb_, RECORD_KIND_SYSTEM_ASSESSMENT, "2023-03-31")), "R_39");
  EXPECT_EQ(ReasonsOf(Publish(cqc_, icb_, RECORD_KIND_SYSTEM_ASSESSMENT, "2023-04-01")), "");
}

TEST_F(CqcTest, R39_RefusesAnAssessmentThatClaimsAnEarlierPublication) {
  CqcRecordPublished content;
  content.set_subject_id(icb_);
  content.set_kind(RECORD_KIND_SYSTEM_ASSESSMENT);
  content.set_statement("Good");
  content.set_on("2022-12-01");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header("", cqc_, "2023-06-01"), content)), "R_39");
}

TEST_F(CqcTest, AssessesSystemsOnly) {
  EXPECT_EQ(ReasonsOf(Publish(cqc_, trust_, RECORD_KIND_SYSTEM_ASSESSMENT, "2023-06-01")),
            "content.subject_id!");
}

TEST_F(CqcTest, R39_WithdrawsItsOwnRecordOnce) {
  const std::string id =
      std::get<Draft>(Publish(cqc_, trust_, RECORD_KIND_RATING, "2022-01-04")).event.stream();
  EXPECT_EQ(ReasonsOf(Withdraw(id, icb_)), "R_39");
  EXPECT_FALSE(IsWithdrawn(*world_.Find(id)));
  EXPECT_EQ(ReasonsOf(Withdraw(id, cqc_)), "");
  EXPECT_TRUE(IsWithdrawn(*world_.Find(id)));
  EXPECT_EQ(ReasonsOf(Withdraw(id, cqc_)), "TWICE_STATED");
}

}  // namespace
}  // namespace witan::domain
