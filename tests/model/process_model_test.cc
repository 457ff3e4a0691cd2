// The models once more, against a real process: what it says of each command is what the rules in
// memory say and what the models say.
//
//   WITAN_SEED=N    the seed that a failed run printed

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/model/asking.h"
#include "tests/model/deciding.h"
#include "tests/model/delegating.h"
#include "tests/support/mirror.h"
#include "tests/support/random_seed.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {
namespace {

constexpr size_t kCommands = 1'000;
// Killed and started again after so many, so that verdicts also rest on what was recovered.
constexpr size_t kRestartEvery = 300;

TEST(ProcessModel, ARealProcessSaysWhatTheModelsSay) {
  const uint64_t seed = RandomSeed();
  Dice dice(seed);
  domain::testing::GovernedSystem system;
  Asking asking(system, seed + 1);
  Delegating delegating(system, seed + 2);
  Deciding deciding(system, seed + 3);
  Model* const models[] = {&asking, &delegating, &deciding};
  StandaloneProcess process;
  process.Start();
  const CommandCaller caller(process.Channel("gateway"));
  Mirror mirror(system.world, caller);
  for (size_t i = 1; i <= kCommands; ++i) {
    SCOPED_TRACE(fmt::format("command {}", i));
    const Trial trial = dice.AnyOf(models)->Next();
    const Verdict verdict = VerdictOf(mirror.DoPayload(trial.header, trial.content));
    ASSERT_EQ(verdict, trial.expected) << trial.content.ShortDebugString();
    ASSERT_FALSE(::testing::Test::HasFailure());
    if (verdict.empty()) trial.accepted(mirror.last().record_id());
    if (i % kRestartEvery != 0) continue;
    process.Kill();
    process.Start();
  }
}

}  // namespace
}  // namespace witan::testing
