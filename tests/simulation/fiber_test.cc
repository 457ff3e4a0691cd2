#include "tests/simulation/fiber.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace witan::simulation {
namespace {

TEST(Fiber, RunsFromYieldToYieldAsItIsResumed) {
  std::string order;
  Fiber one([&] {
    order += "a";
    Fiber::Yield();
    order += "b";
  });
  Fiber two([&] {
    order += "1";
    Fiber::Yield();
    order += "2";
  });
  one.Resume();
  two.Resume();
  two.Resume();
  EXPECT_TRUE(two.is_done());
  EXPECT_FALSE(one.is_done());
  one.Resume();
  EXPECT_TRUE(one.is_done());
  EXPECT_EQ(order, "a12b");
}

TEST(Fiber, YieldOutsideAnyFiberDoesNothing) { Fiber::Yield(); }

TEST(Fiber, UsesItsStackAgainWithoutRestsOfTheOneBefore) {
  for (int round = 0; round < 1'000; ++round) {
    std::vector<std::string> kept;
    Fiber fiber([&] {
      const std::string on_stack = std::to_string(round);
      Fiber::Yield();
      kept.push_back(on_stack);
    });
    fiber.Resume();
    fiber.Resume();
    ASSERT_EQ(kept, std::vector<std::string>{std::to_string(round)});
  }
}

}  // namespace
}  // namespace witan::simulation
