// Kills a real process at random moments while commands are in flight, starts it again, and holds
// what it kept against what it told its callers.
//
//   WITAN_SEED=N           the seed that a failed run printed
//   WITAN_CRASH_KILLS=N    how often to kill (50)

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "tests/crash/kept.h"
#include "tests/crash/load.h"
#include "tests/crash/repeats.h"
#include "tests/support/command_caller.h"
#include "tests/support/mirror.h"
#include "tests/support/random_seed.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using domain::testing::GovernedSystem;
using std::chrono::milliseconds;
using witan::oversight::v1::OversightService;

constexpr uint64_t kKills = 50;
// Its folder is looked at from outside after so many kills, and at the end.
constexpr uint64_t kLookEvery = 20;
constexpr size_t kRepeatsEachTime = 5;
constexpr size_t kEventsAskedFor = 300;

enum class Moment {
  kUnderLoad,
  kWhileRebuilding,  // views and the recorder's state are lost, and built anew under load
  kWhileStarting,
  kWhileStopping,
};

class Crash : public ::testing::Test {
 protected:
  Crash() : seed_(RandomSeed()), random_(seed_) {}

  void TellTheSystem() {
    process_.Start();
    const CommandCaller caller(process_.Channel("gateway"));
    Mirror mirror(system_.world, caller);
    mirror.CatchUp();
  }

  milliseconds UpTo(uint64_t most_ms) { return milliseconds(random_() % (most_ms + 1)); }

  static void Wait(milliseconds time) { std::this_thread::sleep_for(time); }

  Moment NextMoment() {
    switch (random_() % 10) {
      case 0:
      case 1:
        return Moment::kWhileRebuilding;
      case 2:
      case 3:
        return Moment::kWhileStarting;
      case 4:
        return Moment::kWhileStopping;
      default:
        return Moment::kUnderLoad;
    }
  }

  // Starts it, holds it to what it owes, and kills it.
  void KillAt(Moment moment) {
    if (moment == Moment::kWhileStarting) {
      process_.Launch();
      Wait(UpTo(1'000));
      return process_.Kill();
    }
    if (moment == Moment::kWhileRebuilding) LoseWhatTheLogRebuilds();
    process_.Start();
    if (HasFatalFailure()) return;
    RepeatInBulk(process_, ledger_.Of(Fate::kUnanswered), ledger_);
    RepeatSome(process_, kRepeatsEachTime, random_, ledger_);
    const Load load(process_, system_, ledger_, random_());
    Wait(UpTo(200));
    if (moment == Moment::kWhileStopping) {
      process_.BeginStop();
      Wait(UpTo(200));
    }
    process_.Kill();
  }

  void LoseWhatTheLogRebuilds() {
    for (const char* part : {"/recorder", "/oversight-v1", "/involvement-v1"}) {
      if (random_() % 2 == 0) fs::remove_all(process_.data() + part);
    }
  }

  // Hashes of events as a query tells them, by position.
  std::map<uint64_t, std::string> AskForEvents() {
    std::map<uint64_t, std::string> hashes;
    const auto queries = OversightService::NewStub(process_.Channel("gateway"));
    const std::vector<size_t> recorded = ledger_.Of(Fate::kRecorded);
    for (size_t i = 0; i < kEventsAskedFor && !recorded.empty(); ++i) {
      const Sent sent = ledger_.At(recorded[random_() % recorded.size()]);
      grpc::ClientContext context;
      AddPrincipal(context, sent.command.principal);
      witan::oversight::v1::GetEventRequest request;
      request.set_event_id(sent.answer.event_id());
      request.set_at_least(sent.answer.token());
      witan::oversight::v1::GetEventResponse answer;
      const grpc::Status status = queries->GetEvent(&context, request, &answer);
      EXPECT_TRUE(status.ok()) << status.error_message();
      hashes[sent.answer.position()] = answer.event().hash();
    }
    return hashes;
  }

  size_t told() const { return system_.world.events().size(); }

  const uint64_t seed_;
  std::mt19937_64 random_;
  GovernedSystem system_;
  StandaloneProcess process_;
  Ledger ledger_;
};

TEST_F(Crash, KeepsWhatItAcknowledgedWheneverItIsKilled) {
  TellTheSystem();
  process_.Kill();
  const uint64_t kills = FromEnvironment("WITAN_CRASH_KILLS", kKills);
  for (uint64_t i = 1; i <= kills && !HasFailure(); ++i) {
    SCOPED_TRACE(fmt::format("kill {} of {}", i, kills));
    KillAt(NextMoment());
    if (i % kLookEvery != 0) continue;
    CheckLog(process_.data(), ledger_, told());
    CheckProjections(process_.data());
  }
  process_.Start();
  ASSERT_FALSE(HasFatalFailure());
  RepeatInBulk(process_, ledger_.Of(Fate::kUnanswered), ledger_);
  RepeatInBulk(process_, ledger_.Of(Fate::kRecorded), ledger_);
  const auto asked = AskForEvents();
  EXPECT_EQ(process_.Stop(), 0);
  const auto kept = CheckLog(process_.data(), ledger_, told());
  for (const auto& [position, hash] : asked) EXPECT_EQ(kept.at(position), hash) << position;
  CheckProjections(process_.data());
  std::cout << fmt::format("{} kills, {} events, {} refused\n", kills, kept.size(),
                           ledger_.Of(Fate::kRefused).size());
}

}  // namespace
}  // namespace witan::testing
