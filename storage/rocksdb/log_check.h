#pragma once

// Looks at the embedded log of a stopped Witan without opening it for writing and without changing
// a byte of its folder: what an auditor runs on the folder itself or on a copy on read-only media.

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record.h"

namespace witan::storage {

struct LogCheck {
  Cursor end;        // the last record; its position is the number of records
  Cursor tail_file;  // what the tail file vouches for; the start when it is absent or damaged
  // The last write was cut off. It was never acknowledged; the next start drops it.
  bool tail_was_torn = false;
};

// Hears each record that was checked, in order; its failure ends the check and is returned.
using CheckedRecordVisitor = std::function<absl::Status(const AcceptedRecord& record)>;

// Reads everything from position 1: every hash, link and number, the checksums of the files, and
// that the record which the tail file vouches for is there. `each` may be empty.
// DataLoss names the damage and the last position up to which every record is whole. NotFound: no
// folder, or no log in it. Aborted: a process has it open. FailedPrecondition: another format, or
// something else than a log.
absl::StatusOr<LogCheck> CheckLogFolder(const std::string& directory, const RecordCodec& codec,
                                        const CheckedRecordVisitor& each);

struct LogInspection {
  Cursor end;
  uint64_t bytes_on_disk = 0;  // of all files of the folder
  Cursor tail_file;            // what the tail file vouches for; the start as in LogCheck
};

// Where the log ends and how large it is, whatever its length: of the records only the last is
// read. Fails as CheckLogFolder does, of damage only with what it meets on its way.
absl::StatusOr<LogInspection> InspectLogFolder(const std::string& directory,
                                               const RecordCodec& codec);

}  // namespace witan::storage
