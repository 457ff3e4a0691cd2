#include "storage/kafka/bounded_log.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace witan::storage {
namespace {

TEST(BoundedLog, PassesOnAFewLinesAndCopiesShareTheBound) {
  std::vector<std::string> lines;
  const KafkaLogFunction one = Bounded(
      [&](int level, const std::string& line) { lines.push_back(line + std::to_string(level)); });
  const KafkaLogFunction other = one;
  for (int i = 0; i < 50; ++i) {
    one(3, "a");
    other(4, "b");
  }
  ASSERT_EQ(lines.size(), 20U);
  EXPECT_EQ(lines[0], "a3");
  EXPECT_EQ(lines[1], "b4");
}

TEST(BoundedLog, NobodyNeedsToListen) { Bounded({})(3, "nobody hears this"); }

}  // namespace
}  // namespace witan::storage
