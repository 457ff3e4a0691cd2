// What one question shows: names, boundaries, trails; to whom, and in which words it is refused.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/runtime/query/head.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/testing/node_story.h"
#include "services/runtime/query/trail.h"

namespace witan::query {
namespace {

using domain::testing::FakeWorld;
using testing::Reader;
using witan::auth::v1::Principal;
using witan::oversight::v1::AsAt;

using QueryTest = testing::NodeStory;

TEST_F(QueryTest, ABoundaryRecordedLatePutsEveryViewRight) {
  CatchUp();
  const auto region_on = [&](const std::string& date) {
    AsAt as_at;
    as_at.set_effective_at(date);
    const auto question = Ask(public_reader, as_at).value();
    return question->FootprintOf({system.trust}, CivilDate::Parse(date).value()).regions;
  };
  EXPECT_EQ(region_on("2023-02-01"), std::vector<std::string>{"Y63"});
  witan::organisation::v1::BoundaryChanged moved;
  moved.set_from("2023-01-01");
  moved.add_placements()->set_within_id(system.other_icb);
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2023-03-01"), moved);
  CatchUp();
  EXPECT_EQ(region_on("2022-12-31"), std::vector<std::string>{"Y63"});
  EXPECT_EQ(region_on("2023-02-01"), std::vector<std::string>{"Y62"});
}

TEST_F(QueryTest, AnOperatorReadsNoRecords) {
  CatchUp();
  EXPECT_EQ(ReasonNameOf(Ask(Reader(witan::auth::v1::ROLE_OPERATOR)).status()), "NOT_FOR_ROLE");
}

TEST_F(QueryTest, NamesAreForPartnersAndErasedForEverWhenTheKeyIsGone) {
  CatchUp();
  AsAt then;
  then.set_token(node.TokenOf(node.store().head()));
  const Principal partner = Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
  const std::string person = system.members[0];
  EXPECT_EQ(PersonName(**Ask(public_reader), person), "");
  EXPECT_FALSE(OfficeOf(**Ask(public_reader), person).empty());
  EXPECT_TRUE(PersonName(**Ask(partner), person).starts_with("Person "));
  keys.Destroy(person);
  EXPECT_EQ(PersonName(**Ask(partner), person), "Erased");
  EXPECT_EQ(PersonName(**Ask(partner, then), person), "Erased");
  const auto question = Ask(partner).value();
  const auto trail = TrailOf(*question, *question->world().Find(person)).value();
  EXPECT_TRUE(trail[0].payload().person_registered().name().erased());
}

TEST_F(QueryTest, TrailsSayWhatCorrectedWhatAndHideWhoTypedFromThePublic) {
  const std::string decision = system.Approve("Wrongly typed");
  CatchUp();
  const auto open = Ask(public_reader).value();
  const auto trail = TrailOf(*open, *open->world().Find(decision)).value();
  ASSERT_FALSE(trail.empty());
  EXPECT_EQ(trail[0].label(), "Decision made");
  EXPECT_EQ(trail[0].recorded_by(), "");
  EXPECT_EQ(trail[0].hash().size(), 64U);
  const auto overseer = Ask(Reader(witan::auth::v1::ROLE_REGION, system.region)).value();
  EXPECT_FALSE(
      TrailOf(*overseer, *overseer->world().Find(decision)).value()[0].recorded_by().empty());
}

TEST(Refusal, CarriesItsReasonOverTheWire) {
  const grpc::Status status = ToGrpc(Refused(domain::ReasonId::kFuture));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_details().find("FUTURE"), std::string::npos);
  EXPECT_EQ(ToGrpc(absl::InternalError("/secret/path")).error_message().find("secret"),
            std::string::npos);
}

}  // namespace
}  // namespace witan::query
