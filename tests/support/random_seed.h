#pragma once

// Numbers that whoever runs a test may set in the environment.

#include <cstdint>

namespace witan::testing {

// The number of this name, or `otherwise` where none is set.
uint64_t FromEnvironment(const char* name, uint64_t otherwise);

// WITAN_SEED, or a new one. Printed either way, so that a run that failed can be repeated.
uint64_t RandomSeed();

}  // namespace witan::testing
