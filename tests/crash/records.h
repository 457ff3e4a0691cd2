#pragma once

// What a log holds against what its callers were told, whatever the log is kept in.

#include <cstdint>
#include <map>
#include <string>

#include "storage/event_log.h"
#include "tests/crash/ledger.h"

namespace witan::testing {

// Each acknowledged event is in the log once, at the position told and as it was sent; nothing
// refused is in it; nothing is in it that was not sent. Commands of before the ledger,
// `not_in_ledger` many, are passed over. Returns each event's hash in hexadecimal by position.
std::map<uint64_t, std::string> CheckRecords(storage::EventLog& log, const Ledger& ledger,
                                             size_t not_in_ledger);

}  // namespace witan::testing
