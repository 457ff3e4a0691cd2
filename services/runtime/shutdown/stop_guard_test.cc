#include "services/runtime/shutdown/stop_guard.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace witan::runtime {
namespace {

TEST(StopGuard, CallsWhenTheEndTakesTooLong) {
  std::promise<void> called;
  const StopGuard guard(std::chrono::milliseconds(1), [&] { called.set_value(); });
  EXPECT_EQ(called.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(StopGuard, LeavesAnEndInTimeAlone) {
  std::atomic<bool> was_called = false;
  {
    const StopGuard guard(std::chrono::hours(1), [&] { was_called = true; });
  }
  EXPECT_FALSE(was_called);
}

}  // namespace
}  // namespace witan::runtime
