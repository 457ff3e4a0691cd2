#include "storage/kafka/broker_version.h"

#include <gtest/gtest.h>

namespace witan::storage {
namespace {

TEST(BrokerVersion, IsReadFromTheLineThatNamesTheRequest) {
  EXPECT_EQ(FetchVersionOf("127.0.0.1:9092/bootstrap:   ApiKey Fetch (1) Versions 4..18"), 18);
  EXPECT_EQ(FetchVersionOf("kafka-1:9092/1:   ApiKey Fetch (1) Versions 0..17"), 17);
}

TEST(BrokerVersion, IsNotReadFromOtherLines) {
  EXPECT_EQ(FetchVersionOf("127.0.0.1:9092/1:   ApiKey ListOffsets (2) Versions 1..11"),
            std::nullopt);
  EXPECT_EQ(FetchVersionOf("ApiKey Fetch (1) Versions 4"), std::nullopt);
  EXPECT_EQ(FetchVersionOf("ApiKey Fetch (1) Versions 4..x"), std::nullopt);
  EXPECT_EQ(FetchVersionOf(""), std::nullopt);
}

}  // namespace
}  // namespace witan::storage
