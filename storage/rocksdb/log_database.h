#pragma once

// What opening the embedded log and checking it offline share: where its parts stand in the folder,
// the options of its database, and its last record.

#include <rocksdb/db.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record.h"
#include "storage/rocksdb/folder.h"

namespace witan::storage {

inline constexpr FolderFormat kLogFormat{"log", 1};  // on disk: do not change

// On disk: do not change.
inline std::string LogDatabasePath(const std::string& directory) { return directory + "/db"; }
inline std::string LogTailPath(const std::string& directory) { return directory + "/TAIL"; }

// The number of records, which is the position of the last one. DataLoss: the end cannot be read.
absl::StatusOr<uint64_t> LastPosition(rocksdb::DB& db);

// The record at `position` as a cursor; nothing but its own bytes is checked. Position 0 is the
// start of the log. DataLoss: it cannot be read.
absl::StatusOr<Cursor> CursorAt(rocksdb::DB& db, const RecordCodec& codec, uint64_t position);

// DataLoss with a sentence: the log ends before what its tail file vouches for.
absl::Status LogIsShorter(const Cursor& tail, uint64_t last_position);

// That the files and the write-ahead log leave no position out, by the key ranges of the files and
// the keys that are in none of them: cheap whatever the length of the log. DataLoss names the first
// position that is missing.
absl::Status CheckDensity(rocksdb::DB& db);

struct LogDatabaseSize {
  size_t write_buffer_bytes = size_t{8} << 20;
  size_t block_cache_bytes = size_t{4} << 20;
};
rocksdb::Options LogDatabaseOptions(const LogDatabaseSize& size,
                                    rocksdb::WALRecoveryMode recovery_mode);

}  // namespace witan::storage
