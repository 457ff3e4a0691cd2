#include "tests/faults/options.h"

#include <cstdlib>
#include <iostream>

namespace witan::testing {
namespace {

constexpr char kUsage[] =
    "faults_test [--faults N] [--kinds NAME,NAME] [--history DIR]\n"
    "  WITAN_SEED=N repeats the choices of a run that printed this seed\n";

[[noreturn]] void Refuse(const std::string& sentence) {
  std::cerr << sentence << "\n" << kUsage;
  std::exit(2);
}

}  // namespace

FaultOptions ReadFaultOptions(int argc, char** argv) {
  FaultOptions options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) Refuse(name + " takes a value.");
    const std::string value = argv[i + 1];
    if (name == "--faults") {
      options.faults = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--kinds") {
      options.kinds = value;
    } else if (name == "--history") {
      options.history = value;
    } else {
      Refuse("There is no option " + name + ".");
    }
  }
  if (options.faults == 0) Refuse("--faults takes a number, 1 and up.");
  return options;
}

}  // namespace witan::testing
