#include <gtest/gtest.h>
#include <sys/resource.h>

#include <set>
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
#include "storage/base/thread_priority.h"

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

TEST(HmacSha256, RemembersNoKey) {
  const Hash without_key = HmacSha256(std::string_view(), "message");
  const Hash with_key = HmacSha256("key", "message");
  EXPECT_NE(with_key, without_key);
  EXPECT_EQ(HmacSha256(std::string_view(), "message"), without_key);
  EXPECT_EQ(HmacSha256("key", "message"), with_key);
}

TEST(Hash, IsReadFromExactly32Bytes) {
  EXPECT_EQ(*HashFromBytes(AsBytes(Sha256("x"))), Sha256("x"));
  EXPECT_FALSE(HashFromBytes("short").ok());
  EXPECT_TRUE(EqualInConstantTime("ab", "ab"));
  EXPECT_FALSE(EqualInConstantTime("ab", "ac"));
  EXPECT_FALSE(EqualInConstantTime("ab", "abc"));
}

TEST(ThreadPriority, IsThatOfTheCallingThreadAlone) {
  const int before = ::getpriority(PRIO_PROCESS, 0);
  int after = before;
  std::thread([&] {
    GiveWayToOtherThreads();
    after = ::getpriority(PRIO_PROCESS, 0);
  }).join();
  EXPECT_GE(after, 10);
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), before);
}

TEST(Random, GivesOtherBytesEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(seen.insert(RandomBytes(16)).second);
  EXPECT_EQ(RandomBytes(0), "");
  EXPECT_EQ(RandomBytes(5'000).size(), 5'000U);
  std::string other;
  std::thread([&] { other = RandomBytes(16); }).join();
  EXPECT_TRUE(seen.insert(other).second) << "threads share nothing";
}

TEST(Random, LeavesNoByteOut) {
  // Each of the 1024 places is set in one of some takes, with all but certainty.
  std::string any(1'024, '\0');
  for (int round = 0; round < 8; ++round) {
    for (size_t at = 0; at < any.size(); at += 32) {
      const std::string bytes = RandomBytes(32);
      for (size_t i = 0; i < bytes.size(); ++i)
        any[at + i] = static_cast<char>(any[at + i] | bytes[i]);
    }
  }
  EXPECT_EQ(any.find('\0'), std::string::npos);
}

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
