#pragma once

// Chance from one seed (SplitMix64): the same seed gives the same throws on every machine, which
// the generators of <random> promise but its distributions do not.

#include <cstdint>

namespace witan::testing {

class Dice final {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  // One of 0 ... bound - 1; the bound is small, so that the bias of the remainder is nothing.
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  uint64_t Between(uint64_t least, uint64_t most) { return least + Below(most - least + 1); }
  bool Chance(uint64_t per_mille) { return Below(1'000) < per_mille; }

 private:
  uint64_t state_;
};

}  // namespace witan::testing
