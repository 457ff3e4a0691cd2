#pragma once

// Table files for one column family, written from pairs in key order and taken in as they are.

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "storage/rocksdb/run_sorter.h"

namespace witan::storage {

// For one thread. ResourceExhausted: the disk is full. Any failure spends it.
class TableFiles final {
 public:
  static constexpr uint64_t kFileBytes = uint64_t{32} << 20;

  // Files are named `path_prefix`-N.sst. `family` outlives it.
  TableFiles(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* family,
             std::string path_prefix);

  // `key` is greater than every key before.
  absl::Status Add(std::string_view key, std::string_view value);
  // All of `pairs`; of equal keys the one added last.
  absl::Status AddLastOfEach(SortedPairs& pairs);
  // After the last Add.
  absl::Status Close();

  const std::vector<std::string>& paths() const { return paths_; }
  rocksdb::ColumnFamilyHandle* family() const { return family_; }

 private:
  const rocksdb::Options options_;
  rocksdb::ColumnFamilyHandle* const family_;
  const std::string path_prefix_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  std::vector<std::string> paths_;
};

// Takes in all files at once, synced: after a crash all of them are there or none. They are moved.
// Key ranges of one family do not overlap, nor with what the database holds.
absl::Status TakeIn(rocksdb::DB& db, const std::vector<const TableFiles*>& files);

}  // namespace witan::storage
