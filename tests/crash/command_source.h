#pragma once

// Random commands of several kinds over a governed system, right ones and wrong ones, whose verdict
// does not depend on what else is in flight.

#include <random>

#include "services/domain/testing/governed_system.h"
#include "tests/crash/ledger.h"

namespace witan::testing {

// A UUID in the form of a random one that follows from the seed.
std::string SeededUuid(std::mt19937_64& random);

// Who records: all commands of one bulk stream come from one principal.
enum class Voice {
  kRegistrar,  // NHS England, which registers organisations and people
  kBoard,      // the integrated care board
};

// For one thread; the system and the ledger are shared.
class CommandSource final {
 public:
  // Both outlive the source. All it makes follows from `seed`.
  CommandSource(const domain::testing::GovernedSystem& system, const Ledger& ledger, uint64_t seed)
      : system_(system), ledger_(ledger), random_(seed) {}

  Command Next(Voice voice);
  // Opens a record that others can change.
  Command Organisation();
  Command Next() { return Next(random_() % 2 == 0 ? Voice::kRegistrar : Voice::kBoard); }

  witan::auth::v1::Principal PrincipalOf(Voice voice) const;

 private:
  Command Of(Voice voice, const std::string& record_id, const google::protobuf::Message& content);
  Command NextOfRegistrar();
  Command NextOfBoard();
  Command Wrong(Voice voice);
  Command Renaming();
  Command Person();
  Command Erasure();
  Command Body();
  Command Decision();
  Command Interest();
  Command Activity();
  std::string Word();

  const domain::testing::GovernedSystem& system_;
  const Ledger& ledger_;
  std::mt19937_64 random_;
};

}  // namespace witan::testing
