// The parts of the driver that could hide a fault: red for what they are there to see, and the plan
// holds what it promises. What is looked at in the log itself is tested in tests/crash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "storage/contract/temporary_folder.h"
#include "tests/faults/fault.h"
#include "tests/faults/soundness.h"
#include "tests/support/failures.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kStream[] = "5fb2ece5-74ab-55bb-9e28-77918bcb0435";

// ---- digests

TEST(Digests, AreSilentWhereAllAreTheSame) {
  const Digests rebuilt = {{"organisation a", "1"}, {"person a", "2"}};
  EXPECT_EQ(FailuresOf([&] { ExpectSameDigests(rebuilt, {rebuilt, rebuilt}); }), "");
}

TEST(Digests, SeeARowThatOneDoesNotHaveAndOneThatDiffersAndOneTooMany) {
  const Digests rebuilt = {{"organisation a", "1"}, {"person a", "2"}};
  const Digests lacks = {{"organisation a", "1"}};
  const Digests differs = {{"organisation a", "1"}, {"person a", "3"}};
  Digests more = rebuilt;
  more["decision a"] = "4";
  for (const Digests& other : {lacks, differs, more}) {
    EXPECT_THAT(FailuresOf([&] {
                  ExpectSameDigests(rebuilt, {rebuilt, other});
                }),
                HasSubstr("oversight 1"));
  }
}

TEST(Digests, SeeThatNothingWasCompared) {
  EXPECT_THAT(FailuresOf([] {
                ExpectSameDigests({}, {{}, {}});
              }),
              HasSubstr("nothing was rebuilt"));
}

// ---- the plan

TEST(Plan, HoldsEachKindInEveryThirtyAsTheTableSays) {
  std::mt19937_64 random(1);
  const std::vector<FaultRow> plan = PlanFaults(60, random);
  std::map<std::string_view, size_t> counts;
  for (size_t i = 30; i < 60; ++i) ++counts[plan[i].name];
  for (const FaultRow& row : FaultTable()) EXPECT_EQ(counts[row.name], row.in_thirty) << row.name;
}

TEST(Plan, FollowsFromTheSeed) {
  std::mt19937_64 one(7);
  std::mt19937_64 same(7);
  const auto left = PlanFaults(30, one);
  const auto right = PlanFaults(30, same);
  for (size_t i = 0; i < 30; ++i) EXPECT_EQ(left[i].kind, right[i].kind) << i;
}

// ---- answers

TEST(PersistentCaller, AsksAgainWhateverSaysNothingOfTheCommand) {
  Outcome outcome;
  for (const auto code : {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::DEADLINE_EXCEEDED,
                          grpc::StatusCode::CANCELLED, grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    outcome.status = grpc::Status(code, "");
    EXPECT_FALSE(PersistentCaller::IsSettled(outcome)) << code;
  }
  for (const auto code : {grpc::StatusCode::OK, grpc::StatusCode::ABORTED}) {
    outcome.status = grpc::Status(code, "");
    EXPECT_TRUE(PersistentCaller::IsSettled(outcome)) << code;
  }
}

TEST(PersistentCaller, SeesAnAnswerThatNoFaultExplains) {
  Outcome outcome;
  for (const auto code : {grpc::StatusCode::INTERNAL, grpc::StatusCode::DATA_LOSS}) {
    outcome.status = grpc::Status(code, "the log is damaged");
    EXPECT_THAT(FailuresOf([&] { PersistentCaller::IsSettled(outcome); }),
                HasSubstr("the log is damaged"));
  }
}

// ---- histories

class Histories : public ::testing::Test {
 protected:
  void Add(uint64_t version, uint64_t position) {
    Operation operation;
    operation.stream = kStream;
    operation.start = operation.end = std::chrono::steady_clock::now();
    operation.result = Operation::Result::kRecorded;
    operation.version = version;
    operation.position = position;
    history_.Add(operation);
  }
  int Check() {
    history_.Flush();
    const std::string check = std::string(WITAN_LINEARIZABLE) + " " + history_.path();
    return std::system((check + " >/dev/null").c_str());
  }

  const storage::TemporaryFolder folder_;
  History history_{folder_ / "history.jsonl"};
};

TEST_F(Histories, AreUnderstoodByTheirChecker) {
  Add(1, 5);
  Add(2, 6);
  history_.AddFault("writer killed", {}, {});
  EXPECT_EQ(Check(), 0);
}

TEST_F(Histories, AreRedWhereAVersionWasGivenTwice) {
  Add(1, 5);
  Add(1, 6);
  EXPECT_NE(Check(), 0);
}

}  // namespace
}  // namespace witan::testing
