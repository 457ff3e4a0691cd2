#pragma once

// Someone who creates the log: several may try at once, and again when they were not told that they
// succeeded.

#include "tests/simulation/process.h"

namespace witan::simulation {

class CreatorProcess final : public Process {
 public:
  CreatorProcess(World& world, Partition& partition, std::string name, const LogId& log_id)
      : Process(world, partition, std::move(name)), log_id_(log_id) {
    connection_.AnswerAppendsInPlace();  // creation waits for its one outcome
  }
  void Run() override;

 private:
  const LogId log_id_;
};

}  // namespace witan::simulation
