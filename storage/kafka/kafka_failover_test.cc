// Three brokers, one of which is killed, paused or lost, while a writer keeps batches in flight, or
// while a table is written.

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "storage/base/clock.h"
#include "storage/contract/plain_codec.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/kafka_table.h"
#include "storage/kafka/kafka_topic.h"
#include "storage/kafka/testing/kafka_cluster.h"
#include "storage/kafka/testing/log_load.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kPatience{60};
constexpr uint64_t kAWhile = 20;  // batches

KafkaCluster& ThreeBrokers() {
  static KafkaCluster cluster(3,
                              {"broker.session.timeout.ms=4000", "replica.lag.time.max.ms=3000"});
  return cluster;
}

class KafkaFailover : public testing::Test {
 protected:
  KafkaFailover() {
    options_.connection.bootstrap = ThreeBrokers().bootstrap();
    options_.connection.timeout = seconds(30);
    options_.topic = FreshTopic();
    const absl::Status made = CreateKafkaTopic(options_, KafkaTopicPlan{});
    EXPECT_TRUE(made.ok()) << made;
    auto opened = KafkaEventLog::Open(options_, codec_, clock_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    log_ = *std::move(opened);
    EXPECT_TRUE(log_->Create(LogId{Uuid::Random()}, "test").ok());
    topic_ = *KafkaTopic::Make(options_.connection, options_.topic);
    load_ = std::make_unique<LogLoad>(*log_, "one");
    EXPECT_TRUE(load_->WaitForMore(kAWhile, kPatience));
  }

  int Leader() {
    const auto give_up = steady_clock::now() + kPatience;
    while (steady_clock::now() < give_up) {
      const auto leader = topic_->Leader();
      if (leader.ok() && *leader > 0) return *leader;
    }
    ADD_FAILURE() << "nobody leads";
    return 1;
  }
  int Follower() { return Leader() % 3 + 1; }

  void ExpectGoesOn() { EXPECT_TRUE(load_->WaitForMore(kAWhile, kPatience)); }

  void ExpectNothingLost() {
    const LoadLedger& ledger = load_->Stop();
    const uint64_t records = ExpectSound(*log_, {&ledger});
    RecordProperty("records", static_cast<int>(records));
    RecordProperty("acknowledged_batches", static_cast<int>(ledger.acknowledged_batches));
    RecordProperty("unknown_batches", static_cast<int>(ledger.unknown_batches));
  }

  KafkaLogOptions options_;
  const PlainCodec codec_;
  const SystemClock clock_;
  std::unique_ptr<KafkaEventLog> log_;
  std::unique_ptr<KafkaTopic> topic_;
  std::unique_ptr<LogLoad> load_;
};

TEST_F(KafkaFailover, ALeaderThatIsKilledLosesNothing) {
  const int leader = Leader();
  ThreeBrokers().Kill(leader);
  ExpectGoesOn();
  ThreeBrokers().Start(leader);
  ExpectGoesOn();
  ExpectNothingLost();
}

TEST_F(KafkaFailover, ALeaderThatIsPausedAndWakesLosesNothing) {
  const int leader = Leader();
  ThreeBrokers().Pause(leader);
  ExpectGoesOn();
  ThreeBrokers().Resume(leader);
  ExpectGoesOn();
  ExpectNothingLost();
}

TEST_F(KafkaFailover, AFollowerThatIsKilledIsNotMissed) {
  const int follower = Follower();
  ThreeBrokers().Kill(follower);
  ExpectGoesOn();
  ThreeBrokers().Start(follower);
  ExpectGoesOn();
  ExpectNothingLost();
}

TEST_F(KafkaFailover, WithTwoOfThreeDownNothingIsAcknowledgedAndReadsGoOn) {
  const int leader = Leader();
  const int first = leader % 3 + 1;
  const int second = first % 3 + 1;
  ThreeBrokers().Kill(first);
  ThreeBrokers().Kill(second);
  // What was on its way to replicas that had it already may still be confirmed.
  load_->WaitForMore(1, seconds(2));
  EXPECT_FALSE(load_->WaitForMore(kAWhile, seconds(3))) << "confirmed by one broker of three";
  const auto reader = log_->OpenReader(Cursor{});
  ASSERT_TRUE(reader.ok()) << reader.status();
  const auto read = (*reader)->Read(ReadLimits{});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_GT(read->records.size(), kAWhile);
  ThreeBrokers().Start(first);
  ThreeBrokers().Start(second);
  ExpectGoesOn();
  ExpectNothingLost();
}

// ---- a table beside the log

class TableFailover : public testing::Test {
 protected:
  TableFailover() {
    options_.connection.bootstrap = ThreeBrokers().bootstrap();
    options_.topic = FreshTopic();
    KafkaLogOptions topic;
    topic.connection = options_.connection;
    topic.topic = options_.topic;
    EXPECT_TRUE(CreateKafkaTopic(topic, KafkaTopicPlan{.is_compacted = true}).ok());
    table_ = *KafkaTable::Open(options_);
    asked_ = *KafkaTopic::Make(options_.connection, options_.topic);
  }

  // As its users do: again, until it is confirmed.
  void ExpectIsWritten(const std::string& key) {
    const auto give_up = steady_clock::now() + kPatience;
    absl::Status written = table_->Write({{key, "value"}});
    while (!written.ok() && steady_clock::now() < give_up) {
      written = table_->Write({{key, "value"}});
    }
    EXPECT_TRUE(written.ok()) << written;
    size_t rows = 0;
    table_->Scan(key, [&rows](const std::string&, const KafkaTable::Row&) { ++rows; });
    EXPECT_EQ(rows, 1U) << key;
  }

  KafkaTableOptions options_;
  std::unique_ptr<KafkaTable> table_;
  std::unique_ptr<KafkaTopic> asked_;
};

TEST_F(TableFailover, ATableIsWrittenAndFollowedWhoeverLeadsIt) {
  ExpectIsWritten("before");
  const int leader = *asked_->Leader();
  ThreeBrokers().Pause(leader);
  ExpectIsWritten("paused");
  ThreeBrokers().Resume(leader);
  ExpectIsWritten("resumed");
}

}  // namespace
}  // namespace witan::storage
