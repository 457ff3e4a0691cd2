#pragma once

// What a check finds, as text, so that the check itself can be tested: it must be red for what it
// is there to see.

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace witan::testing {

// The messages of all failures, of any thread; empty when there are none. The test that asks does
// not fail.
inline std::string FailuresOf(const std::function<void()>& check) {
  ::testing::TestPartResultArray found;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &found);
    check();
  }
  std::string words;
  for (int i = 0; i < found.size(); ++i) words += found.GetTestPartResult(i).message();
  return words;
}

}  // namespace witan::testing
