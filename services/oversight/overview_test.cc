// Overviews as the service gives them: what they count, and for whom.

#include <gtest/gtest.h>

#include <string>

#include "services/oversight/testing/served_oversight.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::oversight {
namespace {

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using query::testing::Reader;

namespace pb = witan::oversight::v1;

using OverviewTest = testing::ServedOversight;

TEST_F(OverviewTest, AnOverviewCountsASystemARegionAndTheCountry) {
  system.Approve("Buy a scanner");
  Dissent(system.Approve("Close a ward"), false);
  CatchUp();
  pb::GetOverviewRequest request;
  request.set_ods_code("QF7");
  const auto of_system = Ask<pb::GetOverviewResponse>("GetOverview", request);
  ASSERT_TRUE(last.ok()) << last.error_message();
  EXPECT_GE(of_system.counts().decisions(), 2U);
  EXPECT_EQ(of_system.counts().dissents(), 1U);
  EXPECT_EQ(of_system.systems_size(), 1);
  EXPECT_EQ(of_system.latest_decisions(0).head().title(), "Close a ward");
  request.set_ods_code("Y62");
  EXPECT_EQ(Ask<pb::GetOverviewResponse>("GetOverview", request).counts().decisions(), 0U);
  request.set_ods_code("Y63");
  const auto region = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(region.counts().decisions(), of_system.counts().decisions());
  EXPECT_EQ(region.systems(0).system().ods_code(), "QF7");
  request.clear_ods_code();
  const auto country = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(country.regions_size(), 2);
  EXPECT_EQ(country.systems_size(), 2);
  request.set_ods_code("XX9");
  Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(last.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OverviewTest, AnOverviewGivenAgainIsThatOfTheReaderAndTheMoment) {
  system.Approve("Buy a scanner");
  CatchUp();
  pb::GetOverviewRequest request;
  request.set_ods_code("QF7");
  const auto first = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(Ask<pb::GetOverviewResponse>("GetOverview", request).SerializeAsString(),
            first.SerializeAsString());
  const std::string dissent = Dissent(system.Approve("Close a ward"), false);
  witan::correction::v1::ClassificationChanged changed;
  changed.set_classification(witan::options::v1::CLASSIFICATION_OVERSIGHT);
  changed.set_ground(witan::common::v1::GROUND_PERSONAL);
  changed.set_reason("As a test.");
  system.world.Must(FakeWorld::Header(dissent, system.icb, GovernedSystem::kDay), changed);
  CatchUp();
  const auto open = Ask<pb::GetOverviewResponse>("GetOverview", request);
  EXPECT_EQ(open.counts().decisions(), first.counts().decisions() + 1);
  EXPECT_EQ(open.counts().dissents(), 0U);
  const auto partner = Ask<pb::GetOverviewResponse>(
      "GetOverview", request, Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb));
  EXPECT_EQ(partner.counts().dissents(), 1U);
}

}  // namespace
}  // namespace witan::oversight
