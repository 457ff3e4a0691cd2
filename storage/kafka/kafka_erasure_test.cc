// A deleted row is gone from the brokers' files, not only from what readers see: what destroying a
// key rests on.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "storage/base/uuid.h"
#include "storage/kafka/kafka_table.h"
#include "storage/kafka/testing/kafka_admin.h"
#include "storage/kafka/testing/kafka_cluster.h"

namespace witan::storage {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{180};
constexpr std::chrono::milliseconds kPause{200};

// How many files below the folder hold the bytes. Files come and go meanwhile.
int FilesWith(const std::string& folder, const std::string& bytes) {
  int count = 0;
  std::error_code failure;
  for (fs::recursive_directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    std::error_code gone;
    if (!it->is_regular_file(gone)) continue;
    std::ifstream file(it->path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    if (content.find(bytes) != std::string::npos) ++count;
  }
  return count;
}

TEST(KafkaErasure, NoFileOfABrokerHoldsADeletedRowOnceTheTopicIsCompacted) {
  const KafkaCluster broker(1, {"log.cleaner.backoff.ms=100"});
  KafkaTableOptions options;
  options.connection.bootstrap = broker.bootstrap();
  options.topic = "keys";
  // As CreateKafkaTopic makes it, but that it is compacted within seconds instead of an hour.
  MakeTopic(broker.bootstrap(), options.topic, 1,
            {{"cleanup.policy", "compact"},
             {"min.cleanable.dirty.ratio", "0.01"},
             {"segment.ms", "500"},
             {"max.compaction.lag.ms", "500"},
             {"delete.retention.ms", "100"},
             {"file.delete.delay.ms", "100"}});
  const auto table = KafkaTable::Open(options);
  ASSERT_TRUE(table.ok()) << table.status();
  const std::string secret = "wrapped key " + Uuid::Random().ToString();
  ASSERT_TRUE((*table)->Write({{"destroyed", secret}, {"kept", "another key"}}).ok());
  ASSERT_GT(FilesWith(broker.Folder(1), secret), 0);
  ASSERT_TRUE((*table)->Write({{"destroyed", std::nullopt}}).ok());
  // The newest segment is never compacted; what is written later begins another one.
  const auto until = steady_clock::now() + kPatience;
  while (FilesWith(broker.Folder(1), secret) > 0 && steady_clock::now() < until) {
    ASSERT_TRUE((*table)->Write({{"later", "a third key"}}).ok());
    std::this_thread::sleep_for(kPause);
  }
  EXPECT_EQ(FilesWith(broker.Folder(1), secret), 0);
  EXPECT_GT(FilesWith(broker.Folder(1), "another key"), 0);
}

}  // namespace
}  // namespace witan::storage
