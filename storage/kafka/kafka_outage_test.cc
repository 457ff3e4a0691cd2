// A broker that is killed and comes back, and writers that fight, while a load goes on.

#include <gtest/gtest.h>

#include <chrono>

#include "storage/kafka/testing/log_load.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kPatience{40};

TEST(KafkaOutage, TwoWritersFightAndNothingAcknowledgedIsLost) {
  LogOnOneBroker at;
  LogLoad one(*at.log, "one");
  EXPECT_TRUE(one.WaitForMore(20, kPatience));
  LogLoad other(*at.log, "other");
  // Whoever is replaced comes back with a new term, again and again.
  EXPECT_TRUE(other.WaitForMore(5, kPatience));
  EXPECT_TRUE(one.WaitForMore(5, kPatience));
  EXPECT_TRUE(other.WaitForMore(5, kPatience));
  const LoadLedger& first = one.Stop();
  const LoadLedger& second = other.Stop();
  EXPECT_GT(first.resigned + second.resigned, 0U);
  EXPECT_GT(ExpectSound(*at.log, {&first, &second}), 30U);
}

TEST(KafkaOutage, AKilledBrokerIsAPauseForTheWriterAndTheReader) {
  LogOnOneBroker at;
  LogLoad load(*at.log, "one");
  const auto reader = *at.log->OpenReader(at.created);
  EXPECT_TRUE(load.WaitForMore(20, kPatience));
  OneBroker().Kill(1);
  EXPECT_FALSE(load.WaitForMore(10, milliseconds(300))) << "who confirmed that?";
  OneBroker().Start(1);
  EXPECT_TRUE(load.WaitForMore(20, kPatience));
  const LoadLedger& ledger = load.Stop();
  const uint64_t records = ExpectSound(*at.log, {&ledger});
  // The reader that lived through it gets to the same end.
  const auto give_up = steady_clock::now() + kPatience;
  bool at_end = false;
  while (!at_end && steady_clock::now() < give_up) {
    const auto read = reader->Read(ReadLimits{});
    ASSERT_TRUE(read.ok() || absl::IsUnavailable(read.status())) << read.status();
    at_end = read.ok() && read->at_end;
  }
  EXPECT_EQ(reader->cursor().position, Position(records));
}

TEST(KafkaOutage, AppendsWhileTheBrokerIsAwayEndAsUnknownInTime) {
  LogOnOneBroker at;
  at.options.delivery_timeout = milliseconds(500);
  const auto log = *KafkaEventLog::Open(at.options, at.codec, at.clock);
  const auto writer = *log->OpenWriter(WriterOptions{});
  OneBroker().Kill(1);
  const auto start = steady_clock::now();
  const AppendResult result = AppendAndWait(*writer, {"a"});
  EXPECT_EQ(result.outcome, AppendOutcome::kUnknown);
  EXPECT_LT(steady_clock::now() - start, seconds(10));
  OneBroker().Start(1);
  ASSERT_TRUE(writer->StartNewTerm(steady_clock::now() + kPatience).ok());
  EXPECT_EQ(AppendAndWait(*writer, {"b"}).outcome, AppendOutcome::kDurable);
}

}  // namespace
}  // namespace witan::storage
