// Who is elected, by a real broker.

#include "storage/kafka/kafka_election.h"

#include <gtest/gtest.h>

#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

class KafkaElectionTest : public ::testing::Test {
 protected:
  KafkaElectionTest() {
    const KafkaLogOptions topic = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
    const absl::Status created = CreateKafkaTopic(topic, kOneNodePlan);
    EXPECT_TRUE(created.ok()) << created;
    options_.connection = topic.connection;
    options_.topic = topic.topic;
    options_.group = topic.topic;
  }

  std::unique_ptr<KafkaElection> Stand() {
    auto member = std::make_unique<KafkaElection>(options_);
    EXPECT_TRUE(member->Start().ok());
    return member;
  }

  static bool AwaitElected(const KafkaElection& member) {
    const auto until = steady_clock::now() + kPatience;
    while (!member.IsElected() && steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return member.IsElected();
  }

  KafkaElectionOptions options_;
};

TEST_F(KafkaElectionTest, WhoStandsLongestStaysElectedWhenOthersJoin) {
  const auto first = Stand();
  ASSERT_TRUE(AwaitElected(*first));
  const auto second = Stand();
  const auto third = Stand();
  // Longer than a change of the group takes.
  const auto until = steady_clock::now() + std::chrono::seconds(4);
  while (steady_clock::now() < until) {
    ASSERT_TRUE(first->IsElected());
    ASSERT_FALSE(second->IsElected() || third->IsElected());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

TEST_F(KafkaElectionTest, AnotherOneIsElectedWithinTwoSecondsOfAResignation) {
  const auto first = Stand();
  ASSERT_TRUE(AwaitElected(*first));
  const auto second = Stand();
  std::this_thread::sleep_for(std::chrono::seconds(2));  // until it stands by
  const auto start = steady_clock::now();
  first->Resign();
  EXPECT_FALSE(first->IsElected());
  ASSERT_TRUE(AwaitElected(*second));
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(KafkaElectionTest, NobodyIsElectedWithoutABroker) {
  options_.connection.bootstrap = "127.0.0.1:1";
  const auto member = Stand();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(member->IsElected());
}

}  // namespace
}  // namespace witan::storage
