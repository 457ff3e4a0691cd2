// Faults of brokers and recorders while commands are in flight, and what has to hold after each.
//
//   faults_test --faults 500    for long

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <thread>

#include "tests/faults/fault.h"
#include "tests/faults/options.h"
#include "tests/faults/soundness.h"
#include "tests/support/mirror.h"
#include "tests/support/random_seed.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using domain::testing::GovernedSystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// After so many faults a new log begins, so that reading all of it stays quick.
constexpr size_t kFaultsOfOneLog = 10;
// Before a fault so many commands are acknowledged.
constexpr uint64_t kBefore = 64;
constexpr seconds kPatience(120);
constexpr milliseconds kPause(20);

FaultOptions& Options() {
  static FaultOptions options;
  return options;
}

milliseconds Since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

// Until the command is settled, or for `kPatience`.
Outcome Insist(PersistentCaller& caller, const Command& command) {
  const auto until = steady_clock::now() + kPatience;
  Outcome outcome = caller.Try(command);
  while (!PersistentCaller::IsSettled(outcome) && steady_clock::now() < until) {
    std::this_thread::sleep_for(kPause);
    outcome = caller.Try(command);
  }
  return outcome;
}

// What one kind did, over the run.
struct Measured {
  std::vector<milliseconds> silences;
  milliseconds lasted{0};
};

// One log with its processes, its story and its callers.
class Round final {
 public:
  Round(storage::KafkaCluster& brokers, const std::string& history, uint64_t seed)
      : random_(seed),
        deployment_(brokers),
        recorders_(deployment_.RecorderAddresses()),
        history_(history),
        contested_(system_),
        source_(system_, ledger_, random_()) {
    PersistentCaller caller(recorders_, kPatience);
    const auto ask = [&caller](const auto& header, const auto& content, const auto& principal) {
      return Insist(caller, {.header = header, .content = content, .principal = principal});
    };
    Mirror mirror(system_.world, ask);
    mirror.CatchUp();
    std::vector<std::string> opened;
    while (opened.size() < Contested::kRecords) {
      const Command command = source_.Organisation();
      Underway underway = transcript_.Begin(0, command);
      const Outcome outcome = Insist(caller, command);
      WITAN_CHECK(outcome.status.ok(), outcome.status.error_message());
      transcript_.Settle(underway, outcome);
      opened.push_back(outcome.response.record_id());
    }
    contested_.Take(opened);
  }

  // Returns the longest time without an acknowledgement.
  milliseconds Suffer(const FaultRow& fault) {
    Callers callers({.recorders = recorders_,
                     .views = deployment_.ViewChannels(),
                     .system = system_,
                     .transcript = transcript_},
                    random_());
    EXPECT_TRUE(callers.AwaitAcknowledged(kBefore, kPatience)) << "nothing is acknowledged";
    const auto start = steady_clock::now();
    BringAbout(fault.kind, {deployment_, callers, source_, transcript_});
    history_.AddFault(std::string(fault.name), start, steady_clock::now());
    callers.Stop();
    return callers.longest_silence();
  }

  size_t Check() {
    history_.Flush();
    return CheckSound(deployment_, ledger_, system_.world.events().size());
  }
  const Deployment& deployment() const { return deployment_; }

 private:
  std::mt19937_64 random_;
  GovernedSystem system_;
  Deployment deployment_;
  Recorders recorders_;
  Ledger ledger_;
  Newest newest_;
  History history_;
  Contested contested_;
  Transcript transcript_{ledger_, contested_, newest_, history_};
  CommandSource source_;
};

class Faults : public ::testing::Test {
 protected:
  Faults() : random_(RandomSeed()), plan_(Plan()) {
    if (Options().history.empty()) Options().history = folder_.path();
    fs::create_directories(Options().history);
  }

  std::vector<FaultRow> Plan() {
    std::vector<FaultRow> plan = PlanFaults(Options().faults, random_);
    if (Options().kinds.empty()) return plan;
    std::vector<FaultRow> wanted;
    for (const FaultRow& row : FaultTable()) {
      if (("," + Options().kinds + ",").find(fmt::format(",{},", row.name)) != std::string::npos) {
        wanted.push_back(row);
      }
    }
    WITAN_CHECK(!wanted.empty(), "no fault has one of these names");
    for (FaultRow& row : plan) row = wanted[random_() % wanted.size()];
    return plan;
  }

  // All faults of one log, beginning with that at `first`.
  void SufferRound(size_t first) {
    const std::string history =
        fmt::format("{}/history-{}.jsonl", Options().history, first / kFaultsOfOneLog + 1);
    Round round(brokers_, history, random_());
    const size_t end = std::min(plan_.size(), first + kFaultsOfOneLog);
    for (size_t i = first; i < end && !HasFailure(); ++i) {
      SCOPED_TRACE(fmt::format("fault {} of {}: {}", i + 1, plan_.size(), plan_[i].name));
      const auto start = steady_clock::now();
      const milliseconds silence = round.Suffer(plan_[i]);
      const milliseconds lasted = Since(start);
      const size_t events = round.Check();
      Measured& measured = measured_[std::string(plan_[i].name)];
      measured.silences.push_back(silence);
      measured.lasted += Since(start);
      std::cout << fmt::format(
                       "{:3} {:20} silent {:5} ms, lasted {:5} ms, checked in {:5} ms, {} events\n",
                       i + 1, plan_[i].name, silence.count(), lasted.count(),
                       (Since(start) - lasted).count(), events)
                << std::flush;
    }
    if (HasFailure()) std::cout << round.deployment().LastWords();
    const std::string check = fmt::format("'{}' '{}'", WITAN_LINEARIZABLE, history);
    EXPECT_EQ(std::system(check.c_str()), 0)
        << "the history has no order; it stands in " << history;
  }

  void Tell() {
    for (auto& [name, measured] : measured_) {
      std::sort(measured.silences.begin(), measured.silences.end());
      const size_t count = measured.silences.size();
      std::cout << fmt::format(
          "{:20} {:3} times, silent {:5} ms (median), {:5} ms (longest), {:.1f} s each\n", name,
          count, measured.silences[count / 2].count(), measured.silences.back().count(),
          static_cast<double>(measured.lasted.count()) / 1e3 / static_cast<double>(count));
    }
  }

  const storage::TemporaryFolder folder_;
  std::mt19937_64 random_;
  const std::vector<FaultRow> plan_;
  storage::KafkaCluster brokers_{
      3, {"broker.session.timeout.ms=4000", "replica.lag.time.max.ms=3000"}};
  std::map<std::string, Measured> measured_;
};

TEST_F(Faults, LoseNothingThatWasAcknowledged) {
  for (size_t i = 0; i < plan_.size() && !HasFailure(); i += kFaultsOfOneLog) SufferRound(i);
  Tell();
}

}  // namespace
}  // namespace witan::testing

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  witan::testing::Options() = witan::testing::ReadFaultOptions(argc, argv);
  return RUN_ALL_TESTS();
}
