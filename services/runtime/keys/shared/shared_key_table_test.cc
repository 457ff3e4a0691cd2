// Keys that two processes share, on a real broker.

#include "services/runtime/keys/shared/shared_key_table.h"

#include <gtest/gtest.h>

#include "services/runtime/keys/key_store.h"
#include "storage/base/uuid.h"
#include "storage/kafka/kafka_event_log.h"
#include "storage/kafka/testing/one_broker.h"

namespace witan::runtime {
namespace {

class SharedKeyTableTest : public ::testing::Test {
 protected:
  SharedKeyTableTest() {
    const auto topic =
        storage::OneNodeOptions(storage::OneBroker().bootstrap(), storage::FreshTopic());
    storage::KafkaTopicPlan plan = storage::kOneNodePlan;
    plan.is_compacted = true;
    EXPECT_TRUE(storage::CreateKafkaTopic(topic, plan).ok());
    options_.connection = topic.connection;
    options_.topic = topic.topic;
  }

  std::unique_ptr<KeyStore> Open(const std::string& master = std::string(32, 'm')) {
    return KeyStore::Open(std::make_unique<SharedKeyTable>(*storage::KafkaTable::Open(options_)),
                          std::make_unique<LocalMasterKey>(master))
        .value();
  }

  storage::KafkaTableOptions options_;
  const std::string person_ = Uuid::Random().ToString();
};

TEST_F(SharedKeyTableTest, AReaderOpensWhatAWriterSealedAfterIt) {
  const auto reader = Open();
  const auto writer = Open();
  ASSERT_TRUE(writer->PrepareToWrite().ok());
  const auto sealed = writer->Seal(person_, "Dr A. Example");
  ASSERT_TRUE(writer->Persist().ok());
  EXPECT_EQ(reader->Unseal(*sealed)->value_or("(erased)"), "Dr A. Example");
}

TEST_F(SharedKeyTableTest, AKeyThatOneDestroyedIsGoneForAllAndForEver) {
  const auto writer = Open();
  const auto sealed = writer->Seal(person_, "x");
  ASSERT_TRUE(writer->Persist().ok());
  const auto reader = Open();
  ASSERT_EQ(reader->Unseal(*sealed)->value_or("(erased)"), "x");
  ASSERT_TRUE(writer->Destroy(person_).ok());
  ASSERT_TRUE(writer->Destroy(person_).ok()) << "destroying again is nothing new";
  ASSERT_TRUE(reader->PrepareToWrite().ok());
  EXPECT_EQ(reader->Unseal(*sealed)->value_or("(erased)"), "(erased)");
  EXPECT_TRUE(absl::IsFailedPrecondition(reader->Seal(person_, "again").status()));
  EXPECT_EQ(Open()->Unseal(*sealed)->value_or("(erased)"), "(erased)");
}

TEST_F(SharedKeyTableTest, NoWriterTakesTheKeyOfAnotherAway) {
  const auto one = Open();
  const auto two = Open();
  const auto first = one->Seal(person_, "one");
  const auto second = two->Seal(person_, "two");
  ASSERT_TRUE(one->Persist().ok());
  ASSERT_TRUE(two->Persist().ok());
  const auto reader = Open();
  EXPECT_EQ(reader->Unseal(*first)->value_or("(erased)"), "one");
  EXPECT_EQ(reader->Unseal(*second)->value_or("(erased)"), "two");
}

TEST_F(SharedKeyTableTest, AllUseOneKeyOfDigests) {
  const auto one = Open();
  const auto two = Open();
  ASSERT_TRUE(one->PrepareToWrite().ok());
  ASSERT_TRUE(two->PrepareToWrite().ok());
  EXPECT_EQ(one->digest_key(), two->digest_key());
}

}  // namespace
}  // namespace witan::runtime
