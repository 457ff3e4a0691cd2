#pragma once

// A whole log as one file: a backup, and how a log moves from one form to another. The bytes of the
// records stand in it as they are, so that positions, hashes and terms stay what they were.
//
//   "witan log 1\n"
//   for each record: its length (varint, never 0), its bytes
//   0, then the position (8 bytes, big-endian) and the SHA-256 (32 bytes) of the last record
//
// Without its last part a file was cut off.

#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/base/named_type.h"
#include "storage/base/sha256.h"
#include "storage/restore.h"
#include "tools/witan/kafka_log.h"

namespace witan::cli {

// Takes some bytes of the file; false when they cannot be written.
using RawSink = std::function<bool(const std::string& bytes)>;

// Begin, Add each record from position 1 on, End. ResourceExhausted: the sink takes no more.
class RawLogWriter final {
 public:
  explicit RawLogWriter(RawSink write) : write_(std::move(write)) {}
  absl::Status Begin();
  absl::Status Add(const std::string& record);
  absl::Status End();

 private:
  absl::Status Write(const std::string& bytes);

  const RawSink write_;
  uint64_t position_ = 0;
  Hash hash_ = {};
};

// Reads such a file from its beginning to its end.
class RawLogReader final {
 public:
  // NotFound: no such file, or it cannot be read. InvalidArgument: it is no such file.
  static absl::StatusOr<RawLogReader> Open(const std::string& path);

  // The next record; none at the end. DataLoss: the file is cut off, damaged or goes on behind its
  // end.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  RawLogReader(std::string path, std::ifstream stream)
      : path_(std::move(path)), stream_(std::move(stream)) {}
  absl::StatusOr<uint64_t> TakeLength();
  absl::Status CheckEnd();
  absl::Status Damaged(const char* what) const;

  std::string path_;
  std::ifstream stream_;
  uint64_t position_ = 0;
  Hash hash_ = {};
};

// Makes the log of a data folder from such a file. It is made beside its place and moved there when
// it is whole: cut off, the folder has no log, and the same command goes on where it stopped.
// AlreadyExists: the folder has a log. Otherwise as RawLogReader and storage::Restore.
absl::StatusOr<storage::Restored> RestoreFolder(const std::string& file, const std::string& data,
                                                const std::function<void(Position)>& progress);

// The same into a topic, which is made where there is none. Cut off, it goes on when it is made
// again; no recorder may run on the topic before it is whole.
absl::StatusOr<storage::Restored> RestoreTopic(const std::string& file,
                                               const KafkaArguments& arguments,
                                               const std::function<void(Position)>& progress);

}  // namespace witan::cli
