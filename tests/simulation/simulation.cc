#include "tests/simulation/simulation.h"

#include <array>
#include <memory>
#include <utility>

#include "tests/simulation/creator_process.h"
#include "tests/simulation/fiber.h"
#include "tests/simulation/reader_process.h"
#include "tests/simulation/writer_process.h"

namespace witan::simulation {
namespace {

// Resumptions after which a process that should end is taken for one that never does.
constexpr int kMostResumptions = 10'000;
// Ids of logs are numbered from here, far from those of commands.
constexpr uint64_t kFirstLogId = 1'000'000;

// Each run has its own mixture: some are nearly calm, some are hell in one respect only.
Faults MakeFaults(testing::Dice& dice) {
  const auto pick = [&dice](std::array<uint64_t, 3> rates) { return rates[dice.Below(3)]; };
  return {.lost = pick({0, 20, 200}),
          .doubled = pick({0, 30, 200}),
          .cut_short = pick({0, 50, 300}),
          .timed_out = pick({5, 50, 300}),
          .denied = pick({0, 30, 200}),
          .refused = pick({0, 20, 100}),
          .unavailable = pick({0, 5, 50}),
          .crashed = pick({0, 3, 15}),
          .paused = pick({0, 5, 30}),
          .delayed = pick({100, 400, 800})};
}

struct Actor {
  Actor(Process& of, uint64_t at) : process(of), fiber([this] { process.Run(); }), wakes_at(at) {}
  Process& process;
  Fiber fiber;
  uint64_t wakes_at = 0;  // a paused process stands still until this tick
};

class Simulation final {
 public:
  Simulation(uint64_t seed, const RunOptions& options)
      : world_(seed, options.traces), partition_(world_) {
    world_.mutation = options.mutation;
    world_.faults = MakeFaults(world_.dice);
    world_.max_in_flight = static_cast<int>(world_.dice.Between(1, 3));
    commands_ = world_.dice.Between(5, 30);
    const uint64_t creators = world_.dice.Chance(800) ? 1 : 2;
    const uint64_t writers = world_.dice.Between(1, 4);
    const uint64_t readers = world_.dice.Between(1, 3);
    for (uint64_t i = 1; i <= creators; ++i) {
      processes_.push_back(std::make_unique<CreatorProcess>(
          world_, partition_, fmt::format("creator {}", i), LogId{EventIdOf(kFirstLogId + i)}));
    }
    for (uint64_t i = 1; i <= writers; ++i) {
      processes_.push_back(std::make_unique<WriterProcess>(world_, partition_,
                                                           fmt::format("writer {}", i), commands_));
    }
    for (uint64_t i = 1; i <= readers; ++i) {
      processes_.push_back(
          std::make_unique<ReaderProcess>(world_, partition_, fmt::format("reader {}", i)));
    }
  }

  RunResult Run() {
    for (const auto& process : processes_) {
      actors_.push_back(std::make_unique<Actor>(*process, world_.dice.Below(60)));
    }
    world_.is_calm = false;
    const uint64_t ticks = world_.dice.Between(100, 500);
    for (tick_ = 0; tick_ < ticks && !world_.ledger.has_violation(); ++tick_) Tick();
    EndProcesses();
    partition_.LetAllArrive();
    if (!world_.ledger.has_violation()) CheckAtRest();
    world_.happenings.accepted = world_.ledger.size();
    return {world_.ledger.violation(), world_.happenings, std::move(world_.trace)};
  }

 private:
  // In a calm world: unless it is there.
  void CreateLog() {
    Connection connection(world_, partition_);
    storage::SequenceLog log(connection, codec_, world_.clock);
    const auto created = log.Create(LogId{EventIdOf(kFirstLogId)}, "simulation");
    if (!created.ok() && !absl::IsAlreadyExists(created.status())) {
      world_.ledger.Report("the log could not be created");
    }
  }

  void Tick() {
    testing::Dice& dice = world_.dice;
    world_.clock.Advance(std::chrono::milliseconds(dice.Below(100)));
    if (!dice.Chance(world_.faults.delayed)) partition_.Act();
    Actor& actor = *actors_[dice.Below(actors_.size())];
    if (dice.Chance(world_.faults.crashed)) {
      actor.process.Crash();
      ++world_.happenings.crashes;
    }
    if (dice.Chance(world_.faults.paused)) {
      world_.Note("{} is paused", actor.process.name());
      actor.wakes_at = tick_ + dice.Below(100);
    }
    if (tick_ >= actor.wakes_at && !actor.fiber.is_done()) actor.fiber.Resume();
  }

  void EndProcesses() {
    world_.Note("the processes end");
    world_.is_over = true;
    for (const auto& actor : actors_) {
      actor->process.connection().Cut();
      for (int i = 0; i < kMostResumptions && !actor->fiber.is_done(); ++i) actor->fiber.Resume();
      if (!actor->fiber.is_done()) {
        world_.ledger.Report(actor->process.name() + " does not end");
      }
    }
  }

  // A new writer takes over, records what no client got an answer for, and a new reader reads all.
  void CheckAtRest() {
    world_.Note("everything is at rest");
    world_.is_calm = true;
    world_.is_over = false;
    world_.clock.Advance(std::chrono::seconds(10));
    CreateLog();
    WriterProcess last(world_, partition_, "last writer", commands_);
    if (!last.RecordAll()) world_.ledger.Report("the last writer could not record what is left");
    Connection connection(world_, partition_);
    storage::SequenceLog log(connection, codec_, world_.clock);
    const auto reader = log.OpenReader({});
    while (reader.ok()) {
      const auto read = (*reader)->Read({});
      if (!read.ok()) world_.ledger.Report(std::string(read.status().message()));
      if (!read.ok()) break;
      for (const auto& record : read->records) world_.ledger.Accept(record);
      if (read->at_end) break;
    }
    world_.ledger.Close();
  }

  World world_;
  Partition partition_;
  const storage::PlainCodec codec_;
  uint64_t commands_ = 0;
  uint64_t tick_ = 0;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Actor>> actors_;
};

}  // namespace

RunResult RunOnce(uint64_t seed, const RunOptions& options) {
  return Simulation(seed, options).Run();
}

}  // namespace witan::simulation
