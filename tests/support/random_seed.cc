#include "tests/support/random_seed.h"

#include <cstdlib>
#include <iostream>
#include <random>

namespace witan::testing {

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

uint64_t RandomSeed() {
  const uint64_t seed = FromEnvironment("WITAN_SEED", std::random_device()());
  std::cout << "WITAN_SEED=" << seed << std::endl;
  return seed;
}

}  // namespace witan::testing
