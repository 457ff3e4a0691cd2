#include "storage/rocksdb/projection_format.h"

#include <algorithm>

#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::storage {

std::string LivePrefix(char kind, uint16_t id) {
  std::string key(1, kind);
  AppendBigEndian(key, id);
  return key;
}

std::string SupersededPrefix(char kind, uint16_t id, uint64_t epoch) {
  std::string key = LivePrefix(kind, id);
  AppendBigEndian(key, epoch);
  return key;
}

std::string RowEntry(std::string_view key) {
  std::string entry;
  AppendKeyPart(entry, key);
  return entry;
}

std::string PlaceEntry(std::string_view index_key, std::string_view row_key) {
  std::string entry = RowEntry(index_key);
  AppendKeyPart(entry, row_key);
  return entry;
}

void Normalise(Row& row) {
  std::sort(row.indexes.begin(), row.indexes.end());
  row.indexes.erase(std::unique(row.indexes.begin(), row.indexes.end()), row.indexes.end());
  std::sort(row.subjects.begin(), row.subjects.end());
  row.subjects.erase(std::unique(row.subjects.begin(), row.subjects.end()), row.subjects.end());
}

std::string EncodeRow(const Row& row) {
  std::string bytes;
  AppendSized(bytes, row.value);
  AppendSized(bytes, row.physical);
  AppendBigEndian(bytes, static_cast<uint32_t>(row.indexes.size()));
  for (const IndexEntry& entry : row.indexes) {
    AppendBigEndian(bytes, entry.index);
    AppendSized(bytes, entry.key);
  }
  for (const Uuid& subject : row.subjects) bytes += subject.ToBytes();
  return bytes;
}

std::string EncodeVersion(const RowVersion& version) {
  return BigEndian(version.from) + EncodeRow(version.row);
}

absl::StatusOr<RowVersion> DecodeVersion(std::string_view bytes) {
  ByteReader reader(bytes);
  RowVersion version;
  ASSIGN_OR_RETURN(version.from, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(version.row.value, reader.TakeSized());
  ASSIGN_OR_RETURN(version.row.physical, reader.TakeSized());
  ASSIGN_OR_RETURN(const uint32_t indexes, reader.TakeBigEndian<uint32_t>());
  for (uint32_t i = 0; i < indexes; ++i) {
    IndexEntry entry;
    ASSIGN_OR_RETURN(entry.index, reader.TakeBigEndian<uint16_t>());
    ASSIGN_OR_RETURN(entry.key, reader.TakeSized());
    version.row.indexes.push_back(std::move(entry));
  }
  while (!reader.empty()) {
    ASSIGN_OR_RETURN(const std::string_view subject, reader.Take(16));
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(subject));
    version.row.subjects.push_back(uuid);
  }
  return version;
}

std::string EncodeDigest(const LiveDigest& digest) {
  return BigEndian(digest.changed).append(AsBytes(digest.sum));
}

absl::StatusOr<LiveDigest> DecodeDigest(std::string_view bytes) {
  ByteReader reader(bytes);
  LiveDigest digest;
  ASSIGN_OR_RETURN(digest.changed, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const std::string_view sum, reader.Take(digest.sum.size()));
  ASSIGN_OR_RETURN(digest.sum, HashFromBytes(sum));
  return digest;
}

DigestSum DigestTerm(TableId table, std::string_view key, std::string_view value) {
  std::string bytes = BigEndian(table);
  AppendSized(bytes, key);
  bytes.append(value);
  return Sha256(bytes);
}

void AddDigest(DigestSum& sum, const DigestSum& term) {
  unsigned carry = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    carry += static_cast<unsigned>(sum[i]) + term[i];
    sum[i] = static_cast<uint8_t>(carry);
    carry >>= 8U;
  }
}

void SubtractDigest(DigestSum& sum, const DigestSum& term) {
  unsigned borrow = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    const unsigned taken = term[i] + borrow;
    borrow = sum[i] < taken ? 1 : 0;
    sum[i] = static_cast<uint8_t>(256U + sum[i] - taken);
  }
}

}  // namespace witan::storage
