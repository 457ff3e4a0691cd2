#pragma once

// What the RocksDB stores share: status conversion and options for a small, careful database.

#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace witan::storage {

// The one place where codes of RocksDB become ours. `doing` completes "while ...".
absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing);

struct DatabaseSize {
  size_t write_buffer_bytes = size_t{4} << 20;
  size_t block_cache_bytes = size_t{4} << 20;
  // Whether keys are looked up one by one (a filter pays) or only in order.
  bool has_point_lookups = true;
};

// One write buffer budget and one block cache for all column families of the database.
rocksdb::Options CarefulOptions(const DatabaseSize& size);

inline rocksdb::ReadOptions CarefulReads() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

}  // namespace witan::storage
