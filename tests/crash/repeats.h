#pragma once

// Commands sent again with their request ids: an unanswered one gets an answer, an acknowledged one
// the same answer as before (the ledger holds both against what it knows).

#include <random>

#include "tests/crash/ledger.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {

// Through the bulk stream, whichever way they came first. The test fails where one stays
// unanswered.
void RepeatInBulk(const StandaloneProcess& process, const std::vector<size_t>& places,
                  Ledger& ledger);

// `count` acknowledged ones by single calls, and the event of each asked for by its position.
void RepeatSome(const StandaloneProcess& process, size_t count, std::mt19937_64& random,
                Ledger& ledger);

}  // namespace witan::testing
