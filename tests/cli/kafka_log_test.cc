// `witan log` on a real Kafka broker: made, looked at, refused in sentences.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "storage/kafka/testing/one_broker.h"
#include "tests/cli/witan_command.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kOneNode =
    " --kafka-relax replication.factor,min.insync.replicas,flush.messages";

Ran Log(const std::string& verb, const std::string& options) {
  return RunShell(std::string(WITAN_CLI) + " log " + verb + " --kafka " +
                  storage::OneBroker().bootstrap() + options);
}

TEST(KafkaLogCommands, ALogIsMadeOnceAndVerified) {
  const std::string topic = " --topic " + storage::FreshTopic() + kOneNode;
  const Ran made = Log("create", topic + " --replication-factor 1");
  EXPECT_EQ(made.code, kDone) << made.out;
  EXPECT_THAT(made.out, HasSubstr("Created the log"));
  const Ran again = Log("create", topic + " --replication-factor 1");
  EXPECT_EQ(again.code, kRefused);
  EXPECT_THAT(again.out, HasSubstr("the log exists already"));
  const Ran verified = Log("verify", topic);
  EXPECT_EQ(verified.code, kDone) << verified.out;
  EXPECT_THAT(verified.out, HasSubstr("events    1\n"));
  const Ran inspected = Log("inspect", topic);
  EXPECT_THAT(inspected.out, HasSubstr("relaxed   replication.factor is 1, needed is at least 3"));
}

TEST(KafkaLogCommands, WhatIsWrongIsASentence) {
  const Ran none = Log("verify", " --topic nono" + std::string(kOneNode));
  EXPECT_EQ(none.code, kRefused);
  EXPECT_THAT(none.out, HasSubstr("there is no topic nono"));
  const Ran unknown = Log("verify", " --kafka-relax flush");
  EXPECT_EQ(unknown.code, kWrongUse) << unknown.out;
  EXPECT_THAT(unknown.out, HasSubstr("\"flush\" is no setting"));
  EXPECT_EQ(Log("verify", " --data /tmp").code, kWrongUse);
}

}  // namespace
}  // namespace witan::testing
