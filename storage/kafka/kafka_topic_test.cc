// What a log asks of the brokers and the topic before it is opened.

#include "storage/kafka/kafka_topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <mutex>

#include "storage/kafka/broker_version.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/kafka_admin.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

absl::Status Open(const KafkaLogOptions& options) {
  const PlainCodec codec;
  const FakeClock clock;
  return KafkaEventLog::Open(options, codec, clock).status();
}

using Settings = std::map<std::string, std::string>;

// The settings of a topic on one node that are right.
Settings Right() {
  return {{"retention.ms", "-1"},
          {"retention.bytes", "-1"},
          {"cleanup.policy", "delete"},
          {"unclean.leader.election.enable", "false"},
          {"flush.messages", "1"}};
}

KafkaLogOptions TopicWith(const Settings& settings, int partitions = 1) {
  KafkaLogOptions options = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
  options.relaxed = {KafkaNeed::kReplicationFactor, KafkaNeed::kMinInsyncReplicas};
  MakeTopic(OneBroker().bootstrap(), options.topic, partitions, {settings.begin(), settings.end()});
  return options;
}

TEST(KafkaTopic, EachWrongSettingIsRefusedAndCanBeAllowedByName) {
  EXPECT_TRUE(Open(TopicWith(Right())).ok());
  const std::map<std::string, std::pair<std::string, KafkaNeed>> wrong = {
      {"retention.ms", {"604800000", KafkaNeed::kRetentionMs}},
      {"retention.bytes", {"1073741824", KafkaNeed::kRetentionBytes}},
      {"cleanup.policy", {"compact", KafkaNeed::kCleanupPolicy}},
      {"unclean.leader.election.enable", {"true", KafkaNeed::kUncleanLeaderElection}},
      {"flush.messages", {"1000", KafkaNeed::kFlushMessages}}};
  for (const auto& [name, found] : wrong) {
    Settings settings = Right();
    settings[name] = found.first;
    KafkaLogOptions options = TopicWith(settings);
    const absl::Status refused = Open(options);
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
    EXPECT_THAT(Message(refused), HasSubstr(name + " is " + found.first));
    options.relaxed.insert(found.second);
    EXPECT_TRUE(Open(options).ok()) << name;
  }
}

TEST(KafkaTopic, OneReplicaIsRefusedUnlessAllowed) {
  KafkaLogOptions options = TopicWith(Right());
  options.relaxed = {};
  const absl::Status refused = Open(options);
  EXPECT_THAT(Message(refused), HasSubstr("replication.factor is 1, needed is at least 3"));
  EXPECT_THAT(Message(refused), HasSubstr("min.insync.replicas is 1, needed is at least 2"));
}

TEST(KafkaTopic, TwoPartitionsAreRefused) {
  const absl::Status refused = Open(TopicWith(Right(), 2));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(Message(refused), HasSubstr("2 partitions"));
}

TEST(KafkaTopic, ItIsKnownHowOldTheBrokerIs) {
  const KafkaLogOptions options = TopicWith(Right());
  const auto state = (*KafkaTopic::Make(options.connection, options.topic))->State();
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_GE(state->fetch_version, kLeastFetchVersion);
}

TEST(KafkaTopic, ATopicThatIsNotThereIsNotMade) {
  const KafkaLogOptions options = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
  const absl::Status refused = Open(options);
  EXPECT_TRUE(absl::IsNotFound(refused)) << refused;
  EXPECT_THAT(Message(refused), HasSubstr(options.topic));
  EXPECT_TRUE(absl::IsNotFound(Open(options)));
}

TEST(KafkaTopic, IsMadeAsTheLogNeedsIt) {
  KafkaLogOptions options = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
  options.relaxed = {KafkaNeed::kReplicationFactor, KafkaNeed::kMinInsyncReplicas};
  ASSERT_TRUE(CreateKafkaTopic(options, {.replication_factor = 1, .min_insync_replicas = 1}).ok());
  EXPECT_TRUE(Open(options).ok());
  // A second time it stays as it is.
  EXPECT_TRUE(CreateKafkaTopic(options, kOneNodePlan).ok());
  EXPECT_TRUE(Open(options).ok());
}

TEST(KafkaTopic, MoreReplicasThanBrokersAreRefusedInTheBrokersWords) {
  const KafkaLogOptions options = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
  const absl::Status refused = CreateKafkaTopic(options, KafkaTopicPlan{});
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(Message(refused), HasSubstr("replication factor"));
}

TEST(KafkaTopic, AWrongAddressIsOneSentenceWithinTheTimeout) {
  KafkaLogOptions options = OneNodeOptions("127.0.0.1:1", "log");
  options.connection.timeout = milliseconds(700);
  const auto start = steady_clock::now();
  const absl::Status refused = Open(options);
  EXPECT_LT(steady_clock::now() - start, milliseconds(5'000));
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_THAT(Message(refused), HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(Message(refused), HasSubstr("refused"));
}

TEST(KafkaTopic, WhatTheClientSaysIsHeardBoundedAndNowhereElse) {
  KafkaLogOptions options = OneNodeOptions("127.0.0.1:1", "log");
  options.connection.timeout = milliseconds(2'500);
  std::mutex mutex;
  std::vector<std::string> lines;
  options.connection.log = [&](int, const std::string& line) {
    const std::scoped_lock lock(mutex);
    lines.push_back(line);
  };
  testing::internal::CaptureStderr();
  EXPECT_FALSE(Open(options).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const std::scoped_lock lock(mutex);
  EXPECT_FALSE(lines.empty());
  EXPECT_LE(lines.size(), 20U);
}

TEST(KafkaTopic, ASettingThatCannotBeIsASentence) {
  KafkaLogOptions options = OneNodeOptions("", "log");
  EXPECT_TRUE(absl::IsInvalidArgument(Open(options)));
  options = OneNodeOptions("127.0.0.1:1", "log");
  options.connection.security.ca_file = "/no/such/file";
  EXPECT_TRUE(absl::IsInvalidArgument(Open(options))) << Open(options);
  options.connection.security = {};
  options.connection.security.user = "witan";
  options.connection.security.mechanism = "PLAIN";
  EXPECT_THAT(Message(Open(options)), HasSubstr("it takes TLS"));
  options.connection.security.mechanism = "MAGIC";
  EXPECT_THAT(Message(Open(options)), HasSubstr("no way to sign in"));
}

TEST(KafkaTopic, ScramThatNoBrokerTakesIsSaidAtOnce) {
  KafkaLogOptions options = OneNodeOptions("127.0.0.1:1", "log");
  options.connection.security.user = "witan";
  options.connection.security.password_file = "/no/such/file";
  // Debian 12 has 2.0.2; a library that is sound goes on to the password.
  const bool is_sound = rd_kafka_version() >= 0x020601ff;
  EXPECT_THAT(Message(Open(options)), HasSubstr(is_sound ? "/no/such/file" : "SCRAM"));
}

}  // namespace
}  // namespace witan::storage
