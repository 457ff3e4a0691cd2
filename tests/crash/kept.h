#pragma once

// What the data folder of a process that does not run holds. All works on a copy of the folder, so
// that the process itself recovers what it left.

#include <map>
#include <string>

#include "tests/crash/ledger.h"

namespace witan::testing {

// The log is whole and chained, as it says itself; each acknowledged event is in it once, at the
// position told and as it was sent; nothing refused is in it; nothing is in it that was not sent.
// Commands of before the ledger, `not_in_ledger` many, are passed over. Returns each event's hash
// in hexadecimal by position.
std::map<uint64_t, std::string> CheckLog(const std::string& data, const Ledger& ledger,
                                         size_t not_in_ledger);

// The projections of oversight and involvement, brought up to the log's end, hold the same rows,
// versions, index entries and digests as ones that are built from the log anew.
void CheckProjections(const std::string& data);

}  // namespace witan::testing
