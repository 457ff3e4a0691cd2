#pragma once

// The ProjectionStore on RocksDB. The folder of a store is NAME-vSCHEMA, so that a new schema
// builds beside the old one; inside it each rebuild is a numbered generation
// (projection_builder.h). The bytes are described in FORMAT.md.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/projection_store.h"

namespace rocksdb {
class Env;
}

namespace witan::storage {

struct RocksProjectionOptions {
  std::string parent_directory;
  std::string name;  // lower-case words
  uint32_t schema_version = 1;
  // Upper bounds that hold for the whole store.
  size_t write_buffer_bytes = size_t{8} << 20;
  size_t block_cache_bytes = size_t{8} << 20;
  // Replaced by tests: the file system.
  rocksdb::Env* env = nullptr;
};

// Makes the folder when it is absent. Errors as RocksEventLog::Open. A store that is DataLoss may
// be removed as a folder and rebuilt: it holds nothing that the log does not hold.
absl::StatusOr<std::unique_ptr<ProjectionStore>> OpenRocksProjectionStore(
    const RocksProjectionOptions& options);

}  // namespace witan::storage
