// Ten thousand runs of writers and readers over one sequence, and the same with one rule taken out.
//
//   WITAN_SIMULATION_SEED=17 simulation_test         that run alone, with a trace of what happened
//   WITAN_SIMULATION_RUNS=200000 simulation_test     more runs
//   WITAN_SIMULATION_FIRST_SEED=5000000 ...          other ones

#include "tests/simulation/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace witan::simulation {
namespace {

constexpr uint64_t kRuns = 10'000;
constexpr size_t kTracedLines = 60;

std::optional<uint64_t> Setting(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

uint64_t FirstSeed() { return Setting("WITAN_SIMULATION_FIRST_SEED").value_or(1); }
uint64_t Runs() { return Setting("WITAN_SIMULATION_RUNS").value_or(kRuns); }

std::string Tail(const std::vector<std::string>& trace, size_t lines) {
  std::string text;
  for (size_t i = trace.size() - std::min(lines, trace.size()); i < trace.size(); ++i) {
    text += "  " + trace[i] + "\n";
  }
  return text;
}

void FailWith(uint64_t seed, const std::string& violation) {
  const RunResult again = RunOnce(seed, {.mutation = Mutation::kNone, .traces = true});
  ADD_FAILURE() << violation << "\nseed " << seed
                << ": repeat it with WITAN_SIMULATION_SEED=" << seed << "\nits end:\n"
                << Tail(again.trace, kTracedLines);
}

// The first violation with a rule taken out, in as many runs as the whole rules must stand.
std::string FirstViolation(Mutation mutation) {
  for (uint64_t run = 0; run < Runs(); ++run) {
    const RunResult result = RunOnce(FirstSeed() + run, {.mutation = mutation});
    if (result.violation.empty()) continue;
    std::cout << "run " << run + 1 << " (seed " << FirstSeed() + run << "): " << result.violation
              << "\n";
    return result.violation;
  }
  return "";
}

TEST(Simulation, LosesRepeatsAndConfusesNothingInAnyRun) {
  if (const auto seed = Setting("WITAN_SIMULATION_SEED"); seed) {
    const RunResult result = RunOnce(*seed, {.mutation = Mutation::kNone, .traces = true});
    std::cout << Tail(result.trace, result.trace.size());
    EXPECT_EQ(result.violation, "") << "seed " << *seed;
    return;
  }
  std::cout << "seeds " << FirstSeed() << " to " << FirstSeed() + Runs() - 1 << "\n";
  Happenings sum;
  for (uint64_t run = 0; run < Runs() && !HasFailure(); ++run) {
    const RunResult result = RunOnce(FirstSeed() + run, {});
    if (!result.violation.empty()) FailWith(FirstSeed() + run, result.violation);
    sum += result.happenings;
  }
  std::cout << ToString(sum) << "\n";
}

TEST(Simulation, MeetsEveryKindOfTrouble) {
  constexpr uint64_t kSomeRuns = 300;
  Happenings sum;
  for (uint64_t seed = 1; seed <= kSomeRuns; ++seed) sum += RunOnce(seed, {}).happenings;
  // On average every other run holds at least one of each; less would show little.
  for (const uint64_t count : {sum.accepted, sum.acknowledged, sum.refuted, sum.terms,
                               sum.passed_over, sum.unknown, sum.survived, sum.crashes}) {
    EXPECT_GE(count, kSomeRuns / 2) << ToString(sum);
  }
}

TEST(Simulation, IsTheSameForTheSameSeed) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const RunOptions traced{.mutation = Mutation::kNone, .traces = true};
    const auto trace = RunOnce(seed, traced).trace;
    EXPECT_EQ(trace, RunOnce(seed, traced).trace) << "seed " << seed;
    EXPECT_NE(trace, RunOnce(seed + 1'000, traced).trace) << "seed " << seed;
  }
}

// What follows must fail, or the runs above show nothing.

TEST(SimulationWithoutTheReadRule, FindsAViolation) {
  EXPECT_NE(FirstViolation(Mutation::kAcceptsByPosition), "");
}

TEST(SimulationWithoutTheNewTerm, FindsAViolation) {
  EXPECT_NE(FirstViolation(Mutation::kKeepsOldTerm), "");
}

TEST(SimulationWithoutTheExpectedOffset, FindsAViolation) {
  EXPECT_NE(FirstViolation(Mutation::kAcknowledgesAnywhere), "");
}

}  // namespace
}  // namespace witan::simulation
