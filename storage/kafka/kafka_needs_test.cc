#include "storage/kafka/kafka_needs.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace witan::storage {
namespace {

using testing::HasSubstr;

KafkaTopicState Fit() {
  return {.partitions = 1,
          .replicas = 3,
          .settings = {{"min.insync.replicas", "2"},
                       {"flush.messages", "1"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"cleanup.policy", "delete"},
                       {"unclean.leader.election.enable", "false"},
                       {"max.message.bytes", "1048588"}}};
}

std::string Refusal(const KafkaTopicState& state, const std::set<KafkaNeed>& relaxed = {}) {
  const auto checked = CheckNeeds("log", state, relaxed);
  EXPECT_TRUE(absl::IsFailedPrecondition(checked.status())) << checked.status();
  return std::string(checked.status().message());
}

TEST(KafkaNeeds, ATopicThatIsFitIsTaken) {
  const auto report = CheckNeeds("log", Fit(), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->replication_factor, 3);
  EXPECT_EQ(report->max_message_bytes, 1'048'588U);
  EXPECT_TRUE(report->relaxed.empty());
}

TEST(KafkaNeeds, EachSettingIsRefusedByNameAndValue) {
  const std::map<std::string, std::string> wrong = {
      {"min.insync.replicas", "1"},  {"flush.messages", "9223372036854775807"},
      {"retention.ms", "604800000"}, {"retention.bytes", "1073741824"},
      {"cleanup.policy", "compact"}, {"unclean.leader.election.enable", "true"}};
  for (const auto& [name, value] : wrong) {
    KafkaTopicState state = Fit();
    state.settings[name] = value;
    EXPECT_THAT(Refusal(state), HasSubstr(fmt::format("{} is {}, needed is", name, value)));
    state.settings.erase(name);
    EXPECT_THAT(Refusal(state), HasSubstr(name + " is not told"));
  }
}

TEST(KafkaNeeds, TooFewReplicasAreRefused) {
  KafkaTopicState state = Fit();
  state.replicas = 2;
  EXPECT_THAT(Refusal(state), HasSubstr("replication.factor is 2, needed is at least 3"));
}

TEST(KafkaNeeds, AMinimumThatToleratesNoFailureIsRefused) {
  KafkaTopicState state = Fit();
  state.settings["min.insync.replicas"] = "3";
  EXPECT_THAT(Refusal(state),
              HasSubstr("min.insync.replicas is 3, needed is at least 2 and below 3"));
}

TEST(KafkaNeeds, EveryShortfallIsNamedAtOnce) {
  KafkaTopicState state = Fit();
  state.settings["flush.messages"] = "10";
  state.settings["retention.ms"] = "5";
  EXPECT_THAT(Refusal(state), HasSubstr("relaxing flush.messages,retention.ms"));
}

TEST(KafkaNeeds, WhatIsRelaxedIsTakenAndReported) {
  KafkaTopicState state = Fit();
  state.settings["flush.messages"] = "10";
  const auto report = CheckNeeds("log", state, {KafkaNeed::kFlushMessages});
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->relaxed.size(), 1U);
  EXPECT_EQ(report->relaxed[0].found, "10");
  EXPECT_EQ(report->relaxed[0].needed, "1");
  state.settings["retention.ms"] = "5";
  EXPECT_THAT(Refusal(state, {KafkaNeed::kFlushMessages}), HasSubstr("retention.ms is 5"));
}

TEST(KafkaNeeds, BrokersThatAreTooOldAreRefused) {
  KafkaTopicState state = Fit();
  state.fetch_version = 17;
  EXPECT_THAT(Refusal(state), HasSubstr("older than version 4.1"));
  state.fetch_version = 18;
  EXPECT_TRUE(CheckNeeds("log", state, {}).ok());
}

TEST(KafkaNeeds, SeveralPartitionsCannotBeAllowed) {
  KafkaTopicState state = Fit();
  state.partitions = 2;
  EXPECT_THAT(Refusal(state), HasSubstr("has 2 partitions"));
}

TEST(KafkaNeeds, NamesAreReadFromASetting) {
  const auto needs = ParseKafkaNeeds("min.insync.replicas,flush.messages");
  ASSERT_TRUE(needs.ok()) << needs.status();
  EXPECT_EQ(*needs, (std::set{KafkaNeed::kMinInsyncReplicas, KafkaNeed::kFlushMessages}));
  EXPECT_TRUE(ParseKafkaNeeds("")->empty());
  for (const char* wrong : {"flush", "flush.messages,flush.messages", ",", "flush.messages,x"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseKafkaNeeds(wrong).status())) << wrong;
  }
}

}  // namespace
}  // namespace witan::storage
