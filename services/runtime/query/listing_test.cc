// Lists: pages that agree, filters, and what is withheld and counted.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/runtime/query/refusal.h"
#include "services/runtime/query/testing/node_story.h"

namespace witan::query {
namespace {

using testing::Reader;
using witan::oversight::v1::AsAt;

using ListingTest = testing::NodeStory;

TEST_F(ListingTest, PagesAgreeAlthoughWritesGoOn) {
  for (int i = 0; i < 5; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  ListRecordsRequest request;
  request.set_page_size(2);
  const auto whole = List(public_reader, ListRecordsRequest()).value();
  std::vector<std::string> ids;
  std::string token;
  do {
    request.set_page_token(token);
    const auto page = List(public_reader, request);
    ASSERT_TRUE(page.ok()) << std::string(page.status().message());
    EXPECT_EQ(page->page.total(), whole.page.total());
    EXPECT_EQ(page->page.as_of().position(), whole.page.as_of().position());
    for (const Listed& item : page->items) ids.push_back(item.id);
    token = page->page.next_page_token();
    system.Approve("Later " + token.substr(0, 5));
    CatchUp();
  } while (!token.empty());
  std::vector<std::string> expected;
  for (const Listed& item : whole.items) expected.push_back(item.id);
  EXPECT_EQ(ids, expected);
}

TEST_F(ListingTest, AListAskedForAgainAtItsMomentIsTheSame) {
  for (int i = 0; i < 5; ++i) system.Approve("Decision " + std::to_string(i));
  Classify(system.Approve("Commercial"), witan::options::v1::CLASSIFICATION_OVERSIGHT,
           witan::common::v1::GROUND_COMMERCIAL);
  CatchUp();
  const auto question = Ask(public_reader).value();
  const auto list = [&](const ListRecordsRequest& request) {
    const auto listing = ListRecords(*question, witan::options::v1::AGGREGATE_DECISION, request,
                                     [](const Record&) { return std::string("made"); });
    std::string said = listing->page.ShortDebugString();
    for (const Listed& item : listing->items) said += '\n' + item.id;
    return said;
  };
  std::vector<ListRecordsRequest> requests(4);
  requests[1].set_page_size(2);
  requests[2].set_page_size(2);
  requests[2].mutable_filter()->set_system("QF7");
  requests[3].mutable_filter()->set_words("decision");
  std::vector<std::string> first;
  for (const ListRecordsRequest& request : requests) first.push_back(list(request));
  EXPECT_NE(first[0], first[3]);
  for (size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(list(requests[i]), first[i]) << i;
}

TEST_F(ListingTest, APageTokenOfAnotherListOrDamagedIsRefused) {
  for (int i = 0; i < 3; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  ListRecordsRequest request;
  request.set_page_size(1);
  const std::string token = List(public_reader, request)->page.next_page_token();
  ASSERT_FALSE(token.empty());
  request.set_page_token(token);
  EXPECT_TRUE(List(public_reader, request).ok());
  request.mutable_filter()->set_words("scanner");
  EXPECT_EQ(ReasonNameOf(List(public_reader, request).status()), "PAGE_TOKEN_INVALID");
  request.clear_filter();
  for (const std::string& bad :
       {token.substr(1), token + "00", std::string("zz"), std::string(2'000, 'a')}) {
    request.set_page_token(bad);
    EXPECT_EQ(ReasonNameOf(List(public_reader, request).status()), "PAGE_TOKEN_INVALID");
  }
}

TEST_F(ListingTest, WhatIsWithheldIsCountedUnlessItsGroundForbidsIt) {
  system.Approve("Open");
  Classify(system.Approve("Commercial"), witan::options::v1::CLASSIFICATION_OVERSIGHT,
           witan::common::v1::GROUND_COMMERCIAL);
  Classify(system.Approve("Safeguarding"), witan::options::v1::CLASSIFICATION_RESTRICTED,
           witan::common::v1::GROUND_SAFEGUARDING);
  Classify(system.Approve("Investigation"), witan::options::v1::CLASSIFICATION_OVERSIGHT,
           witan::common::v1::GROUND_INVESTIGATION);
  CatchUp();
  const auto all = List(Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb), {}).value();
  const auto seen = List(public_reader, {}).value();
  // A decision taken in private shows as a stub.
  EXPECT_EQ(seen.page.total() + 2, all.page.total());
  size_t stubs = 0;
  for (const Listed& item : seen.items) stubs += item.is_stub ? 1 : 0;
  EXPECT_EQ(stubs, 1U);
  EXPECT_EQ(seen.page.withheld_size(), 0);

  // With a filter by words the stub would tell what it says: it is counted instead.
  ListRecordsRequest request;
  request.mutable_filter()->set_words("commercial");
  const auto by_words = List(public_reader, request).value();
  EXPECT_EQ(by_words.page.total(), 0U);
  ASSERT_EQ(by_words.page.withheld_size(), 1);
  EXPECT_EQ(by_words.page.withheld(0).ground(), witan::common::v1::GROUND_COMMERCIAL);
  EXPECT_EQ(by_words.page.withheld(0).count(), 1U);
  request.mutable_filter()->set_words("anything else");
  EXPECT_EQ(List(public_reader, request)->page.withheld(0).count(), 1U);
}

TEST_F(ListingTest, WhatWasClosedSinceIsClosedInAViewOfBefore) {
  const std::string decision = system.Approve("Was open");
  CatchUp();
  AsAt then;
  then.set_token(node.TokenOf(node.store().head()));
  Classify(decision, witan::options::v1::CLASSIFICATION_RESTRICTED,
           witan::common::v1::GROUND_SAFEGUARDING);
  CatchUp();
  ListRecordsRequest request;
  *request.mutable_as_at() = then;
  const auto seen = List(public_reader, request).value();
  for (const Listed& item : seen.items) EXPECT_NE(item.id, decision);
}

TEST_F(ListingTest, FiltersOfNothingAreRefused) {
  CatchUp();
  const auto reason = [&](const Filter& filter) {
    ListRecordsRequest request;
    *request.mutable_filter() = filter;
    return ReasonNameOf(List(public_reader, request).status());
  };
  Filter filter;
  filter.set_system("XX9");
  EXPECT_EQ(reason(filter), "FILTER_INVALID");
  filter.Clear();
  filter.set_body_id("board");
  EXPECT_EQ(reason(filter), "INVALID_FIELD");
  filter.Clear();
  filter.set_from("2022-13-01");
  EXPECT_EQ(reason(filter), "INVALID_FIELD");
  ListRecordsRequest request;
  request.set_page_size(501);
  EXPECT_EQ(ReasonNameOf(List(public_reader, request).status()), "INVALID_FIELD");
}

TEST_F(ListingTest, NothingLaySoonerInASystemThanItWasRecorded) {
  CatchUp();
  ListRecordsRequest request;
  request.mutable_filter()->set_system("QF7");
  // The day before the first event.
  request.mutable_as_at()->set_known_at("2024-12-31");
  const auto listing = List(public_reader, request);
  ASSERT_TRUE(listing.ok()) << std::string(listing.status().message());
  EXPECT_EQ(listing->page.total(), 0U);
}

TEST_F(ListingTest, FiltersBySystemRegionDateBodyAndWords) {
  const std::string decision = system.Approve("Buy a Scanner for Doncaster", "2022-10-01");
  CatchUp();
  const auto count = [&](const Filter& filter) {
    ListRecordsRequest request;
    *request.mutable_filter() = filter;
    const auto listing = List(public_reader, request);
    EXPECT_TRUE(listing.ok()) << std::string(listing.status().message());
    for (const Listed& item : listing->items) {
      if (item.id == decision) return true;
    }
    return false;
  };
  Filter filter;
  filter.set_system("QF7");
  EXPECT_TRUE(count(filter));
  filter.set_region("Y62");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_body_id(system.board);
  EXPECT_TRUE(count(filter));
  filter.set_body_id(system.committee);
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_from("2022-10-01");
  filter.set_to("2022-10-02");
  EXPECT_TRUE(count(filter));
  filter.set_to("2022-10-01");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_words("doncaster scanner");
  EXPECT_TRUE(count(filter));
  filter.set_words("doncaster scanners");
  EXPECT_FALSE(count(filter));
  filter.Clear();
  filter.set_state("proposed");
  EXPECT_FALSE(count(filter));
}

}  // namespace
}  // namespace witan::query
