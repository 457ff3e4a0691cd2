#pragma once

// Reads RocksDB's files of records (write-ahead logs, MANIFEST) as bytes and tells a write that was
// cut off from damage. RocksDB's own recovery modes cannot: one flipped bit in the middle makes
// the tolerant ones drop everything after it in silence.
//
// The format (RocksDB wiki "Write Ahead Log File Format"): blocks of 32 KiB; records of a 7-byte
// header (masked CRC-32C, length, type) and a payload; a record never crosses a block.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::storage {

enum class RecordFileState {
  kWhole,    // every record is whole up to the end of the file
  kTorn,     // the last write was cut off: nothing valid follows the place
  kDamaged,  // something valid follows a place that is not
};

RecordFileState CheckRecordFile(std::string_view content);

struct DatabaseFilesState {
  bool has_torn_tail = false;
};

// Checks the MANIFEST in use and all write-ahead logs of the database in `directory`; an absent
// database is whole. DataLoss names the damaged file.
absl::StatusOr<DatabaseFilesState> CheckDatabaseFiles(const std::string& directory);

// CRC-32C (Castagnoli) of the bytes, continued from `crc`.
uint32_t Crc32c(std::string_view bytes, uint32_t crc = 0);

}  // namespace witan::storage
