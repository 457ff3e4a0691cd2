#pragma once

// One sorted run on disk: pairs of byte strings, written once in order and read back once. Lives
// only while a rebuild runs, so the format may change freely: blocks of size (4 bytes), CRC-32C (4
// bytes) and pairs, each with the lengths of key and value (4 bytes each) before them; an empty
// block ends it. Big-endian.

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::storage {

struct SortedPair {
  std::string_view key;
  std::string_view value;
};

// What a reader of a run holds in memory, as long as no single pair is longer.
inline constexpr size_t kRunBlockBytes = size_t{64} << 10;

// For one thread. ResourceExhausted: the disk is full.
class RunWriter final {
 public:
  static absl::StatusOr<std::unique_ptr<RunWriter>> Create(rocksdb::Env& env,
                                                           const std::string& path);
  absl::Status Add(std::string_view key, std::string_view value);
  // Nothing is synced: after a crash a rebuild begins anew.
  absl::Status Close();

 private:
  explicit RunWriter(std::unique_ptr<rocksdb::WritableFile> file) : file_(std::move(file)) {}
  absl::Status WriteBlock();

  const std::unique_ptr<rocksdb::WritableFile> file_;
  std::string block_;
};

// For one thread.
class RunReader final {
 public:
  static absl::StatusOr<std::unique_ptr<RunReader>> Open(rocksdb::Env& env,
                                                         const std::string& path);
  // The next pair, valid until the next call; none at the end. DataLoss: the file is damaged.
  absl::StatusOr<std::optional<SortedPair>> Next();

 private:
  explicit RunReader(std::unique_ptr<rocksdb::SequentialFile> file) : file_(std::move(file)) {}
  // False at the block that ends the run.
  absl::StatusOr<bool> ReadBlock();
  absl::StatusOr<size_t> Fill(std::string& bytes);

  const std::unique_ptr<rocksdb::SequentialFile> file_;
  std::string block_;
  std::string_view rest_;
  bool is_at_end_ = false;
};

}  // namespace witan::storage
