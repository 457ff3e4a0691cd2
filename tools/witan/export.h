#pragma once

// Events out of Witan: those that the caller may see, from a running one, as JSON lines; or the log
// itself, from the folder of a stopped one or from Kafka, as JSON lines of whole envelopes or as
// the very bytes that the hash chain runs over.

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/event_log.h"
#include "tools/witan/client.h"

namespace witan::cli {

struct ExportOptions {
  uint64_t after = 0;
  // Bytes instead of JSON (raw_log.h); the whole log, and only of the log itself.
  bool raw = false;
};

// Takes one event's line or bytes; false when it cannot be written.
using ExportSink = std::function<bool(const std::string& bytes)>;

// OversightService.ListEvents, page after page up to the head at the beginning. Each line is a
// witan.oversight.v1.TrailEntry. Returns how many there were.
absl::StatusOr<uint64_t> ExportEvents(Client& client, const ExportOptions& options,
                                      const ExportSink& write);

// Hands every record of a log, up to its end of now, to a visitor, in order and checked against the
// one before; ends with the visitor's failure.
using RecordVisitor = std::function<absl::Status(const storage::AcceptedRecord& record)>;
using RecordSource = std::function<absl::Status(const RecordVisitor& each)>;

// The records of a log that is open.
RecordSource RecordsOf(storage::EventLog& log);

// The log itself. DataLoss: it is damaged, and what was written ends before the damage.
absl::StatusOr<uint64_t> ExportLog(const RecordSource& records, const ExportOptions& options,
                                   const ExportSink& write);

}  // namespace witan::cli
