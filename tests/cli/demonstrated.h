#pragma once

// A standalone with register and demonstration, and command lines of those who use it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/witan_command.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::testing {

// One process for all tests of a program; what one test records does not disturb another.
class Demonstrated : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  // Started on the first call, ended with the program.
  static StandaloneProcess& Standalone();

  // The decisions that the CQC is shown, with more arguments to `list`.
  witan::oversight::v1::ListDecisionsResponse Decisions(const std::vector<std::string>& more);

  WitanCommand registrar_{Standalone(), "cli-registrar"};
  // Sees most of it: whatever its rights withhold is not needed here.
  WitanCommand cqc_{Standalone(), "cli-cqc"};
  WitanCommand region_{Standalone(), "cli-region"};
};

}  // namespace witan::testing
