#pragma once

// A service that follows the log: stores its cursor now and then, crashes, goes on from there.

#include "tests/simulation/process.h"

namespace witan::simulation {

class ReaderProcess final : public Process {
 public:
  using Process::Process;
  void Run() override;

 private:
  void Follow(storage::LogReader& reader);

  storage::Cursor stored_;
};

}  // namespace witan::simulation
