#pragma once

// What whoever runs the faults by hand may say.

#include <cstdint>
#include <string>

namespace witan::testing {

struct FaultOptions {
  uint64_t faults = 30;
  // Of these kinds alone, by name with commas; empty: of all, as the table says.
  std::string kinds;
  // Where histories stay; empty: nowhere, unless a check of them fails.
  std::string history;
};

// Takes its own words out of the arguments. Stops the program, with a sentence, at one that is not
// known.
FaultOptions ReadFaultOptions(int argc, char** argv);

}  // namespace witan::testing
