#pragma once

// A log of small events in a folder, for measuring what folds them: written as the recorder writes,
// but unsynced and without deciding anything.

#include <cstdint>
#include <memory>
#include <string>

#include "storage/base/clock.h"
#include "storage/rocksdb/rocks_event_log.h"

namespace witan::bench {

struct LogShape {
  uint64_t events = 1'000'000;
  uint64_t records = 250'000;    // actions; event n belongs to action n modulo this
  uint64_t organisations = 300;  // who owns them
  size_t text_bytes = 60;
};

// Fills an empty log. A failure ends the process: there is nothing to measure then.
void FillLog(storage::RocksEventLog& log, const LogShape& shape);

}  // namespace witan::bench
