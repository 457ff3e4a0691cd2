#pragma once

// What everything in one run shares: chance, time, the book of what must hold, and how much goes
// wrong.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/clock.h"
#include "tests/simulation/happenings.h"
#include "tests/simulation/ledger.h"
#include "tests/support/dice.h"

namespace witan::simulation {

// What is taken out of a run to see the harm that it prevents.
enum class Mutation {
  kNone,
  kAcceptsByPosition,     // the read rule: whatever record comes first at a position is accepted
  kKeepsOldTerm,          // the new term: a writer goes on in its old one after an unknown outcome
  kAcknowledgesAnywhere,  // the offset: records are confirmed wherever they came to stand
};

// How often something goes wrong, in a thousand chances.
struct Faults {
  uint64_t lost = 0;         // a batch never arrives
  uint64_t doubled = 0;      // a copy of a batch travels on
  uint64_t cut_short = 0;    // a prefix of a batch arrives, the rest later or never
  uint64_t timed_out = 0;    // the outcome is told as unknown while the batch still travels
  uint64_t denied = 0;       // the outcome is told as unknown though the batch is whole
  uint64_t refused = 0;      // certain failure
  uint64_t unavailable = 0;  // a call of a process does not get through
  uint64_t crashed = 0;      // a process forgets everything, each tick
  uint64_t paused = 0;       // a process stands still for a while, each tick
  uint64_t delayed = 300;    // ticks in which nothing of what travels moves
};

struct World {
  World(uint64_t seed, bool traces) : dice(seed), is_traced(traces) {}

  // One line of the trace; nothing of it depends on ids, which are random.
  template <typename... Values>
  void Note(fmt::format_string<Values...> format, Values&&... values) {
    if (is_traced) trace.push_back(fmt::format(format, std::forward<Values>(values)...));
  }

  testing::Dice dice;
  FakeClock clock;
  Ledger ledger;
  Faults faults;
  Happenings happenings;
  Mutation mutation = Mutation::kNone;
  int max_in_flight = 1;
  // Nothing goes wrong any more, and what is sent arrives at once.
  bool is_calm = true;
  // The processes come to their end.
  bool is_over = false;
  const bool is_traced;
  std::vector<std::string> trace;
};

}  // namespace witan::simulation
