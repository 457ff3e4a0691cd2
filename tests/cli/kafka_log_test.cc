// `witan log` on a real Kafka broker: made, looked at, refused in sentences.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "storage/contract/temporary_folder.h"
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

TEST(KafkaLogCommands, ATopicThatWouldBeRefusedIsNotMade) {
  const std::string topic = " --topic " + storage::FreshTopic();
  const Ran made = Log("create", topic + " --replication-factor 1");
  EXPECT_EQ(made.code, kRefused) << made.out;
  EXPECT_THAT(made.out, HasSubstr("replication.factor is 1, needed is at least 3"));
  EXPECT_THAT(Log("verify", topic + kOneNode).out, HasSubstr("there is no topic"));
}

std::string BytesOf(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(KafkaLogCommands, ALogMovesToATopicAndBackWithTheSameBytes) {
  const storage::TemporaryFolder folder;
  const std::string witan = WITAN_CLI;
  const std::string file = folder / "first";
  ASSERT_EQ(RunShell(witan + " log create --data " + (folder / "a")).code, kDone);
  ASSERT_EQ(RunShell(witan + " export --raw --data " + (folder / "a") + " --file " + file).code,
            kDone);
  const std::string topic = " --kafka " + storage::OneBroker().bootstrap() + " --topic " +
                            storage::FreshTopic() + kOneNode;
  const Ran moved = RunShell(witan + " import --raw " + file + topic + " --replication-factor 1");
  EXPECT_EQ(moved.code, kDone) << moved.out;
  EXPECT_THAT(moved.out, HasSubstr("events    1\n"));
  const std::string again = folder / "second";
  const Ran back = RunShell(witan + " export --raw" + topic + " --file " + again);
  EXPECT_EQ(back.code, kDone) << back.out;
  EXPECT_FALSE(BytesOf(file).empty());
  EXPECT_EQ(BytesOf(again), BytesOf(file));
  EXPECT_EQ(RunShell(witan + " import --raw " + again + " --data " + (folder / "b")).code, kDone);
  EXPECT_EQ(RunShell(witan + " log verify --data " + (folder / "b")).out,
            RunShell(witan + " log verify --data " + (folder / "a")).out);
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
