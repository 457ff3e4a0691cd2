#pragma once

// The kinds of faults, and what each does to the processes while callers keep commands in flight.

#include <chrono>
#include <random>
#include <string_view>
#include <vector>

#include "tests/faults/callers.h"
#include "tests/faults/deployment.h"

namespace witan::testing {

enum class FaultKind {
  kLeaderKilled,
  kLeaderPaused,
  kLeaderDiskFull,
  kFollowerKilled,
  kTwoBrokersKilled,
  kAllBrokersKilled,
  kWriterKilled,
  kWriterPaused,
  kWriterStopped,
};

struct FaultRow {
  FaultKind kind;
  std::string_view name;
  size_t in_thirty;  // how many of thirty faults are of this kind
};
const std::vector<FaultRow>& FaultTable();

// `count` faults in an order that follows from `random`: each thirty as the table says.
std::vector<FaultRow> PlanFaults(size_t count, std::mt19937_64& random);

// What a fault needs. The transcript takes what the faults themselves send.
struct FaultParts {
  Deployment& deployment;
  const Callers& callers;
  CommandSource& source;
  Transcript& transcript;
};

// Brings the fault about, waits until commands are acknowledged again, and restores what it broke.
// The test fails where commands do not go on, or are acknowledged when they must not be.
void BringAbout(FaultKind kind, const FaultParts& parts);

}  // namespace witan::testing
