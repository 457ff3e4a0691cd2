#include "storage/base/uuid.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>
#include <vector>

namespace witan {
namespace {

constexpr char kText[] = "018f4a2e-7c3b-7def-8abc-0123456789ab";

TEST(Uuid, ReadsBackTheTextItWrites) { EXPECT_EQ(Uuid::Parse(kText)->ToString(), kText); }

TEST(Uuid, RefusesEverythingButTheCanonicalText) {
  for (const char* text :
       {"", "018f4a2e7c3b7def8abc0123456789ab", "018F4A2E-7C3B-7DEF-8ABC-0123456789AB",
        "{018f4a2e-7c3b-7def-8abc-0123456789ab}", "018f4a2e-7c3b-7def-8abc-0123456789a",
        "018f4a2e-7c3b-7def-8abc-0123456789abc", "018f4a2e-7c3b-7def-8abc_0123456789ab",
        "018f4a2e-7c3b-7def-8abc-0123456789ag", " 18f4a2e-7c3b-7def-8abc-0123456789ab"}) {
    EXPECT_EQ(Uuid::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(Uuid, NameBasedIdIsThatOfTheStandard) {
  // RFC 9562 appendix A.4: "www.example.com" in the DNS namespace.
  const Uuid dns = *Uuid::Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(Uuid::NameBased(dns, "www.example.com").ToString(),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, RefusesBytesOfAnotherLength) {
  EXPECT_FALSE(Uuid::FromBytes("short").ok());
  EXPECT_EQ(Uuid::FromBytes(Uuid::Parse(kText)->ToBytes())->ToString(), kText);
}

TEST(UuidGenerator, CarriesTheClocksMilliseconds) {
  FakeClock clock(Timestamp{0x018f4a2e7c3bLL * 1000});
  UuidGenerator generator(clock);
  const Uuid id = generator.Next();
  EXPECT_EQ(id.ToString().substr(0, 13), "018f4a2e-7c3b");
  EXPECT_EQ(id.version(), 7);
  EXPECT_EQ(id.bytes()[8] >> 6, 2);
}

TEST(UuidGenerator, IncreasesWhileTheClockStandsStillOrGoesBack) {
  FakeClock clock;
  UuidGenerator generator(clock);
  Uuid last = generator.Next();
  for (int i = 0; i < 10'000; ++i) {
    if (i == 5'000) clock.Advance(std::chrono::seconds(-10));
    const Uuid next = generator.Next();
    ASSERT_LT(last, next);
    last = next;
  }
}

TEST(UuidGenerator, GivesEveryThreadItsOwnIds) {
  FakeClock clock;
  UuidGenerator generator(clock);
  std::vector<std::vector<Uuid>> ids(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : ids) {
      threads.emplace_back([&generator, &mine] {
        for (int i = 0; i < 1'000; ++i) mine.push_back(generator.Next());
      });
    }
  }
  std::set<Uuid> all;
  for (const auto& mine : ids) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 4'000U);
}

}  // namespace
}  // namespace witan
