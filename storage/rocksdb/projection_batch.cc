#include "storage/rocksdb/projection_batch.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

size_t SizeOf(const Row& row) {
  size_t size = row.value.size() + row.physical.size() + 16 * row.subjects.size();
  for (const IndexEntry& entry : row.indexes) size += entry.key.size() + sizeof(entry);
  return size;
}

}  // namespace

void RocksProjectionBatch::At(Position position) {
  is_out_of_order_ |= position.value() <= at_;
  if (first_ == 0) first_ = position.value();
  at_ = position.value();
}

absl::StatusOr<RocksProjectionBatch::StagedRow*> RocksProjectionBatch::Stage(TableId table,
                                                                             std::string_view key) {
  const RowKey row_key(table, key);
  const auto known = rows_.find(row_key);
  if (known != rows_.end()) return &known->second;
  StagedRow staged;
  ASSIGN_OR_RETURN(
      const auto bytes,
      generation_->Get(generation_->live(), LivePrefix(kRowKind, table) + RowEntry(key), nullptr));
  if (bytes) {
    ASSIGN_OR_RETURN(staged.base, DecodeVersion(*bytes));
    size_bytes_ += bytes->size();
  }
  size_bytes_ += key.size() + sizeof(StagedRow);
  return &rows_.emplace(row_key, std::move(staged)).first->second;
}

absl::StatusOr<std::optional<Row>> RocksProjectionBatch::Get(TableId table, std::string_view key) {
  ASSIGN_OR_RETURN(const StagedRow* staged, Stage(table, key));
  if (!staged->versions.empty()) return staged->versions.rbegin()->second;
  return staged->base ? std::optional<Row>(staged->base->row) : std::optional<Row>();
}

absl::Status RocksProjectionBatch::Put(TableId table, std::string_view key, Row row) {
  ASSIGN_OR_RETURN(StagedRow * staged, Stage(table, key));
  Normalise(row);
  size_bytes_ += SizeOf(row);
  staged->versions[at_] = std::move(row);
  return absl::OkStatus();
}

absl::Status RocksProjectionBatch::Delete(TableId table, std::string_view key) {
  ASSIGN_OR_RETURN(StagedRow * staged, Stage(table, key));
  staged->versions[at_] = std::nullopt;
  return absl::OkStatus();
}

void RocksProjectionBatch::Append(AreaId area, std::string_view key, std::string_view value) {
  size_bytes_ += key.size() + value.size();
  appended_[BigEndian(area).append(key)] = std::string(value);
}

absl::Status RocksProjectionBatch::CheckPositions(uint64_t head) {
  ASSIGN_OR_RETURN(const uint64_t committed, generation_->Head(nullptr));
  const bool starts_late = first_ == 0 ? rows_.empty() || at_ == 0 : first_ > committed;
  if (!is_out_of_order_ && starts_late && head >= committed && head >= at_) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("changes of a batch must go up from position {} to its head {}; these go from {} "
                  "to {}",
                  committed + 1, head, first_, at_));
}

absl::Status RocksProjectionBatch::Write(uint64_t head, std::string_view cursor, bool is_logged) {
  RETURN_IF_ERROR(CheckPositions(head));
  for (const auto& [key, staged] : rows_) RETURN_IF_ERROR(StageRow(key, staged));
  RETURN_IF_ERROR(StageDigests());
  for (const auto& [key, value] : appended_) {
    RETURN_IF_ERROR(
        FromRocks(writes_.Put(generation_->appended(), key, value), "staging an entry"));
  }
  RETURN_IF_ERROR(FromRocks(
      writes_.Put(generation_->meta(), rocksdb::Slice(kHeadKey), BigEndian(head)), "staging"));
  RETURN_IF_ERROR(FromRocks(
      writes_.Put(generation_->meta(), rocksdb::Slice(kCursorKey), rocksdb::Slice(cursor)),
      "staging"));
  rocksdb::WriteOptions options;
  options.disableWAL = !is_logged;
  return FromRocks(generation_->db().Write(options, &writes_), "writing a projection");
}

// Staging into a WriteBatch without a size limit cannot fail, hence the unchecked statuses below.
absl::Status RocksProjectionBatch::StageRow(const RowKey& key, const StagedRow& staged) {
  std::optional<RowVersion> version = staged.base;
  for (const auto& [at, row] : staged.versions) {
    const bool is_same = row.has_value() == version.has_value() &&
                         (!row || EncodeRow(*row) == EncodeRow(version->row));
    if (is_same) continue;
    if (version) {
      Supersede(key, *version, at);
      NoteDigests(key, version->row, at, /*is_added=*/false);
    }
    version.reset();
    if (!row) continue;
    version = RowVersion{at, *row};
    NoteDigests(key, *row, at, /*is_added=*/true);
  }
  const std::string live = LivePrefix(kRowKind, key.first) + RowEntry(key.second);
  if (staged.base) {
    for (const IndexEntry& entry : staged.base->row.indexes) {
      const std::string place =
          LivePrefix(kIndexKind, entry.index) + PlaceEntry(entry.key, key.second);
      writes_.Delete(generation_->live(), place).PermitUncheckedError();
    }
  }
  if (!version) {
    return FromRocks(writes_.Delete(generation_->live(), live), "staging a row");
  }
  for (const IndexEntry& entry : version->row.indexes) {
    const std::string place =
        LivePrefix(kIndexKind, entry.index) + PlaceEntry(entry.key, key.second);
    writes_.Put(generation_->live(), place, BigEndian(version->from)).PermitUncheckedError();
  }
  return FromRocks(writes_.Put(generation_->live(), live, EncodeVersion(*version)),
                   "staging a row");
}

void RocksProjectionBatch::Supersede(const RowKey& key, const RowVersion& version, uint64_t to) {
  const uint64_t epoch = EpochOf(to);
  const std::string row = SupersededPrefix(kRowKind, key.first, epoch) + RowEntry(key.second);
  writes_.Put(generation_->superseded(), row + BigEndian(to), EncodeVersion(version))
      .PermitUncheckedError();
  for (const IndexEntry& entry : version.row.indexes) {
    const std::string place =
        SupersededPrefix(kIndexKind, entry.index, epoch) + PlaceEntry(entry.key, key.second);
    writes_.Put(generation_->superseded(), place + BigEndian(to), BigEndian(version.from))
        .PermitUncheckedError();
  }
}

void RocksProjectionBatch::NoteDigests(const RowKey& key, const Row& row, uint64_t at,
                                       bool is_added) {
  const DigestSum term = DigestTerm(key.first, key.second, row.value);
  for (const Uuid& subject : row.subjects) {
    digest_changes_.push_back(
        {at, LivePrefix(kDigestKind, key.first) + subject.ToBytes(), term, is_added});
  }
}

absl::Status RocksProjectionBatch::StageDigests() {
  std::stable_sort(digest_changes_.begin(), digest_changes_.end(),
                   [](const DigestChange& a, const DigestChange& b) { return a.at < b.at; });
  std::map<std::string, LiveDigest> digests;
  for (const DigestChange& change : digest_changes_) {
    auto found = digests.find(change.digest_key);
    if (found == digests.end()) {
      LiveDigest digest;
      ASSIGN_OR_RETURN(const auto bytes,
                       generation_->Get(generation_->live(), change.digest_key, nullptr));
      if (bytes) {
        ASSIGN_OR_RETURN(digest, DecodeDigest(*bytes));
      }
      found = digests.emplace(change.digest_key, digest).first;
    }
    LiveDigest& digest = found->second;
    if (DigestIntervalOf(digest.changed) < DigestIntervalOf(change.at)) {
      const uint64_t checkpoint = DigestIntervalOf(digest.changed) * kDigestInterval;
      writes_
          .Put(generation_->superseded(), change.digest_key + BigEndian(checkpoint),
               rocksdb::Slice(AsBytes(digest.sum)))
          .PermitUncheckedError();
    }
    change.is_added ? AddDigest(digest.sum, change.term) : SubtractDigest(digest.sum, change.term);
    digest.changed = change.at;
  }
  for (const auto& [key, digest] : digests) {
    RETURN_IF_ERROR(
        FromRocks(writes_.Put(generation_->live(), key, EncodeDigest(digest)), "staging a digest"));
  }
  return absl::OkStatus();
}

}  // namespace witan::storage
