// A list of one system or region holds what a pass over all records would find.

#include "services/runtime/query/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/domain/testing/fixture_contents.h"
#include "services/runtime/projector/layout.h"
#include "services/runtime/query/testing/node_story.h"

namespace witan::query {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Reader;
using witan::oversight::v1::AsAt;

class PlacesTest : public testing::NodeStory {
 protected:
  PlacesTest() {
    system.Approve("Of the board, first", "2022-10-01");
    system.Approve("Of the board, second", "2022-09-01");
    CatchUp();
    before_.set_token(node.TokenOf(node.store().head()));
    // The trust leaves for the other system; what is said of it goes along.
    witan::organisation::v1::BoundaryChanged moved = domain::testing::MovedTo(system.other_icb);
    moved.set_from("2023-04-01");
    system.world.Must(domain::testing::FakeWorld::Header(system.trust, system.trust, "2023-04-01"),
                      moved);
    CatchUp();
  }

  static std::vector<std::string> Ids(const Listing& listing) {
    std::vector<std::string> ids;
    for (const Listed& item : listing.items) ids.push_back(item.id);
    return ids;
  }

  std::vector<std::string> IdsOf(Aggregate kind, const ListRecordsRequest& request) {
    const auto question = Ask(reader_, request.as_at(), "").value();
    return Ids(ListRecords(*question, kind, request, [](const Record&) { return ""; }).value());
  }

  // Of all records of the kind, those in the system or region by their own footprint.
  std::vector<std::string> InScope(Aggregate kind, const ListRecordsRequest& request) {
    ListRecordsRequest all = request;
    all.clear_filter();
    const auto question = Ask(reader_, request.as_at(), "").value();
    const auto& filter = request.filter();
    std::vector<std::string> ids;
    for (const std::string& id : IdsOf(kind, all)) {
      std::vector<std::string> subjects;
      const auto* row = question->world().FindRow(kind, id);
      for (const Uuid& subject : row->subjects) subjects.push_back(subject.ToString());
      const auto& codes = question->FootprintOf(subjects, CivilDate::FromDays(row->Days()));
      const auto& list = filter.system().empty() ? codes.regions : codes.systems;
      const auto& code = filter.system().empty() ? filter.region() : filter.system();
      if (std::find(list.begin(), list.end(), code) != list.end()) ids.push_back(id);
    }
    return ids;
  }

  AsAt before_;
  const witan::auth::v1::Principal reader_ =
      Reader(witan::auth::v1::ROLE_NATIONAL, system.national);
};

TEST_F(PlacesTest, AListHoldsWhatAPassOverAllRecordsFinds) {
  AsAt dated;
  dated.set_effective_at("2022-12-01");
  for (const AsAt& as_at : {AsAt(), before_, dated}) {
    for (const bool ascending : {false, true}) {
      for (const char* code : {"QF7", "QOP", "Y63", "Y62"}) {
        ListRecordsRequest request;
        request.set_page_size(500);
        request.set_ascending(ascending);
        *request.mutable_as_at() = as_at;
        (code[0] == 'Y' ? *request.mutable_filter()->mutable_region()
                        : *request.mutable_filter()->mutable_system()) = code;
        for (const Aggregate kind : projector::AllAggregates()) {
          SCOPED_TRACE(witan::options::v1::Aggregate_Name(kind) + " of " + code + " as at " +
                       as_at.ShortDebugString());
          EXPECT_EQ(IdsOf(kind, request), InScope(kind, request));
        }
      }
    }
  }
}

TEST_F(PlacesTest, ASystemHoldsItsOrganisationsAndBodiesAndNoOthers) {
  const auto question = Ask(reader_).value();
  const auto bytes = [](const std::string& id) { return Uuid::Parse(id)->ToBytes(); };
  const auto within = SubjectsWithin(*question, "QF7").value();
  ASSERT_TRUE(within.has_value());
  EXPECT_THAT(*within, AllOf(Contains(bytes(system.icb)), Contains(bytes(system.ics)),
                             Contains(bytes(system.board)), Contains(bytes(system.ics_board)),
                             // It lay there once.
                             Contains(bytes(system.trust))));
  EXPECT_THAT(*within,
              AllOf(Not(Contains(bytes(system.other_icb))), Not(Contains(bytes(system.region)))));
  EXPECT_THAT(*SubjectsWithin(*question, "QOP").value(), Contains(bytes(system.trust)));
  EXPECT_THAT(*SubjectsWithin(*question, "Y63").value(), Contains(bytes(system.board)));
}

TEST_F(PlacesTest, ACodeOfNobodyHoldsNothing) {
  const auto question = Ask(reader_).value();
  EXPECT_THAT(*SubjectsWithin(*question, "XX9").value(), IsEmpty());
}

TEST_F(PlacesTest, PagesOfASystemAgreeWithTheWhole) {
  ListRecordsRequest request;
  request.mutable_filter()->set_system("QF7");
  const auto whole = Ids(List(reader_, request).value());
  ASSERT_GE(whole.size(), 2U);
  request.set_page_size(1);
  std::vector<std::string> ids;
  std::string token;
  do {
    request.set_page_token(token);
    const auto page = List(reader_, request).value();
    EXPECT_EQ(page.page.total(), whole.size());
    for (const std::string& id : Ids(page)) ids.push_back(id);
    token = page.page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(ids, whole);
}

}  // namespace
}  // namespace witan::query
