#include "services/runtime/token/token.h"

#include <gtest/gtest.h>

namespace witan::runtime {
namespace {

const LogId kLog{Uuid::Parse("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10").value()};
const LogId kOther{Uuid::Parse("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f11").value()};

TEST(Token, GivesItsPositionBack) {
  const std::string token = EncodeToken(kLog, Position(417'704));
  EXPECT_EQ(token.size(), 32U);
  const auto position = DecodeToken(token, kLog);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(*position, Position(417'704));
}

TEST(Token, RefusesATokenOfAnotherLog) {
  const auto position = DecodeToken(EncodeToken(kLog, Position(1)), kOther);
  EXPECT_EQ(position.status().message(), "the consistency token is of another log");
}

TEST(Token, RefusesWhatIsNoToken) {
  for (const auto* text : {"", "1", "not a token at all, but long eno", "AAAA"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeToken(text, kLog).status())) << text;
  }
}

// Persistent: tokens stand in links and bookmarks.
TEST(Token, KeepsItsFormat) {
  EXPECT_EQ(EncodeToken(kLog, Position(258)), "AZDD8n0afFWdCi8fLw9vEAAAAAAAAAEC");
}

}  // namespace
}  // namespace witan::runtime
