#pragma once

// What happened, summed over runs: a simulation in which nothing goes wrong shows nothing.

#include <cstdint>
#include <string>

namespace witan::simulation {

struct Happenings {
  uint64_t accepted = 0;      // records of the log
  uint64_t acknowledged = 0;  // records told to a client as recorded
  uint64_t refuted = 0;       // records told to a client as not recorded
  uint64_t terms = 0;
  uint64_t passed_over = 0;  // records of the sequence that a reader passed over
  uint64_t unknown = 0;      // outcomes
  uint64_t survived = 0;     // records of a batch with unknown outcome that were found accepted
  uint64_t crashes = 0;

  Happenings& operator+=(const Happenings& other);
};

// One line for people.
std::string ToString(const Happenings& happenings);

}  // namespace witan::simulation
