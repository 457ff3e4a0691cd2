#pragma once

// The processes of a run: writers that believe they are elected, and readers. Each has its own
// connection and clock and runs the real log over them.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/contract/plain_codec.h"
#include "storage/sequence_log.h"
#include "tests/simulation/connection.h"
#include "tests/simulation/world.h"

namespace witan::simulation {

// Runs ahead of the world's clock or behind it by a fixed time.
class ProcessClock final : public Clock {
 public:
  ProcessClock(const Clock& world, std::chrono::microseconds ahead)
      : world_(world), ahead_(ahead) {}
  Timestamp Now() const override { return world_.Now() + ahead_; }

 private:
  const Clock& world_;
  const std::chrono::microseconds ahead_;
};

// Runs in a fiber of its own until the world is over.
class Process {
 public:
  Process(World& world, Partition& partition, std::string name);
  virtual ~Process() = default;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  virtual void Run() = 0;
  // From now on nothing of what this process knew counts.
  void Crash();
  Connection& connection() { return connection_; }
  const std::string& name() const { return name_; }

 protected:
  storage::SequenceLog MakeLog();
  // Gives way a few times.
  void Rest();
  bool MustStop() const { return world_.is_over || connection_.is_cut(); }
  // Damage in a sequence that nobody damaged is a fault of the rules.
  void ReportDataLoss(const absl::Status& status);

  World& world_;
  Connection connection_;
  const std::string name_;
  const ProcessClock clock_;
  const storage::PlainCodec codec_;
};

// The id of the event that a command brings about: the same in every attempt to record it.
Uuid EventIdOf(uint64_t command);
// None: the id of a record that no command brought about.
std::optional<uint64_t> CommandOf(const Uuid& event_id);

}  // namespace witan::simulation
