#include "tools/witan/route.h"

#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

namespace witan::cli {
namespace {

Failure Silence() { return {grpc::StatusCode::UNAVAILABLE, "connection refused", {}, {}}; }

Failure StandbyNaming(const std::string& writer) {
  Failure failure{grpc::StatusCode::UNAVAILABLE, "Another process writes.", {}, {}};
  failure.reasons.push_back({"NOT_WRITER", "", ""});
  failure.writer = writer;
  return failure;
}

TEST(Route, BeginsWithTheFirstAddress) { EXPECT_EQ(Route({"a:1", "b:1"}).current(), "a:1"); }

TEST(Route, FollowsTheWriterThatAStandbyNamesAtOnceEvenToAnUnknownAddress) {
  Route route({"a:1"});
  EXPECT_EQ(route.After(StandbyNaming("w:1")), NextTry::kAtOnce);
  EXPECT_EQ(route.current(), "w:1");
}

TEST(Route, WaitsWhileNoWriterIsKnownAndAsksTheNextOne) {
  Route route({"a:1", "b:1"});
  EXPECT_EQ(route.After(StandbyNaming("")), NextTry::kAfterPause);
  EXPECT_EQ(route.current(), "b:1");
}

TEST(Route, GivesUpARefusalThatIsNoneOfAStandby) {
  Route route({"a:1", "b:1"});
  EXPECT_EQ(route.After({grpc::StatusCode::FAILED_PRECONDITION, "no", {}, {}}), NextTry::kNone);
  EXPECT_EQ(route.current(), "a:1");
}

TEST(Route, TriesEachSilentAddressOnceAndThenGivesUp) {
  Route route({"a:1", "b:1"});
  EXPECT_EQ(route.After(Silence()), NextTry::kAtOnce);
  EXPECT_EQ(route.current(), "b:1");
  EXPECT_EQ(route.After(Silence()), NextTry::kNone);
}

TEST(Route, GivesUpASilentOnlyAddress) {
  EXPECT_EQ(Route({"a:1"}).After(Silence()), NextTry::kNone);
}

TEST(Route, ReturnsFromASilentWriterToTheStandbyAndWaitsForTheNextWriter) {
  Route route({"a:1"});
  route.After(StandbyNaming("w:1"));
  EXPECT_EQ(route.After(Silence()), NextTry::kAfterPause);
  EXPECT_EQ(route.current(), "a:1");
  EXPECT_EQ(route.After(StandbyNaming("w:1")), NextTry::kAfterPause);
  EXPECT_EQ(route.current(), "a:1");
  EXPECT_EQ(route.After(StandbyNaming("v:1")), NextTry::kAtOnce);
  EXPECT_EQ(route.current(), "v:1");
}

TEST(Route, AsksAWriterAgainThatWasSilentWhenItIsNamedOnceMore) {
  Route route({"a:1"});
  route.After(StandbyNaming("w:1"));
  route.After(Silence());
  route.After(StandbyNaming("w:1"));
  EXPECT_EQ(route.After(StandbyNaming("w:1")), NextTry::kAtOnce);
  EXPECT_EQ(route.current(), "w:1");
}

TEST(Route, PausesBetweenTwoThatNameEachOther) {
  Route route({"a:1", "b:1"});
  EXPECT_EQ(route.After(StandbyNaming("b:1")), NextTry::kAtOnce);
  EXPECT_EQ(route.After(StandbyNaming("a:1")), NextTry::kAfterPause);
  EXPECT_EQ(route.current(), "a:1");
}

TEST(Route, StaysWithTheWriterThatAnswered) {
  Route route({"a:1"});
  route.After(StandbyNaming("w:1"));
  route.Answered();
  EXPECT_EQ(route.current(), "w:1");
}

TEST(Route, SplitsAddressesAtCommas) {
  EXPECT_EQ(SplitAddresses("a:1,b:2"), (std::vector<std::string>{"a:1", "b:2"}));
  EXPECT_EQ(SplitAddresses("a:1"), (std::vector<std::string>{"a:1"}));
}

TEST(Route, PausesLongerAndLongerButNeverLong) {
  EXPECT_LT(PauseBefore(0), PauseBefore(1));
  EXPECT_EQ(PauseBefore(1'000), std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace witan::cli
