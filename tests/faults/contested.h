#pragma once

// Records that many callers change at once, each saying which version it believes to stand: the
// streams whose histories say most.

#include <array>
#include <atomic>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "services/domain/testing/governed_system.h"
#include "tests/crash/ledger.h"

namespace witan::testing {

class Contested final {
 public:
  static constexpr size_t kRecords = 2;

  explicit Contested(const domain::testing::GovernedSystem& system);

  // These are the records, at version 1, from now on.
  void Take(const std::vector<std::string>& ids);

  // After Take: a renaming of one of them, mostly with the version expected that was heard
  // of last, sometimes with the one before, sometimes with none.
  Command Next(std::mt19937_64& random) const;
  void Told(const std::string& record_id, uint64_t version);

  // After Take.
  const std::string& id(size_t place) const { return records_[place].id; }
  const witan::auth::v1::Principal& principal() const { return principal_; }

 private:
  struct Record {
    std::string id;
    std::atomic<uint64_t> version = 0;
  };

  const std::string actor_;
  const witan::auth::v1::Principal principal_;
  std::array<Record, kRecords> records_;
};

}  // namespace witan::testing
