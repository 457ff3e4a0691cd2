#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "storage/base/check.h"
#include "storage/base/clock.h"
#include "storage/base/hex.h"
#include "storage/base/mutex.h"
#include "storage/base/named_type.h"
#include "storage/base/random.h"
#include "storage/base/sha256.h"
#include "storage/base/status.h"

namespace witan {
namespace {

TEST(Hex, ComesBackAsItWas) {
  const std::string bytes("\x00\x7f\xff", 3);
  EXPECT_EQ(HexEncode(bytes), "007fff");
  EXPECT_EQ(*HexDecode("007fff"), bytes);
}

TEST(Hex, RefusesOddLengthsAndForeignCharacters) {
  EXPECT_FALSE(HexDecode("0").ok());
  EXPECT_FALSE(HexDecode("0G").ok());
  EXPECT_FALSE(HexDecode("0A").ok());
}

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexEncode(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, InPiecesEqualsOneShotAndStartsAfresh) {
  Sha256Stream stream;
  stream.Update("a");
  stream.Update("bc");
  EXPECT_EQ(stream.Finish(), Sha256("abc"));
  EXPECT_EQ(stream.Finish(), Sha256(""));
}

TEST(HmacSha256, IsThatOfTheStandard) {
  // RFC 4231 test case 2.
  EXPECT_EQ(HexEncode(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, IsReadFromExactly32Bytes) {
  EXPECT_EQ(*HashFromBytes(AsBytes(Sha256("x"))), Sha256("x"));
  EXPECT_FALSE(HashFromBytes("short").ok());
  EXPECT_TRUE(EqualInConstantTime("ab", "ab"));
  EXPECT_FALSE(EqualInConstantTime("ab", "ac"));
  EXPECT_FALSE(EqualInConstantTime("ab", "abc"));
}

TEST(Random, GivesOtherBytesEachTime) { EXPECT_NE(RandomBytes(16), RandomBytes(16)); }

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock(Timestamp{10});
  EXPECT_EQ(clock.Now(), Timestamp{10});
  clock.Advance(std::chrono::microseconds(5));
  EXPECT_EQ(clock.Now().micros, 15);
}

TEST(NamedNumber, IsOrderedAndCountsOn) {
  EXPECT_LT(Position(1), Position(1).Next());
  EXPECT_EQ(Term().value(), 0U);
}

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return absl::InvalidArgumentError("odd");
  return number / 2;
}

absl::StatusOr<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const int half, Half(number));
  RETURN_IF_ERROR(Half(half).status());
  return half / 2;
}

TEST(StatusMacros, CarryTheErrorOutwards) {
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(6).status().message(), "odd");
  EXPECT_EQ(Quarter(5).status().message(), "odd");
}

TEST(CheckDeathTest, StopsTheProcessAndSaysWhy) {
  EXPECT_DEATH(WITAN_CHECK(1 > 2, "order is lost"), "check failed: 1 > 2: order is lost");
}

TEST(CondVar, WakesTheOneWhoWaits) {
  Mutex mutex;
  CondVar changed;
  bool ready = false;
  std::jthread other([&] {
    MutexLock lock(mutex);
    ready = true;
    changed.NotifyAll();
  });
  MutexLock lock(mutex);
  while (!ready) changed.Wait(mutex);
  EXPECT_TRUE(ready);
}

TEST(CondVar, GivesUpAtTheDeadline) {
  Mutex mutex;
  CondVar changed;
  MutexLock lock(mutex);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  while (changed.WaitUntil(mutex, deadline)) {
  }
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace witan
