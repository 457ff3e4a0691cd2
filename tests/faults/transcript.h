#pragma once

// Where callers put down what they were told: the ledger, which the log is held against, the
// history, and what they tell each other.

#include "tests/crash/ledger.h"
#include "tests/faults/contested.h"
#include "tests/faults/history.h"
#include "tests/faults/newest.h"
#include "tests/support/command_caller.h"

namespace witan::testing {

// One command from its first try to its end.
struct Underway {
  size_t place = 0;  // in the ledger
  Operation operation;
};

// Safe to call from any thread. All that is handed in outlives it.
class Transcript final {
 public:
  Transcript(Ledger& ledger, Contested& contested, Newest& newest, History& history)
      : ledger_(ledger), contested_(contested), newest_(newest), history_(history) {}

  // Before the first try.
  Underway Begin(size_t client, const Command& command);
  // An answer that settles it.
  void Settle(Underway& command, const Outcome& outcome);
  // Nobody asks any more.
  void GiveUp(Underway& command);
  // What a reader saw.
  void Saw(const Operation& read, const std::string& token);

  Ledger& ledger() const { return ledger_; }
  Contested& contested() const { return contested_; }
  Newest& newest() const { return newest_; }

 private:
  Ledger& ledger_;
  Contested& contested_;
  Newest& newest_;
  History& history_;
};

}  // namespace witan::testing
