#pragma once

// The country that queries are measured on: regions, integrated care boards with a board that has a
// constitution, a quorum and members, and any number of decisions of those boards. Everything is
// recorded through the public API, with its rules checked.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/bulk.h"

namespace witan::bench {

inline constexpr uint32_t kRegions = 7;
inline constexpr uint32_t kSystems = 42;

// The streams that record the country, in their order: each goes under one principal.
std::vector<BulkPlan> CountryPlans();

// Decisions of all systems in turn, one stream a system; `decisions` is a multiple of kSystems.
std::vector<BulkPlan> DecisionPlans(uint64_t decisions);

// The id of the decision with this number, counted from 0.
std::string DecisionId(uint64_t number);
// ODS code of a system, counted from 0.
std::string SystemCode(uint32_t system);

}  // namespace witan::bench
