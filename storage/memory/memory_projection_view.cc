#include "storage/memory/memory_projection_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::storage {
namespace {

void AddTo(Hash& sum, const Hash& term) {
  unsigned carry = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    carry += static_cast<unsigned>(sum[i]) + term[i];
    sum[i] = static_cast<uint8_t>(carry);
    carry >>= 8U;
  }
}

// Holds the content as it was: a commit makes a new one.
class MemoryView final : public ProjectionView {
 public:
  MemoryView(std::shared_ptr<const StoreContent> content, uint64_t position)
      : held_(std::move(content)), content_(*held_), position_(position) {}

  Position position() const override { return Position(position_); }
  Position head() const override { return Position(content_.head); }

  absl::StatusOr<std::optional<RowAt>> Get(TableId table, std::string_view key) const override {
    const auto rows = content_.tables.find(table);
    if (rows == content_.tables.end()) return std::optional<RowAt>();
    const auto row = rows->second.find(std::string(key));
    if (row == rows->second.end()) return std::optional<RowAt>();
    const auto found = VersionAt(row->second, position_);
    if (!found) return std::optional<RowAt>();
    return std::optional<RowAt>(RowAt{std::string(key), Position(found->first), found->second.value,
                                      found->second.physical});
  }

  absl::StatusOr<std::vector<std::optional<RowAt>>> MultiGet(
      TableId table, const std::vector<std::string>& keys) const override {
    std::vector<std::optional<RowAt>> rows;
    for (const std::string& key : keys) {
      ASSIGN_OR_RETURN(auto row, Get(table, key));
      rows.push_back(std::move(row));
    }
    return rows;
  }

  absl::StatusOr<std::vector<RowAt>> Scan(const RowScan& scan) const override {
    std::vector<RowAt> rows;
    const auto table = content_.tables.find(scan.table);
    if (table == content_.tables.end()) return rows;
    for (const auto& [key, versions] : table->second) {
      if (key < scan.begin || (!scan.end.empty() && key >= scan.end)) continue;
      const auto found = VersionAt(versions, position_);
      if (found) {
        rows.push_back({key, Position(found->first), found->second.value, found->second.physical});
      }
    }
    if (scan.order == ScanOrder::kBackward) std::reverse(rows.begin(), rows.end());
    if (scan.start_after) {
      std::erase_if(rows, [&](const RowAt& row) {
        return scan.order == ScanOrder::kForward ? row.key <= *scan.start_after
                                                 : row.key >= *scan.start_after;
      });
    }
    if (rows.size() > scan.limit) rows.resize(scan.limit);
    return rows;
  }

  absl::StatusOr<std::vector<IndexPlace>> ScanIndex(const IndexScan& scan) const override {
    std::vector<IndexPlace> places;
    for (const auto& [table, rows] : content_.tables) {
      for (const auto& [key, versions] : rows) {
        const auto found = VersionAt(versions, position_);
        if (!found) continue;
        for (const IndexEntry& entry : found->second.indexes) {
          if (entry.index == scan.index && entry.key >= scan.begin &&
              (scan.end.empty() || entry.key < scan.end)) {
            places.push_back({entry.key, key});
          }
        }
      }
    }
    std::sort(places.begin(), places.end());
    if (scan.order == ScanOrder::kBackward) std::reverse(places.begin(), places.end());
    if (scan.start_after) {
      std::erase_if(places, [&](const IndexPlace& place) {
        return scan.order == ScanOrder::kForward ? place <= *scan.start_after
                                                 : place >= *scan.start_after;
      });
    }
    if (places.size() > scan.limit) places.resize(scan.limit);
    return places;
  }

  absl::StatusOr<std::vector<RowAt>> History(TableId table, std::string_view key,
                                             size_t limit) const override {
    std::vector<RowAt> rows;
    const auto found = content_.tables.find(table);
    if (found == content_.tables.end()) return rows;
    const auto versions = found->second.find(std::string(key));
    if (versions == found->second.end()) return rows;
    for (const auto& [from, row] : versions->second) {
      if (from > position_ || rows.size() == limit) break;
      if (row) rows.push_back({std::string(key), Position(from), row->value, row->physical});
    }
    return rows;
  }

  absl::StatusOr<DigestSum> Digest(TableId table, const Uuid& subject) const override {
    ASSIGN_OR_RETURN(const auto digests, Digests());
    for (const auto& entry : digests) {
      if (entry.table == table && entry.subject == subject) return entry.sum;
    }
    return DigestSum();
  }

  absl::StatusOr<std::vector<DigestEntry>> Digests() const override {
    if (position_ != content_.head && position_ % kDigestInterval != 0) {
      return absl::FailedPreconditionError("no digest is kept at this position");
    }
    std::map<std::pair<TableId, Uuid>, Hash> sums;
    for (const auto& [table, rows] : content_.tables) {
      for (const auto& [key, versions] : rows) {
        const auto found = VersionAt(versions, position_);
        if (!found) continue;
        std::string bytes = BigEndian<uint16_t>(table);
        AppendSized(bytes, key);
        bytes += found->second.value;
        const std::set<Uuid> subjects(found->second.subjects.begin(), found->second.subjects.end());
        for (const Uuid& subject : subjects) AddTo(sums[{table, subject}], Sha256(bytes));
      }
    }
    std::vector<DigestEntry> entries;
    for (const auto& [at, sum] : sums) entries.push_back({at.first, at.second, sum});
    return entries;
  }

  absl::StatusOr<std::optional<std::string>> GetAppended(AreaId area,
                                                         std::string_view key) const override {
    const auto entries = content_.areas.find(area);
    if (entries == content_.areas.end()) return std::optional<std::string>();
    const auto it = entries->second.find(std::string(key));
    return it == entries->second.end() ? std::optional<std::string>()
                                       : std::optional<std::string>(it->second);
  }

  absl::StatusOr<std::optional<Appended>> LastAppended(AreaId area,
                                                       std::string_view key) const override {
    const auto entries = content_.areas.find(area);
    if (entries == content_.areas.end()) return std::optional<Appended>();
    auto it = entries->second.upper_bound(std::string(key));
    if (it == entries->second.begin()) return std::optional<Appended>();
    --it;
    return std::optional<Appended>(Appended{it->first, it->second});
  }

  absl::StatusOr<std::vector<Appended>> ScanAppended(AreaId area, std::string_view begin,
                                                     std::string_view end, size_t limit,
                                                     ScanOrder order) const override {
    std::vector<Appended> found;
    const auto entries = content_.areas.find(area);
    if (entries == content_.areas.end()) return found;
    for (const auto& [key, value] : entries->second) {
      if (key >= begin && (end.empty() || key < end)) found.push_back({key, value});
    }
    if (order == ScanOrder::kBackward) std::reverse(found.begin(), found.end());
    if (found.size() > limit) found.resize(limit);
    return found;
  }

 private:
  const std::shared_ptr<const StoreContent> held_;  // shared with the store and other views
  const StoreContent& content_;
  const uint64_t position_;
};

}  // namespace

std::optional<std::pair<uint64_t, Row>> VersionAt(const StoreContent::Versions& versions,
                                                  uint64_t position) {
  auto it = versions.upper_bound(position);
  if (it == versions.begin()) return std::nullopt;
  --it;
  if (!it->second) return std::nullopt;
  return std::pair(it->first, *it->second);
}

std::unique_ptr<ProjectionView> OpenMemoryView(std::shared_ptr<const StoreContent> content,
                                               uint64_t position) {
  return std::make_unique<MemoryView>(std::move(content), position);
}

}  // namespace witan::storage
