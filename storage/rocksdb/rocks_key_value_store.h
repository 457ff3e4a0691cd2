#pragma once

// The durable KeyValueStore: one RocksDB database, one column family a space.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/key_value_store.h"

namespace witan::storage {

struct RocksKeyValueOptions {
  std::string directory;
  // Names of the spaces in their order; lower-case words. New names may be added later; a space
  // that is on disk and not named here is refused (FailedPrecondition).
  std::vector<std::string> spaces;
  // Chosen by the caller; a folder with a greater one is refused (FailedPrecondition), one with a
  // lesser one too: the caller rebuilds or converts.
  uint32_t schema_version = 1;
  size_t write_buffer_bytes = size_t{4} << 20;
  size_t block_cache_bytes = size_t{4} << 20;
};

// Makes the folder when it is absent. Errors as RocksEventLog::Open.
absl::StatusOr<std::unique_ptr<KeyValueStore>> OpenRocksKeyValueStore(
    const RocksKeyValueOptions& options);

}  // namespace witan::storage
