// Events followed as they are recorded, over a kill of the service too, and taken away as a file.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "tests/cli/demonstrated.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Following = Demonstrated;

constexpr std::chrono::seconds kMostWait(20);

// Renames an organisation: an event that everybody may see.
Ran Rename(const WitanCommand& witan, const std::string& name, const std::string& from) {
  return witan.Run(
      {"organisation",
       "rename",
       "--record-id",
       StandaloneProcess::RegistrarId(),
       "--acted-by-organisation-id",
       StandaloneProcess::RegistrarId(),
       "--acted-by-capacity",
       "organisation",
       "--attestation",
       "own",
       "--occurred-date",
       from,
       "--occurred-precision",
       "day",
       "--name",
       name,
       "--from",
       from,
       "--json",
       "-"},
      R"({"header":{"softReasons":[{"rule":"R-65","reason":"A test."}]},"content":{}})");
}

bool Prints(const WitanCommand& witan, const std::string& text) {
  const auto until = std::chrono::steady_clock::now() + kMostWait;
  while (witan.Printed().find(text) == std::string::npos) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

TEST_F(Following, WatchGoesOnOverAKillMissesNothingAndEndsOnCtrlC) {
  const std::string token = Decisions({"--limit", "1"}).page().as_of().token();
  cqc_.Start({"watch", "--after", token, "-o", "json"});
  ASSERT_EQ(Rename(registrar_, "First name", "2025-01-01").code, kDone);
  EXPECT_TRUE(Prints(cqc_, "First name")) << cqc_.Printed();
  Standalone().Kill();
  Standalone().Start();
  ASSERT_EQ(Rename(registrar_, "Second name", "2025-02-01").code, kDone);
  EXPECT_TRUE(Prints(cqc_, "Second name")) << cqc_.Printed();
  const Ran ran = cqc_.Stop();
  EXPECT_EQ(ran.code, kDone);
  EXPECT_THAT(ran.err, HasSubstr("Trying again until it answers."));
  EXPECT_THAT(ran.err, HasSubstr("Stopped. Go on with: --after "));
  for (const char* name : {"First name", "Second name"}) {
    EXPECT_EQ(ran.out.find(name), ran.out.rfind(name)) << ran.out;
  }
}

TEST_F(Following, WatchShowsALineAnEventToPeople) {
  const std::string token = Decisions({"--limit", "1"}).page().as_of().token();
  ASSERT_EQ(Rename(registrar_, "Third name", "2025-03-01").code, kDone);
  cqc_.Start({"watch", "--after", token});
  EXPECT_TRUE(Prints(cqc_, "Organisation renamed"));
  EXPECT_EQ(cqc_.Stop().code, kDone);
}

TEST_F(Following, ExportWritesALineAnEventThatTheCallerMaySee) {
  const Ran all = registrar_.Run({"export"});
  EXPECT_EQ(all.code, kDone) << all.err;
  EXPECT_THAT(all.out, StartsWith("{\"eventId\":"));
  const auto lines = std::count(all.out.begin(), all.out.end(), '\n');
  EXPECT_THAT(all.err, HasSubstr(fmt::format("Exported {} events.", lines)));
  const Ran some =
      registrar_.Run({"export", "--after", "1000", "--file", registrar_.Write("e", "")});
  EXPECT_EQ(some.code, kDone) << some.err;
  EXPECT_EQ(some.out, "");
  EXPECT_EQ(registrar_.Run({"export", "--raw"}).code, kWrongUse);
}

}  // namespace
}  // namespace witan::testing
