#pragma once

// The embedded event log: one folder on one machine, holding nothing but the log. What stands on
// disk is described in storage/rocksdb/FORMAT.md.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/restore.h"

namespace rocksdb {
class Env;
}

namespace witan::storage {

struct RocksEventLogOptions {
  std::string directory;
  // Makes the folder when it is absent. A folder that exists but holds something else is refused
  // in either case.
  bool create_if_missing = false;
  // Appends are refused with ResourceExhausted while less than this is free on the disk.
  uint64_t reserve_bytes = uint64_t{256} << 20;
  // How old the tail file may be.
  std::chrono::milliseconds tail_interval = std::chrono::milliseconds(1'000);
  // Only for measuring what syncing costs: acknowledged records do not survive a power cut.
  bool benchmark_without_sync = false;
  size_t write_buffer_bytes = size_t{8} << 20;
  size_t block_cache_bytes = size_t{4} << 20;
  // Replaced by tests: free bytes on the disk of a folder, and the file system.
  std::function<absl::StatusOr<uint64_t>(const std::string&)> free_bytes;
  rocksdb::Env* env = nullptr;
};

// What opening found; for the service's log.
struct OpenReport {
  bool tail_was_torn = false;           // an unacknowledged write at the end was dropped
  bool tail_file_was_unusable = false;  // absent or damaged: everything was checked instead
  uint64_t records_checked = 0;
};

// Where the log of a folder stands while it is restored: beside its place, until it is whole.
std::string RestoringFolder(const std::string& directory);

class RocksEventLog : public EventLog {
 public:
  // Opens the log for reading and writing; one process at a time.
  // NotFound: no folder, or no log in it. PermissionDenied: the folder may not be used. Aborted:
  // another process has it open. FailedPrecondition: written by a newer version, something else
  // than a log, or a new log where the restoring of one was cut off. DataLoss: damage, or records
  // are missing that were acknowledged. `codec` and `clock` outlive the log.
  static absl::StatusOr<std::unique_ptr<RocksEventLog>> Open(const RocksEventLogOptions& options,
                                                             const RecordCodec& codec,
                                                             const Clock& clock);

  virtual const OpenReport& open_report() const = 0;

  // Reads everything from position 1 and checks every hash, link and number, and the files'
  // checksums. `progress` (may be empty) hears the last position checked, now and then. Returns the
  // end. DataLoss names the first position that is damaged.
  virtual absl::StatusOr<Cursor> Verify(const std::function<void(Position)>& progress) = 0;

  // Takes in the records of a log as they are (storage/restore.h). Nobody else writes meanwhile.
  virtual absl::StatusOr<Restored> Restore(const NextRecordBytes& next,
                                           const std::function<void(Position)>& progress) = 0;

  // Brings the tail file up to date now.
  virtual absl::Status FlushTail() = 0;
};

}  // namespace witan::storage
