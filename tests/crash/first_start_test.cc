// The first start makes the log, the keys and the views. Whatever it was doing when it was killed,
// the next start goes on from there.

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

#include "services/domain/testing/governed_system.h"
#include "tests/support/command_caller.h"
#include "tests/support/mirror.h"
#include "tests/support/random_seed.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {
namespace {

constexpr uint64_t kStarts = 8;
constexpr uint64_t kKillsEach = 3;

TEST(FirstStart, IsTakenUpWhereverItWasKilled) {
  std::mt19937_64 random(RandomSeed());
  for (uint64_t i = 0; i < kStarts; ++i) {
    StandaloneProcess process;
    for (uint64_t kill = 0; kill < kKillsEach; ++kill) {
      process.Launch();
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 600));
      process.Kill();
    }
    process.Start();
    ASSERT_FALSE(::testing::Test::HasFatalFailure());
    domain::testing::FakeWorld world;
    const CommandCaller caller(process.Channel("gateway"));
    Mirror mirror(world, caller);
    world.Organisation(witan::organisation::v1::ORGANISATION_KIND_NHSE_NATIONAL, "X24",
                       "NHS England");
    mirror.CatchUp();
    EXPECT_EQ(mirror.last().version(), 1u);
  }
}

}  // namespace
}  // namespace witan::testing
