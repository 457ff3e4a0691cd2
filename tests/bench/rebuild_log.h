#pragma once

// A log of small events, for measuring what reads them: written as the recorder writes, but without
// deciding anything.

#include <cstdint>

#include "storage/event_log.h"

namespace witan::bench {

struct LogShape {
  uint64_t events = 1'000'000;
  uint64_t records = 250'000;    // actions; event n belongs to action n modulo this
  uint64_t organisations = 300;  // who owns them
  size_t text_bytes = 60;
};

// Fills an empty log. A failure ends the process: there is nothing to measure then.
void FillLog(storage::EventLog& log, const LogShape& shape);

}  // namespace witan::bench
