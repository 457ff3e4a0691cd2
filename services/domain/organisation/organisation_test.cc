// The register of organisations: ids, names, places and successors on a date.

#include "services/domain/organisation/organisation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/domain/footprint.h"
#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using ::testing::ElementsAre;
using testing::FakeWorld;
using ::testing::IsEmpty;
using testing::ReasonsOf;
using namespace witan::organisation::v1;  // the schema under test

CivilDate Day(std::string_view text) { return CivilDate::Parse(text).value(); }

class OrganisationTest : public ::testing::Test {
 protected:
  OrganisationTest() {
    north_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y63", "North East and Yorkshire");
    midlands_ = world_.Organisation(ORGANISATION_KIND_NHSE_REGION, "Y60", "Midlands");
    south_yorkshire_ = world_.Organisation(ORGANISATION_KIND_ICS, "QF7",
                                           "South Yorkshire and "
                                           "Bassetlaw",
                                           {north_}, "2021-04-01");
    nottingham_ = world_.Organisation(ORGANISATION_KIND_ICS, "QT1", "Nottinghamshire", {midlands_});
    bassetlaw_ = world_.Organisation(ORGANISATION_KIND_CCG, "02Q", "Bassetlaw", {south_yorkshire_});
  }

  OrganisationRegistered Content() const {
    OrganisationRegistered content;
    content.set_kind(ORGANISATION_KIND_CCG);
    content.set_name("Derby and Derbyshire");
    auto* code = content.add_codes();
    code->set_scheme(CODE_SCHEME_ODS);
    code->set_code("15M");
    return content;
  }

  Decided Register(const OrganisationRegistered& content) {
    return world_.Do(
        FakeWorld::Header(OrganisationIdOf(ORGANISATION_KIND_CCG, "15M"), north_, "2021-04-01"),
        content);
  }

  Decided Move(const std::string& id, const std::string& within, std::string_view from) {
    BoundaryChanged content;
    content.set_from(std::string(from));
    content.add_placements()->set_within_id(within);
    return world_.Do(FakeWorld::Header(id, north_, "2022-07-01"), content);
  }

  Decided Succeed(const std::string& id, const std::string& successor) {
    OrganisationSucceeded content;
    content.set_successor_id(successor);
    content.set_on("2022-07-01");
    return world_.Do(FakeWorld::Header(id, north_, "2022-07-01"), content);
  }

  FakeWorld world_;
  std::string north_;
  std::string midlands_;
  std::string south_yorkshire_;
  std::string nottingham_;
  std::string bassetlaw_;
};

TEST_F(OrganisationTest, HasTheIdThatFollowsFromKindAndCode) {
  EXPECT_EQ(OrganisationIdOf(ORGANISATION_KIND_ICS, "QF7"), south_yorkshire_);
  EXPECT_NE(OrganisationIdOf(ORGANISATION_KIND_ICB, "QF7"), south_yorkshire_);
  EXPECT_EQ(ReasonsOf(Register(Content())), "");
}

TEST_F(OrganisationTest, RefusesAnotherIdAndNamesTheRightOne) {
  const Decided decided =
      world_.Do(FakeWorld::Header(world_.NextId(), north_, "2021-04-01"), Content());
  EXPECT_EQ(ReasonsOf(decided), "header.record_id!");
  EXPECT_THAT(std::get<Refusal>(decided).message,
              ::testing::HasSubstr(OrganisationIdOf(ORGANISATION_KIND_CCG, "15M")));
}

TEST_F(OrganisationTest, RefusesARegistrationWithoutACode) {
  OrganisationRegistered content = Content();
  content.clear_codes();
  EXPECT_EQ(ReasonsOf(Register(content)), "content.codes!");
}

TEST_F(OrganisationTest, RefusesACodeTwiceAndPeriodsThatEndBeforeTheyBegin) {
  OrganisationRegistered content = Content();
  *content.add_codes() = content.codes(0);
  content.mutable_codes(0)->set_from("2021-04-01");
  content.mutable_codes(0)->set_to("2021-04-01");
  content.set_valid_from("2021-04-01");
  content.set_valid_to("2020-04-01");
  EXPECT_EQ(ReasonsOf(Register(content)),
            "content.valid_to! content.codes[0].to! content.codes[1].code!");
}

TEST_F(OrganisationTest, RefusesAPlaceWithinItself) {
  OrganisationRegistered content = Content();
  content.add_placements()->set_within_id(bassetlaw_);
  content.mutable_placements(0)->set_share_permille(1001);
  EXPECT_EQ(ReasonsOf(Register(content)), "content.placements[0].share_permille!");
  EXPECT_EQ(ReasonsOf(Move(north_, bassetlaw_, "2022-07-01")), "content.placements[0].within_id!");
  EXPECT_EQ(ReasonsOf(Move(north_, north_, "2022-07-01")), "content.placements[0].within_id!");
}

TEST_F(OrganisationTest, MovesBassetlawToAnotherSystemAndRegion) {
  EXPECT_EQ(ReasonsOf(Move(bassetlaw_, nottingham_, "2022-07-01")), "");
  const Footprint before = FootprintOn(world_, bassetlaw_, Day("2022-06-30"));
  EXPECT_THAT(before.systems, ElementsAre(south_yorkshire_));
  EXPECT_THAT(before.regions, ElementsAre(north_));
  const Footprint after = FootprintOn(world_, bassetlaw_, Day("2022-07-01"));
  EXPECT_THAT(after.systems, ElementsAre(nottingham_));
  EXPECT_THAT(after.regions, ElementsAre(midlands_));
}

TEST_F(OrganisationTest, StatesABoundaryOnceADayAndNotBeforeItsChange) {
  EXPECT_EQ(ReasonsOf(Move(bassetlaw_, nottingham_, "2022-07-01")), "");
  EXPECT_EQ(ReasonsOf(Move(bassetlaw_, south_yorkshire_, "2022-07-01")), "TWICE_STATED");
  BoundaryChanged content;
  content.set_from("2023-04-01");
  auto& placement = *content.add_placements();
  placement.set_within_id(nottingham_);
  placement.set_from("2023-03-31");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(bassetlaw_, north_, "2023-04-01"), content)),
            "content.placements[0].from!");
}

TEST_F(OrganisationTest, EndsEveryPlacementWithAnEmptyBoundary) {
  BoundaryChanged content;
  content.set_from("2022-07-01");
  EXPECT_EQ(ReasonsOf(world_.Do(FakeWorld::Header(bassetlaw_, north_, "2022-07-01"), content)), "");
  EXPECT_THAT(FootprintOn(world_, bassetlaw_, Day("2022-07-01")).systems, IsEmpty());
}

TEST_F(OrganisationTest, BearsOneNameFromADay) {
  OrganisationRenamed content;
  content.set_name("South Yorkshire");
  content.set_from("2022-01-01");
  const auto header = FakeWorld::Header(south_yorkshire_, north_, "2022-01-01");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "");
  EXPECT_EQ(NameOn(*world_.Find(south_yorkshire_), Day("2021-12-31")),
            "South Yorkshire and Bassetlaw");
  EXPECT_EQ(NameOn(*world_.Find(south_yorkshire_), Day("2022-01-01")), "South Yorkshire");
  content.set_name("Another");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "TWICE_STATED");
  content.set_name("South Yorkshire");
  content.set_from("2022-02-01");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "TWICE_STATED");
  content.set_name("Too early");
  content.set_from("2021-03-31");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.from!");
}

TEST_F(OrganisationTest, IsSucceededOnceByAnotherAndInNoCircle) {
  EXPECT_EQ(ReasonsOf(Succeed(bassetlaw_, bassetlaw_)), "content.successor_id!");
  EXPECT_EQ(ReasonsOf(Succeed(bassetlaw_, nottingham_)), "");
  EXPECT_EQ(ReasonsOf(Succeed(bassetlaw_, nottingham_)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Succeed(nottingham_, bassetlaw_)), "content.successor_id!");
}

TEST_F(OrganisationTest, KnowsNhsEnglandAndKinds) {
  EXPECT_TRUE(IsNhsEngland(world_, north_));
  EXPECT_FALSE(IsNhsEngland(world_, bassetlaw_));
  EXPECT_FALSE(IsNhsEngland(world_, "nobody"));
  EXPECT_EQ(KindWord(ORGANISATION_KIND_NHS_TRUST), "NHS TRUST");
}

TEST_F(OrganisationTest, IsBeforeEstablishmentOnlyWhereItIsASystem) {
  EXPECT_TRUE(IsBeforeEstablishment(world_, south_yorkshire_, Day("2022-06-30")));
  EXPECT_FALSE(IsBeforeEstablishment(world_, south_yorkshire_, Day("2022-07-01")));
  EXPECT_FALSE(IsBeforeEstablishment(world_, bassetlaw_, Day("2021-06-30")));
  EXPECT_FALSE(IsBeforeEstablishment(world_, north_, Day("2021-06-30")));
}

}  // namespace
}  // namespace witan::domain
