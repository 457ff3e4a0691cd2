#include "storage/rocksdb/log_database.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {

absl::Status LogIsShorter(const Cursor& tail, uint64_t last_position) {
  return absl::DataLossError(
      fmt::format("the log ends at position {}, but the record at position {} was acknowledged: "
                  "records are missing. Restore the folder from a copy",
                  last_position, tail.position.value()));
}

absl::StatusOr<uint64_t> LastPosition(rocksdb::DB& db) {
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(CarefulReads()));
  rows->SeekToLast();
  RETURN_IF_ERROR(FromRocks(rows->status(), "finding the end of the log"));
  if (!rows->Valid()) return 0;
  ByteReader key(rows->key().ToStringView());
  ASSIGN_OR_RETURN(const auto offset, key.TakeBigEndian<uint64_t>());
  return offset + 1;
}

absl::StatusOr<Cursor> CursorAt(rocksdb::DB& db, const RecordCodec& codec, uint64_t position) {
  if (position == 0) return Cursor{};
  std::string bytes;
  RETURN_IF_ERROR(FromRocks(db.Get(CarefulReads(), BigEndian(position - 1), &bytes),
                            fmt::format("reading the record at position {}", position)));
  const auto header = codec.ReadHeader(bytes);
  if (!header.ok()) {
    return absl::DataLossError(fmt::format("the record at position {} is damaged: {}", position,
                                           std::string(header.status().message())));
  }
  return Cursor{.log_id = header->log_id,
                .position = header->position,
                .term = header->term,
                .hash = Sha256(bytes),
                .offset = position - 1,
                .recorded_at = header->recorded_at};
}

absl::Status CheckDensity(rocksdb::DB& db) {
  const auto missing = [](uint64_t offset) {
    return absl::DataLossError(
        fmt::format("the record at position {} is missing from the log: its file is no longer "
                    "known to the database. Nothing was changed; restore this folder from a copy",
                    offset + 1));
  };
  std::vector<rocksdb::LiveFileMetaData> files;
  db.GetLiveFilesMetaData(&files);
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.smallestkey < b.smallestkey; });
  uint64_t next = 0;
  for (const rocksdb::LiveFileMetaData& file : files) {
    ASSIGN_OR_RETURN(const auto first, ByteReader(file.smallestkey).TakeBigEndian<uint64_t>());
    ASSIGN_OR_RETURN(const auto last, ByteReader(file.largestkey).TakeBigEndian<uint64_t>());
    if (first > next) return missing(next);
    next = std::max(next, last + 1);
  }
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(CarefulReads()));
  for (rows->Seek(BigEndian(next)); rows->Valid(); rows->Next(), ++next) {
    if (rows->key().ToStringView() != BigEndian(next)) return missing(next);
  }
  return FromRocks(rows->status(), "reading the end of the log");
}

rocksdb::Options LogDatabaseOptions(const LogDatabaseSize& size,
                                    rocksdb::WALRecoveryMode recovery_mode) {
  rocksdb::Options database =
      CarefulOptions({size.write_buffer_bytes, size.block_cache_bytes, false});
  database.compression = rocksdb::kNoCompression;
  database.wal_recovery_mode = recovery_mode;
  return database;
}

}  // namespace witan::storage
