#pragma once

// The embedded log in the data folder of a stopped Witan: made, checked, looked at and read without
// the services.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/rocksdb/log_check.h"
#include "storage/rocksdb/rocks_event_log.h"

namespace witan::cli {

// Where the log stands in a data folder.
std::string LogFolder(const std::string& data);

// Both look at the log of a stopped Witan without changing a byte of its folder (storage/rocksdb/
// log_check.h). `each` hears every record that was checked, in order.
absl::StatusOr<storage::LogCheck> CheckFolderLog(const std::string& data,
                                                 const storage::CheckedRecordVisitor& each);
absl::StatusOr<storage::LogInspection> InspectFolderLog(const std::string& data);

// A log open for writing, and what it needs as long as it is.
class FolderLog final {
 public:
  // With `create` the folder is made when it is absent. Fails as RocksEventLog::Open does: NotFound
  // without a log, Aborted while another process has it open, DataLoss when it is damaged.
  static absl::StatusOr<std::unique_ptr<FolderLog>> Open(const std::string& data, bool create);
  // The same for a log that stands elsewhere.
  static absl::StatusOr<std::unique_ptr<FolderLog>> OpenAt(const std::string& path, bool create);
  ~FolderLog();

  storage::RocksEventLog& log() { return *log_; }

 private:
  FolderLog();

  // Both outlive the log.
  const std::unique_ptr<storage::RecordCodec> codec_;
  const SystemClock clock_;
  std::unique_ptr<storage::RocksEventLog> log_;
};

}  // namespace witan::cli
