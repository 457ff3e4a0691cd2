#pragma once

// Keys and values of the projection store on disk (FORMAT.md); do not change them without a new
// schema.
//   live        kind id entry            -> from row | from | last-changed sum
//   superseded  kind id epoch entry to   -> from row | from
//   superseded  D id subject checkpoint  -> sum
// kind is R (row), I (index entry) or D (digest); id the table or index (2 bytes); epoch is
// to >> 16, so that a read of the recent past leaves older history alone. Numbers are big-endian.

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/projection_store.h"

namespace witan::storage {

inline constexpr char kRowKind = 'R';
inline constexpr char kIndexKind = 'I';
inline constexpr char kDigestKind = 'D';

struct RowVersion {
  uint64_t from = 0;
  Row row;
};

struct LiveDigest {
  uint64_t changed = 0;
  DigestSum sum = {};
};

std::string LivePrefix(char kind, uint16_t id);
std::string SupersededPrefix(char kind, uint16_t id, uint64_t epoch);
// On disk: do not change.
inline uint64_t EpochOf(uint64_t position) { return position >> 16; }

// Which stretch between two checkpoints of digests a position belongs to; 0 is before every one.
inline uint64_t DigestIntervalOf(uint64_t position) {
  return (position + kDigestInterval - 1) / kDigestInterval;
}

std::string RowEntry(std::string_view key);
std::string PlaceEntry(std::string_view index_key, std::string_view row_key);

// Index entries and subjects sorted, each once: equal rows have equal bytes.
void Normalise(Row& row);
std::string EncodeRow(const Row& row);
std::string EncodeVersion(const RowVersion& version);
absl::StatusOr<RowVersion> DecodeVersion(std::string_view bytes);

std::string EncodeDigest(const LiveDigest& digest);
absl::StatusOr<LiveDigest> DecodeDigest(std::string_view bytes);
DigestSum DigestTerm(TableId table, std::string_view key, std::string_view value);
void AddDigest(DigestSum& sum, const DigestSum& term);
void SubtractDigest(DigestSum& sum, const DigestSum& term);

}  // namespace witan::storage
