// The moment that a question names: a time, a date, a token; the future and nonsense are refused.

#include "services/runtime/query/moment.h"

#include <gtest/gtest.h>

#include <string>

#include "services/runtime/query/refusal.h"
#include "services/runtime/query/testing/node_story.h"

namespace witan::query {
namespace {

using witan::oversight::v1::AsAt;

using MomentTest = testing::NodeStory;

TEST_F(MomentTest, KnownAtIsTheLastPositionRecordedByThen) {
  CatchUp();
  const uint64_t before = node.store().head().value();
  const int64_t recorded_at = system.world.events().back()->recorded_at_us();
  system.Approve("Later");
  CatchUp();
  AsAt as_at;
  const auto ask = [&](const std::string& known_at) {
    as_at.set_known_at(known_at);
    return Ask(public_reader, as_at);
  };
  // FakeWorld records on 1 January 2025, one event a second.
  const int64_t second = (recorded_at / 1'000'000) % 60;
  const int64_t minute = (recorded_at / 60'000'000) % 60;
  const auto at =
      ask("2025-01-01T00:" + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":" +
          (second < 10 ? "0" : "") + std::to_string(second) + "Z");
  ASSERT_TRUE(at.ok()) << std::string(at.status().message());
  EXPECT_EQ((*at)->position(), before);
  EXPECT_EQ((*ask("2025-01-01"))->position(), node.store().head().value());
  EXPECT_EQ((*ask("2024-12-31"))->position(), 2U);  // the log's own records
}

TEST_F(MomentTest, TheFutureAndNonsenseAreRefused) {
  CatchUp();
  AsAt as_at;
  as_at.set_known_at("2090-01-01");
  EXPECT_EQ(ReasonNameOf(Ask(public_reader, as_at).status()), "FUTURE");
  for (const char* bad : {"yesterday", "2022-02-30", "2022-07-01T", "2022-07-01T25:00:00Z",
                          "2022-07-01T09:00:00", "2022-07-01 09:00:00Z"}) {
    as_at.set_known_at(bad);
    EXPECT_EQ(ReasonNameOf(Ask(public_reader, as_at).status()), "INVALID_FIELD") << bad;
  }
  as_at.set_token("no token");
  EXPECT_EQ(ReasonNameOf(Ask(public_reader, as_at).status()), "TOKEN_INVALID");
  as_at.Clear();
  as_at.set_effective_at("1.7.2022");
  EXPECT_EQ(ReasonNameOf(Ask(public_reader, as_at).status()), "INVALID_FIELD");
}

TEST(Moment, CivilDatesEndInLondon) {
  // Summer: 22:59:59.999999 UTC; winter: 23:59:59.999999 UTC.
  EXPECT_EQ(ParseKnownAt("2022-07-01")->micros,
            ParseKnownAt("2022-07-01T22:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-01-01")->micros,
            ParseKnownAt("2022-01-01T23:59:59.999999Z")->micros);
  // The day on which summer time begins has 23 hours, the one on which it ends 25.
  EXPECT_EQ(ParseKnownAt("2022-03-27")->micros,
            ParseKnownAt("2022-03-27T22:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-10-30")->micros,
            ParseKnownAt("2022-10-30T23:59:59.999999Z")->micros);
  EXPECT_EQ(ParseKnownAt("2022-07-01T10:00:00+01:00")->micros,
            ParseKnownAt("2022-07-01T09:00:00Z")->micros);
}

}  // namespace
}  // namespace witan::query
