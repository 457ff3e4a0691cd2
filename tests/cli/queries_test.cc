// Queries as an overseer asks them: lists, one record with its trail, overviews, in both forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/demonstrated.h"
#include "tools/witan/schema.h"

namespace witan::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using witan::oversight::v1::ListDecisionsResponse;

using Queries = Demonstrated;

TEST_F(Queries, AListIsFilteredPagedAndSaysWhatItSpeaksFor) {
  const ListDecisionsResponse all = Decisions({"--ics", "QJG", "--all"});
  ASSERT_GE(all.items_size(), 3);
  const ListDecisionsResponse first = Decisions({"--ics", "QJG", "--limit", "2"});
  ASSERT_EQ(first.items_size(), 2);
  EXPECT_EQ(first.page().total(), all.page().total());
  const ListDecisionsResponse second =
      Decisions({"--ics", "QJG", "--limit", "2", "--page-token", first.page().next_page_token()});
  ASSERT_GE(second.items_size(), 1);
  EXPECT_EQ(second.items(0).head().id(), all.items(2).head().id());
  for (const auto& item : all.items()) {
    EXPECT_THAT(item.head().systems(), ::testing::Contains("QJG"));
  }
  const Ran table = cqc_.Run({"list", "decisions", "--ics", "QJG", "--limit", "2"});
  EXPECT_THAT(table.out, StartsWith("NUMBER  OCCURRED    STATE"));
  EXPECT_THAT(table.out, ContainsRegex("2 of [0-9]+ shown\nMore: --page-token [0-9a-f]+\nAs of "));
}

TEST_F(Queries, AListOfWhatWasKnownBeforeAnythingWasRecordedIsEmpty) {
  const Ran ran = cqc_.Run({"list", "decisions", "--ics", "QF7", "--known-at", "2022-03-01"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("0 of 0 shown\nAs of position 0: nothing had been recorded"));
}

TEST_F(Queries, OneDecisionIsShownWithItsTrailByNumberAndById) {
  const auto found = Decisions({"--words", "clinic refurbishment"});
  ASSERT_EQ(found.items_size(), 1);
  const auto& head = found.items(0).head();
  const Ran by_number = cqc_.Run({"get", "decision", std::to_string(head.number())});
  EXPECT_EQ(by_number.code, kDone) << by_number.err;
  EXPECT_THAT(by_number.out, AllOf(HasSubstr("\nTRAIL\n"), HasSubstr("Decision published"),
                                   HasSubstr("value: £240,000.00 revenue"),
                                   HasSubstr("\nMEMBERS\n"), HasSubstr("Illustrative person")));
  EXPECT_EQ(cqc_.Run({"get", "decision", head.id()}).out, by_number.out);
  EXPECT_EQ(cqc_.Run({"get", "decision", "999999999"}).code, kRefused);
}

TEST_F(Queries, EachQueryAnswersInBothForms) {
  for (const cli::Method& method : cli::Methods()) {
    const bool is_list = method.kind == cli::MethodKind::kList;
    if (!is_list && (method.kind != cli::MethodKind::kQuery || method.verb == "event")) continue;
    std::vector<std::string> arguments;
    if (is_list) arguments.emplace_back("list");
    arguments.push_back(method.verb);
    if (method.verb == "powers") arguments.emplace_back("QVV");
    const Ran table = registrar_.Run(arguments);
    // A role may not see a digest, and says so.
    EXPECT_THAT(table.code, AnyOf(kDone, kRefused)) << method.verb << table.err;
    if (is_list) {
      EXPECT_EQ(table.code, kDone) << method.verb << table.err;
    }
    arguments.insert(arguments.end(), {"-o", "json"});
    const Ran json = registrar_.Run(arguments);
    EXPECT_EQ(json.code, table.code) << method.verb;
    if (json.code == kDone) {
      EXPECT_THAT(json.out, StartsWith("{")) << method.verb;
    }
  }
}

TEST_F(Queries, AnOverviewOfASystemTakesItsCode) {
  const Ran ran = region_.Run({"overview", "QJ2"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("NHS Derby and Derbyshire Integrated Care Board (QJ2)"));
}

}  // namespace
}  // namespace witan::testing
