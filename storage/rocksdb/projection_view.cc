#include <rocksdb/db.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "storage/base/bytes.h"
#include "storage/base/mutex.h"
#include "storage/base/status.h"
#include "storage/rocksdb/projection_format.h"
#include "storage/rocksdb/projection_generation.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

using Range = std::pair<std::string, std::string>;

void SeekToFirstOf(rocksdb::Iterator& it, const Range& range, ScanOrder order) {
  if (order == ScanOrder::kForward) {
    it.Seek(range.first);
  } else if (range.second.empty()) {
    it.SeekToLast();
  } else {
    it.SeekForPrev(range.second);
    if (it.Valid() && it.key() == rocksdb::Slice(range.second)) it.Prev();
  }
}

bool IsIn(const rocksdb::Slice& key, const Range& range) {
  return key.ToStringView() >= range.first &&
         (range.second.empty() || key.ToStringView() < range.second);
}

// Keys and values in [begin, end); the visitor answers whether to go on.
template <typename Visit>
absl::Status Walk(rocksdb::Iterator& it, const Range& range, ScanOrder order, const Visit& visit) {
  if (!range.second.empty() && range.first >= range.second) return absl::OkStatus();
  SeekToFirstOf(it, range, order);
  while (it.Valid() && IsIn(it.key(), range)) {
    ASSIGN_OR_RETURN(const bool goes_on, visit(it.key().ToStringView(), it.value().ToStringView()));
    if (!goes_on) break;
    order == ScanOrder::kForward ? it.Next() : it.Prev();
  }
  return FromRocks(it.status(), "scanning a projection");
}

// A part of the entries of one table or index, in escaped form.
struct EntryScan {
  char kind;
  uint16_t id;
  std::string begin;
  std::string end;
  size_t limit;
  ScanOrder order;
};

void StartAfter(EntryScan& scan, const std::string& entry) {
  if (scan.order == ScanOrder::kForward) {
    scan.begin = std::max(scan.begin, PrefixEnd(entry));
  } else if (scan.end.empty() || entry < scan.end) {
    scan.end = entry;
  }
}

Range RangeOf(const std::string& prefix, const EntryScan& scan) {
  return {prefix + scan.begin, scan.end.empty() ? PrefixEnd(prefix) : prefix + scan.end};
}

class RocksView final : public ProjectionView {
 public:
  RocksView(SharedGeneration generation, const rocksdb::Snapshot* snapshot, uint64_t position,
            uint64_t head)
      : generation_(std::move(generation)), snapshot_(snapshot), position_(position), head_(head) {}
  ~RocksView() override {
    iterators_.clear();
    generation_->db().ReleaseSnapshot(snapshot_);
  }
  RocksView(const RocksView&) = delete;
  RocksView& operator=(const RocksView&) = delete;

  Position position() const override { return Position(position_); }
  Position head() const override { return Position(head_); }

  absl::StatusOr<std::optional<RowAt>> Get(TableId table, std::string_view key) const override {
    ASSIGN_OR_RETURN(const auto live,
                     generation_->Get(generation_->live(),
                                      LivePrefix(kRowKind, table) + RowEntry(key), snapshot_));
    return RowOf(table, key, live ? std::optional<std::string_view>(*live) : std::nullopt);
  }

  absl::StatusOr<std::vector<std::optional<RowAt>>> MultiGet(
      TableId table, const std::vector<std::string>& keys) const override {
    std::vector<std::string> entries;
    entries.reserve(keys.size());
    for (const std::string& key : keys) {
      entries.push_back(LivePrefix(kRowKind, table) + RowEntry(key));
    }
    ASSIGN_OR_RETURN(const auto live,
                     generation_->MultiGet(generation_->live(), entries, snapshot_));
    std::vector<std::optional<RowAt>> rows(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      ASSIGN_OR_RETURN(
          rows[i],
          RowOf(table, keys[i],
                live[i] ? std::optional<std::string_view>(live[i]->ToStringView()) : std::nullopt));
    }
    return rows;
  }

  absl::StatusOr<std::vector<RowAt>> Scan(const RowScan& scan) const override {
    EntryScan entries{kRowKind,        scan.table, RowEntry(scan.begin),
                      EndOf(scan.end), scan.limit, scan.order};
    if (scan.start_after) StartAfter(entries, RowEntry(*scan.start_after));
    return Rows(entries);
  }

  absl::StatusOr<std::vector<IndexPlace>> ScanIndex(const IndexScan& scan) const override {
    EntryScan entries{kIndexKind,      scan.index, RowEntry(scan.begin),
                      EndOf(scan.end), scan.limit, scan.order};
    if (scan.start_after) {
      StartAfter(entries, PlaceEntry(scan.start_after->index_key, scan.start_after->row_key));
    }
    ASSIGN_OR_RETURN(const auto found, Entries(entries));
    std::vector<IndexPlace> places;
    for (const auto& [entry, value] : found) {
      std::string_view rest(entry);
      IndexPlace place;
      ASSIGN_OR_RETURN(place.index_key, TakeKeyPart(rest));
      ASSIGN_OR_RETURN(place.row_key, TakeKeyPart(rest));
      places.push_back(std::move(place));
    }
    return places;
  }

  absl::StatusOr<std::vector<RowAt>> History(TableId table, std::string_view key,
                                             size_t limit) const override {
    std::vector<RowAt> rows;
    const std::string entry = RowEntry(key);
    const auto keep = [&](std::string_view, std::string_view value) -> absl::StatusOr<bool> {
      ASSIGN_OR_RETURN(RowVersion version, DecodeVersion(value));
      if (version.from > position_ || rows.size() >= limit) return false;
      rows.push_back({std::string(key), Position(version.from), std::move(version.row.value),
                      std::move(version.row.physical)});
      return true;
    };
    for (uint64_t epoch = 0; epoch <= EpochOf(head_) && rows.size() < limit; ++epoch) {
      const std::string prefix = SupersededPrefix(kRowKind, table, epoch) + entry;
      RETURN_IF_ERROR(WalkIn(generation_->superseded(), {prefix, PrefixEnd(prefix)},
                             ScanOrder::kForward, keep));
    }
    const std::string live = LivePrefix(kRowKind, table) + entry;
    RETURN_IF_ERROR(
        WalkIn(generation_->live(), {live, PrefixEnd(live)}, ScanOrder::kForward, keep));
    return rows;
  }

  absl::StatusOr<DigestSum> Digest(TableId table, const Uuid& subject) const override {
    RETURN_IF_ERROR(CheckDigestPosition());
    const std::string key = LivePrefix(kDigestKind, table) + subject.ToBytes();
    ASSIGN_OR_RETURN(const auto bytes, generation_->Get(generation_->live(), key, snapshot_));
    if (!bytes) return DigestSum();
    return DigestFrom(key, *bytes);
  }

  absl::StatusOr<std::vector<DigestEntry>> Digests() const override {
    RETURN_IF_ERROR(CheckDigestPosition());
    std::vector<DigestEntry> digests;
    const std::string prefix(1, kDigestKind);
    RETURN_IF_ERROR(
        WalkIn(generation_->live(), {prefix, PrefixEnd(prefix)}, ScanOrder::kForward,
               [&](std::string_view key, std::string_view value) -> absl::StatusOr<bool> {
                 ByteReader reader(key.substr(1));
                 DigestEntry entry;
                 ASSIGN_OR_RETURN(entry.table, reader.TakeBigEndian<TableId>());
                 ASSIGN_OR_RETURN(entry.subject, Uuid::FromBytes(reader.rest()));
                 ASSIGN_OR_RETURN(entry.sum, DigestFrom(std::string(key), value));
                 static constexpr DigestSum kNothing = {};
                 if (entry.sum != kNothing) digests.push_back(entry);
                 return true;
               }));
    return digests;
  }

  absl::StatusOr<std::optional<std::string>> GetAppended(AreaId area,
                                                         std::string_view key) const override {
    return generation_->Get(generation_->appended(), BigEndian(area).append(key), snapshot_);
  }

  absl::StatusOr<std::optional<Appended>> LastAppended(AreaId area,
                                                       std::string_view key) const override {
    // The least key greater than `key` ends the range.
    const std::string end = std::string(key) + '\0';
    ASSIGN_OR_RETURN(auto found, ScanAppended(area, "", end, 1, ScanOrder::kBackward));
    return found.empty() ? std::optional<Appended>() : std::optional<Appended>(found.front());
  }

  absl::StatusOr<std::vector<Appended>> ScanAppended(AreaId area, std::string_view begin,
                                                     std::string_view end, size_t limit,
                                                     ScanOrder order) const override {
    std::vector<Appended> found;
    if (limit == 0) return found;
    const std::string prefix = BigEndian(area);
    RETURN_IF_ERROR(WalkIn(
        generation_->appended(),
        {prefix + std::string(begin), end.empty() ? PrefixEnd(prefix) : prefix + std::string(end)},
        order, [&](std::string_view key, std::string_view value) -> absl::StatusOr<bool> {
          found.push_back({std::string(key.substr(1)), std::string(value)});
          return found.size() < limit;
        }));
    return found;
  }

 private:
  using Found = std::vector<std::pair<std::string, std::string>>;

  // The row at this position, given what is stored as its live version. That holds since its
  // beginning: mostly it is the answer.
  absl::StatusOr<std::optional<RowAt>> RowOf(TableId table, std::string_view key,
                                             std::optional<std::string_view> live) const {
    if (live) {
      ASSIGN_OR_RETURN(RowVersion version, DecodeVersion(*live));
      if (version.from <= position_) {
        return std::optional<RowAt>({std::string(key), Position(version.from),
                                     std::move(version.row.value),
                                     std::move(version.row.physical)});
      }
    }
    if (position_ == head_) return std::optional<RowAt>();
    const std::string entry = RowEntry(key);
    const EntryScan scan{kRowKind, table, entry, PrefixEnd(entry), 1, ScanOrder::kForward};
    ASSIGN_OR_RETURN(auto rows, Rows(scan));
    return rows.empty() ? std::optional<RowAt>() : std::optional<RowAt>(std::move(rows.front()));
  }

  static std::string EndOf(const std::string& end) { return end.empty() ? "" : RowEntry(end); }

  template <typename Visit>
  absl::Status WalkIn(rocksdb::ColumnFamilyHandle* family, const Range& range, ScanOrder order,
                      const Visit& visit) const {
    std::unique_ptr<rocksdb::Iterator> it = TakeIterator(family);
    const absl::Status walked = Walk(*it, range, order, visit);
    if (walked.ok()) GiveBack(family, std::move(it));
    return walked;
  }

  // One of each family is kept: making an iterator costs more than a short scan.
  std::unique_ptr<rocksdb::Iterator> TakeIterator(rocksdb::ColumnFamilyHandle* family) const {
    {
      MutexLock lock(mutex_);
      const auto kept = iterators_.find(family);
      if (kept != iterators_.end() && kept->second != nullptr) return std::move(kept->second);
    }
    rocksdb::ReadOptions options = CarefulReads();
    options.snapshot = snapshot_;
    return std::unique_ptr<rocksdb::Iterator>(generation_->db().NewIterator(options, family));
  }

  void GiveBack(rocksdb::ColumnFamilyHandle* family, std::unique_ptr<rocksdb::Iterator> it) const {
    MutexLock lock(mutex_);
    iterators_[family].swap(it);
  }

  // One version of an entry holds at one position, so the first `limit` of every source suffice.
  absl::StatusOr<Found> Entries(const EntryScan& scan) const {
    Found found;
    if (scan.limit == 0) return found;
    const std::string live = LivePrefix(scan.kind, scan.id);
    // At the head nothing is superseded, and what is live comes in order.
    if (position_ == head_) {
      RETURN_IF_ERROR(Collect(generation_->live(), live, scan, /*has_end=*/false,
                              [&](std::string_view entry, std::string_view value) {
                                found.emplace_back(entry, value);
                              }));
      return found;
    }
    std::map<std::string, std::string> merged;
    const auto merge = [&](std::string_view entry, std::string_view value) {
      merged.emplace(entry, value);
    };
    RETURN_IF_ERROR(Collect(generation_->live(), live, scan, /*has_end=*/false, merge));
    for (uint64_t epoch = EpochOf(position_); epoch <= EpochOf(head_); ++epoch) {
      const std::string prefix = SupersededPrefix(scan.kind, scan.id, epoch);
      RETURN_IF_ERROR(Collect(generation_->superseded(), prefix, scan, /*has_end=*/true, merge));
    }
    found.assign(merged.begin(), merged.end());
    if (scan.order == ScanOrder::kBackward) std::reverse(found.begin(), found.end());
    if (found.size() > scan.limit) found.resize(scan.limit);
    return found;
  }

  template <typename Take>
  absl::Status Collect(rocksdb::ColumnFamilyHandle* family, const std::string& prefix,
                       const EntryScan& scan, bool has_end, const Take& take) const {
    size_t count = 0;
    return WalkIn(
        family, RangeOf(prefix, scan), scan.order,
        [&](std::string_view key, std::string_view value) -> absl::StatusOr<bool> {
          std::string_view entry = key.substr(prefix.size());
          ASSIGN_OR_RETURN(const uint64_t from, ByteReader(value).TakeBigEndian<uint64_t>());
          uint64_t to = head_ + 1;
          if (has_end) {
            if (entry.size() < sizeof(to)) {
              return absl::DataLossError("a superseded key ends too soon");
            }
            const size_t size = entry.size() - sizeof(to);
            ASSIGN_OR_RETURN(to, ByteReader(entry.substr(size)).TakeBigEndian<uint64_t>());
            entry = entry.substr(0, size);
          }
          if (from > position_ || to <= position_) return true;
          take(entry, value);
          return ++count < scan.limit;
        });
  }

  absl::StatusOr<std::vector<RowAt>> Rows(const EntryScan& scan) const {
    ASSIGN_OR_RETURN(const Found found, Entries(scan));
    std::vector<RowAt> rows;
    for (const auto& [entry, value] : found) {
      std::string_view rest(entry);
      ASSIGN_OR_RETURN(std::string key, TakeKeyPart(rest));
      ASSIGN_OR_RETURN(RowVersion version, DecodeVersion(value));
      rows.push_back({std::move(key), Position(version.from), std::move(version.row.value),
                      std::move(version.row.physical)});
    }
    return rows;
  }

  absl::Status CheckDigestPosition() const {
    if (position_ == head_ || position_ % kDigestInterval == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(
        "digests are kept for the head and for every position that is a multiple of 4096");
  }

  absl::StatusOr<DigestSum> DigestFrom(const std::string& key, std::string_view live) const {
    ASSIGN_OR_RETURN(const LiveDigest digest, DecodeDigest(live));
    if (digest.changed <= position_) return digest.sum;
    DigestSum sum = {};
    RETURN_IF_ERROR(WalkIn(generation_->superseded(), {key, key + BigEndian(position_ + 1)},
                           ScanOrder::kBackward,
                           [&](std::string_view, std::string_view value) -> absl::StatusOr<bool> {
                             ASSIGN_OR_RETURN(sum, HashFromBytes(value));
                             return false;
                           }));
    return sum;
  }

  const SharedGeneration generation_;
  const rocksdb::Snapshot* const snapshot_;
  const uint64_t position_;
  const uint64_t head_;
  mutable Mutex mutex_;
  mutable std::map<rocksdb::ColumnFamilyHandle*, std::unique_ptr<rocksdb::Iterator>> iterators_
      WITAN_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<ProjectionView>> OpenProjectionView(
    SharedGeneration generation, std::optional<Position> position) {
  const rocksdb::Snapshot* snapshot = generation->db().GetSnapshot();
  const auto head = generation->Head(snapshot);
  if (!head.ok() || (position && position->value() > *head)) {
    generation->db().ReleaseSnapshot(snapshot);
    if (!head.ok()) return head.status();
    return absl::OutOfRangeError("the projection has not reached this position yet");
  }
  const uint64_t at = position ? position->value() : *head;
  return std::make_unique<RocksView>(std::move(generation), snapshot, at, *head);
}

}  // namespace witan::storage
