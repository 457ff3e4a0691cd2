// The import: lines in their order, once each, over broken streams and bad lines.

#include "tools/witan/import.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tools/witan/testing/import_story.h"

namespace witan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ImportTest = testing::ImportStory;

TEST_F(ImportTest, RecordsEveryLineInItsOrder) {
  Write({Line("a"), "# a comment", "", Line("b"), Line("c")});
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->lines, 3u);
  EXPECT_EQ(report->recorded, 3u);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "b", "c"));
}

TEST_F(ImportTest, RecordsNothingTwiceWhenItIsRunTwice) {
  Write({Line("a"), Line("b")});
  ASSERT_TRUE(Run().ok());
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->recorded, 0u);
  EXPECT_EQ(second->repeated, 2u);
  EXPECT_EQ(recorder_.recorded().size(), 2u);
}

TEST_F(ImportTest, SendsWhatHasNoAnswerAgainWhenTheStreamBreaks) {
  std::vector<std::string> lines;
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back(fmt::format("id-{}", i));
    lines.push_back(Line(ids.back()));
  }
  Write(lines);
  recorder_.BreakAfter(70);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(notes_.reconnects, 1);
  EXPECT_EQ(report->recorded + report->repeated, 200u);
  EXPECT_EQ(recorder_.recorded(), ids);
}

TEST_F(ImportTest, SendsALineAgainThatWasRefusedForThisMomentOnly) {
  Write({Line("a"), Line("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::UNAVAILABLE);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 0u);
  EXPECT_EQ(report->recorded + report->repeated, 3u);
}

TEST_F(ImportTest, SaysWhichLineWasRefusedByWhichRuleAndGoesOn) {
  Write({Line("a"), Line("b"), "not json", Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 2u);
  EXPECT_EQ(report->recorded, 2u);
  EXPECT_FALSE(report->stopped);
  ASSERT_EQ(notes_.bad.size(), 2u);
  std::sort(notes_.bad.begin(), notes_.bad.end());
  EXPECT_THAT(notes_.bad[0], HasSubstr("2: Outside the limit.\n  R-18"));
  EXPECT_THAT(notes_.bad[1], HasSubstr("3: The line is no command in JSON"));
}

TEST_F(ImportTest, StopsAtABadLineWhenAsked) {
  Write({Line("a"), Line("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  options_.window = 1;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->stopped);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a"));
}

TEST_F(ImportTest, RefusesALineWithUnknownFieldsOrWithoutContent) {
  Write({R"({"header":{"requestId":"a"}})",
         R"({"header":{"requestId":"a"},"content":{"actionProgressed":{"colour":"red"}}})"});
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused, 2u);
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportTest, RecordsALineWithoutARequestIdOnceHoweverOftenItIsImported) {
  Write({R"({"content":{"actionProgressed":{"note":"n"}}})"});
  ASSERT_TRUE(Run().ok());
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->repeated, 1u);
  EXPECT_EQ(recorder_.recorded().size(), 1u);
}

TEST_F(ImportTest, FillsInTheEventsOfEarlierLines) {
  Write({Line("a"), Line("b"), Line("c", "${event:b}")});
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(recorder_.last_request().content().action_progressed().note(), "event-of-b");
}

TEST_F(ImportTest, RecordsNothingWhenItOnlyValidates) {
  Write({Line("a"), Line("b")});
  options_.validate_only = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->valid, 2u);
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportTest, FailsOnAFileThatIsNotThere) {
  EXPECT_EQ(Run().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ImportTest, GivesUpWhenNobodyAnswers) {
  Write({Line("a")});
  // Port 1 of the loopback: nobody listens there.
  const auto channel = grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  options_.attempts = 2;
  Client client(
      {"nobody"}, [&](const std::string&) { return channel; }, 1'000);
  Import import(client, options_, notes_);
  EXPECT_EQ(import.Run({path_}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(notes_.reconnects, 2);
}

}  // namespace
}  // namespace witan::cli
