// Lines that state their refusal: refused for that reason, for another, or not at all; and again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/witan/testing/import_story.h"

namespace witan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ImportRefusals = testing::ImportStory;

TEST_F(ImportRefusals, CountsARefusalThatTheLineStatesAndGoesOn) {
  Write({Line("a"), RefusedLine("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused_as_expected, 1u);
  EXPECT_EQ(report->refused, 0u);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "c"));
  EXPECT_THAT(notes_.bad, IsEmpty());
}

TEST_F(ImportRefusals, StopsWhereALineIsRefusedForAnotherReasonThanItStates) {
  Write({R"({"expectRefusal":["R-46"],)" + Line("a").substr(1)});
  recorder_.Refuse("a", grpc::StatusCode::FAILED_PRECONDITION);
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->refused_as_expected, 0u);
  EXPECT_EQ(report->refused, 1u);
  EXPECT_TRUE(report->stopped);
}

TEST_F(ImportRefusals, NeverRecordsALineThatStatesARefusal) {
  Write({RefusedLine("a"), Line("b")});
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->not_refused, 1u);
  EXPECT_EQ(report->recorded, 0u);
  EXPECT_TRUE(report->stopped);
  EXPECT_THAT(notes_.bad, ElementsAre("1: not refused"));
  EXPECT_THAT(recorder_.recorded(), IsEmpty());
}

TEST_F(ImportRefusals, GoesOnAfterALineThatWasNotRefusedAsItStatesWhenAsked) {
  Write({RefusedLine("a"), Line("b")});
  options_.continue_on_error = true;
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->not_refused, 1u);
  EXPECT_THAT(notes_.bad, ElementsAre("1: not refused"));
  EXPECT_THAT(recorder_.recorded(), ElementsAre("b"));
}

// What was refused is decided anew on a repeat, and the world is another by then.

TEST_F(ImportRefusals, TakesARefusalForDoneThatAnEarlierImportWasPast) {
  Write({Line("a"), RefusedLine("b"), Line("c"), RefusedLine("d"), Line("e", "${event:c}")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  recorder_.Refuse("d", grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_EQ(Run()->refused_as_expected, 2u);
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  recorder_.Allow("d");
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->repeated, 3u);
  EXPECT_EQ(second->refused_before, 2u);
  EXPECT_EQ(second->refused + second->not_refused, 0u);
  EXPECT_FALSE(second->stopped);
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a", "c", "e"));
}

TEST_F(ImportRefusals, StopsBeforeTheNextLineWhereNoEarlierImportWasPastARefusal) {
  Write({Line("a")});
  ASSERT_TRUE(Run().ok());
  Write({Line("a"), RefusedLine("b"), Line("c")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  const auto report = Run();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->stopped);
  EXPECT_EQ(report->refused, 1u);
  EXPECT_EQ(report->refused_before, 0u);
  ASSERT_EQ(notes_.bad.size(), 1u);
  EXPECT_THAT(notes_.bad[0], HasSubstr("2: Outside the limit.\n  TWICE_STATED"));
  EXPECT_THAT(recorder_.recorded(), ElementsAre("a"));
}

TEST_F(ImportRefusals, TakesARefusalAtTheEndForDoneWhereAllBeforeItWasRecorded) {
  Write({Line("a"), RefusedLine("b")});
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_TRUE(Run().ok());
  recorder_.Refuse("b", grpc::StatusCode::FAILED_PRECONDITION, "TWICE_STATED");
  const auto second = Run();
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->refused_before, 1u);
  EXPECT_EQ(second->refused, 0u);
}

}  // namespace
}  // namespace witan::cli
