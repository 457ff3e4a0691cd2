// Regulatory action: by NHS England alone, in its own area.

#include "services/domain/regulation/regulation.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using testing::RuleResultOf;
using witan::organisation::v1::BoundaryChanged;
using witan::organisation::v1::ORGANISATION_KIND_FOUNDATION_TRUST;
using witan::organisation::v1::ORGANISATION_KIND_ICB;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;
using witan::regulation::v1::ComplianceCertified;
using witan::regulation::v1::RegulatoryActionLifted;
using witan::regulation::v1::RegulatoryActionTaken;

class RegulationTest : public ::testing::Test {
 protected:
  RegulationTest() {
    national_ = world_.Organisation(ORGANISATION_KIND_NHSE_NATIONAL, "NHSE", "NHS England");
    y63_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
    y62_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y62", "North West");
    icb_ = world_.Organisation(ORGANISATION_KIND_ICB, "QF7", "NHS South Yorkshire", {y63_});
    trust_ = world_.Organisation(ORGANISATION_KIND_FOUNDATION_TRUST, "RHQ",
                                 "Sheffield Teaching Hospitals", {icb_});
  }

  Decided Take(std::string_view actor, std::string_view subject,
               std::string_view date = "2022-11-25") {
    RegulatoryActionTaken content;
    content.set_subject_id(std::string(subject));
    content.set_kind(witan::regulation::v1::ACTION_KIND_UNDERTAKING);
    content.set_legal_power("Health and Social Care Act 2012, section 106");
    content.set_basis(witan::regulation::v1::BASIS_SUSPICION);
    content.set_grounds("Waiting times");
    return world_.Do(FakeWorld::Header("", actor, date), content);
  }

  std::string Taken(std::string_view actor) {
    return std::get<Draft>(Take(actor, trust_)).event.stream();
  }

  Decided Lift(std::string_view id, std::string_view actor, std::string_view on = "2023-06-01") {
    RegulatoryActionLifted content;
    content.set_on(std::string(on));
    content.set_reason("Complied with");
    return world_.Do(FakeWorld::Header(id, actor, "2023-06-01"), content);
  }

  FakeWorld world_;
  std::string national_;
  std::string y63_;
  std::string y62_;
  std::string icb_;
  std::string trust_;
};

TEST_F(RegulationTest, R38_HoldsForNhsEngland) {
  const Decided region = Take(y63_, trust_);
  EXPECT_EQ(ReasonsOf(region), "");
  EXPECT_EQ(RuleResultOf(region, "R-38")->outcome(), witan::event::v1::OUTCOME_HELD);
  EXPECT_EQ(ReasonsOf(Take(national_, trust_)), "");
}

TEST_F(RegulationTest, R38_RefusesASystemAndATrust) {
  EXPECT_EQ(ReasonsOf(Take(icb_, trust_)), "R_38");
  EXPECT_EQ(ReasonsOf(Take(trust_, icb_)), "R_38");
}

TEST_F(RegulationTest, R38_RefusesASystemThatCertifiesOrLifts) {
  const std::string id = Taken(y63_);
  ComplianceCertified content;
  content.set_summary("All met");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(id, icb_, "2023-05-01"), content)), "R_38");
  EXPECT_EQ(ReasonsOf(Lift(id, icb_)), "R_38");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(id, y63_, "2023-05-01"), content)), "");
  EXPECT_TRUE(RegulatoryStateOf(*world_.Find(id)).is_compliance_certified);
}

TEST_F(RegulationTest, R40_HoldsForTheRegionOfTheDayAndForNhsEnglandEverywhere) {
  const Decided region = Take(y63_, trust_);
  EXPECT_EQ(RuleResultOf(region, "R-40")->sentence(),
            "Sheffield Teaching Hospitals (RHQ) lies in North East and Yorkshire (Y63) on "
            "2022-11-25.");
  EXPECT_EQ(RuleResultOf(Take(national_, trust_), "R-40"), nullptr);
}

TEST_F(RegulationTest, R40_RefusesAnotherRegion) {
  EXPECT_EQ(ReasonsOf(Take(y62_, trust_)), "R_40");
  EXPECT_EQ(ReasonsOf(Take(y62_, icb_)), "R_40");
}

TEST_F(RegulationTest, R40_FollowsABoundaryThatMoved) {
  BoundaryChanged moved;
  moved.set_from("2023-01-01");
  moved.add_placements()->set_within_id(y62_);
  world_.Must(FakeWorld::Header(trust_, trust_, "2023-01-01"), moved);
  EXPECT_EQ(ReasonsOf(Take(y63_, trust_, "2022-12-31")), "");
  EXPECT_EQ(ReasonsOf(Take(y62_, trust_, "2022-12-31")), "R_40");
  EXPECT_EQ(ReasonsOf(Take(y62_, trust_, "2023-01-01")), "");
  EXPECT_EQ(ReasonsOf(Take(y63_, trust_, "2023-01-01")), "R_40");
}

TEST_F(RegulationTest, StandsUntilItIsLiftedOnce) {
  const std::string id = Taken(y63_);
  EXPECT_EQ(ReasonsOf(Lift(id, y63_, "2022-11-24")), "content.on!");
  EXPECT_EQ(RegulatoryStateOf(*world_.Find(id)).lifted_on, "");
  EXPECT_EQ(ReasonsOf(Lift(id, y63_)), "");
  EXPECT_EQ(RegulatoryStateOf(*world_.Find(id)).lifted_on, "2023-06-01");
  EXPECT_EQ(ReasonsOf(Lift(id, y63_)), "WRONG_STATE");
}

TEST_F(RegulationTest, RefusesNhsEnglandAsItsSubject) {
  EXPECT_EQ(ReasonsOf(Take(national_, y63_)), "content.subject_id!");
}

TEST_F(RegulationTest, RefusesAClerk) {
  auto header = FakeWorld::Header("", y63_, "2022-11-25");
  header.set_attestation(witan::common::v1::ATTESTATION_CLERK);
  RegulatoryActionTaken content;
  content.set_subject_id(trust_);
  content.set_kind(witan::regulation::v1::ACTION_KIND_UNDERTAKING);
  content.set_legal_power("Section 106");
  content.set_basis(witan::regulation::v1::BASIS_SUSPICION);
  content.set_grounds("Waiting times");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "OWN_ACT_ONLY");
}

}  // namespace
}  // namespace witan::domain
