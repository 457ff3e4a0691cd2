// A table that processes share, on a real broker.

#include "storage/kafka/kafka_table.h"

#include <gtest/gtest.h>

#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::storage {
namespace {

class KafkaTableTest : public ::testing::Test {
 protected:
  KafkaTableTest() {
    const KafkaLogOptions topic = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
    KafkaTopicPlan plan = kOneNodePlan;
    plan.is_compacted = true;
    EXPECT_TRUE(CreateKafkaTopic(topic, plan).ok());
    options_.connection = topic.connection;
    options_.topic = topic.topic;
  }

  std::unique_ptr<KafkaTable> Open() {
    auto table = KafkaTable::Open(options_);
    EXPECT_TRUE(table.ok()) << table.status();
    return *std::move(table);
  }

  // "key=value" of all rows, in their order.
  static std::string RowsOf(const KafkaTable& table, const std::string& prefix = "") {
    std::string rows;
    table.Scan(prefix, [&rows](const std::string& key, const KafkaTable::Row& row) {
      rows += key + "=" + row.value + " ";
    });
    return rows;
  }

  KafkaTableOptions options_;
};

TEST_F(KafkaTableTest, HasWhatWasWrittenAlsoAfterARestart) {
  auto table = Open();
  ASSERT_TRUE(table->Write({{"b", "2"}, {"a", "1"}}).ok());
  EXPECT_EQ(RowsOf(*table), "a=1 b=2 ");
  table.reset();
  EXPECT_EQ(RowsOf(*Open()), "a=1 b=2 ");
}

TEST_F(KafkaTableTest, AnotherProcessSeesAWriteOnceItLooks) {
  const auto one = Open();
  const auto other = Open();
  ASSERT_TRUE(one->Write({{"a", "1"}}).ok());
  ASSERT_TRUE(other->Refresh().ok());
  EXPECT_EQ(RowsOf(*other), "a=1 ");
}

TEST_F(KafkaTableTest, ADeletedRowIsGoneAndTheGenerationTellsIt) {
  const auto table = Open();
  ASSERT_TRUE(table->Write({{"a/1", "1"}, {"b", "2"}}).ok());
  const uint64_t before = table->generation();
  ASSERT_TRUE(table->Write({{"a/1", std::nullopt}}).ok());
  EXPECT_EQ(RowsOf(*table), "b=2 ");
  EXPECT_NE(table->generation(), before);
}

TEST_F(KafkaTableTest, TellsTheOrderInWhichRowsOfANameWereWritten) {
  const auto table = Open();
  ASSERT_TRUE(table->Write({{"a/2", "first"}}).ok());
  ASSERT_TRUE(table->Write({{"a/1", "second"}}).ok());
  std::map<uint64_t, std::string> by_offset;
  table->Scan("a/", [&](const std::string&, const KafkaTable::Row& row) {
    by_offset[row.offset] = row.value;
  });
  ASSERT_EQ(by_offset.size(), 2U);
  EXPECT_EQ(by_offset.begin()->second, "first");
}

TEST_F(KafkaTableTest, RefusesATopicThatIsNotCompacted) {
  const KafkaLogOptions topic = OneNodeOptions(OneBroker().bootstrap(), FreshTopic());
  ASSERT_TRUE(CreateKafkaTopic(topic, kOneNodePlan).ok());
  options_.topic = topic.topic;
  const absl::Status refused = KafkaTable::Open(options_).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_NE(refused.ToString().find("cleanup.policy"), std::string::npos);
}

TEST_F(KafkaTableTest, SaysThatTheBrokersCannotBeReached) {
  options_.connection.bootstrap = "127.0.0.1:1";
  options_.connection.timeout = std::chrono::seconds(1);
  EXPECT_TRUE(absl::IsUnavailable(KafkaTable::Open(options_).status()));
}

}  // namespace
}  // namespace witan::storage
