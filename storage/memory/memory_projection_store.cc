#include "storage/memory/memory_projection_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "storage/base/status.h"
#include "storage/memory/memory_projection_view.h"

namespace witan::storage {
namespace {

template <typename Value>
void SortEachOnce(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool IsSame(const std::optional<std::pair<uint64_t, Row>>& before, const std::optional<Row>& row) {
  if (!row || !before) return row.has_value() == before.has_value();
  const auto parts = [](const Row& of) {
    return std::tie(of.value, of.physical, of.indexes, of.subjects);
  };
  return parts(before->second) == parts(*row);
}

// The row, or its end, from this position on; nothing when it stands so already. Positions rise.
void SetVersion(StoreContent::Versions& versions, uint64_t at, std::optional<Row> row) {
  if (row) {
    SortEachOnce(row->indexes);
    SortEachOnce(row->subjects);
  }
  versions.erase(at);
  if (!IsSame(VersionAt(versions, at), row)) versions[at] = std::move(row);
}

class MemoryBatch final : public ProjectionBatch {
 public:
  explicit MemoryBatch(StoreContent content) : content_(std::move(content)) {}

  void At(Position position) override { at_ = position.value(); }

  absl::StatusOr<std::optional<Row>> Get(TableId table, std::string_view key) override {
    const auto found = VersionAt(content_.tables[table][std::string(key)], at_);
    return found ? std::optional<Row>(found->second) : std::optional<Row>();
  }
  absl::Status Put(TableId table, std::string_view key, Row row) override {
    SetVersion(content_.tables[table][std::string(key)], at_, std::move(row));
    return absl::OkStatus();
  }
  absl::Status Delete(TableId table, std::string_view key) override {
    SetVersion(content_.tables[table][std::string(key)], at_, std::nullopt);
    return absl::OkStatus();
  }
  void Append(AreaId area, std::string_view key, std::string_view value) override {
    content_.areas[area][std::string(key)] = std::string(value);
  }
  size_t size_bytes() const override { return 0; }

  StoreContent& content() { return content_; }

 private:
  StoreContent content_;
  uint64_t at_ = 0;
};

}  // namespace

// Keeps changes as they come and puts them in place in order at the end.
class MemoryBuilder final : public ProjectionBuilder {
 public:
  MemoryBuilder(MemoryProjectionStore& store, RowFold fold)
      : store_(store), fold_(std::move(fold)) {}

  absl::Status Put(TableId table, std::string_view key, Position from, Row row) override {
    return Keep(table, key, from, {std::move(row), std::nullopt});
  }
  absl::Status Delete(TableId table, std::string_view key, Position from) override {
    return Keep(table, key, from, {});
  }
  absl::Status Change(TableId table, std::string_view key, Position at,
                      std::string_view change) override {
    return Keep(table, key, at, {std::nullopt, std::string(change)});
  }
  absl::Status Append(AreaId area, std::string_view key, std::string_view value) override {
    content_.areas[area][std::string(key)] = std::string(value);
    return absl::OkStatus();
  }
  absl::Status Finish(Position head, std::string_view cursor) override {
    if (head.value() < last_) {
      return absl::FailedPreconditionError("the head of a rebuild is behind what was added");
    }
    for (auto& [place, kept] : kept_) {
      const auto& [table, key, at] = place;
      auto& versions = content_.tables[table][key];
      if (kept.change) {
        const auto before = VersionAt(versions, at);
        ASSIGN_OR_RETURN(
            kept.row, fold_(table, key, before ? std::optional<Row>(before->second) : std::nullopt,
                            Position(at), *kept.change));
      }
      SetVersion(versions, at, std::move(kept.row));
    }
    content_.head = head.value();
    content_.cursor = std::string(cursor);
    MutexLock lock(store_.mutex_);
    store_.content_ = std::make_shared<StoreContent>(std::move(content_));
    store_.grown_.NotifyAll();
    return absl::OkStatus();
  }

 private:
  struct Kept {
    std::optional<Row> row;
    std::optional<std::string> change;
  };

  absl::Status Keep(TableId table, std::string_view key, Position at, Kept kept) {
    last_ = std::max(last_, at.value());
    kept_[{table, std::string(key), at.value()}] = std::move(kept);
    return absl::OkStatus();
  }

  MemoryProjectionStore& store_;
  const RowFold fold_;
  StoreContent content_;
  std::map<std::tuple<TableId, std::string, uint64_t>, Kept> kept_;
  uint64_t last_ = 0;
};

Position MemoryProjectionStore::head() const {
  MutexLock lock(mutex_);
  return Position(content_->head);
}

std::string MemoryProjectionStore::cursor() const {
  MutexLock lock(mutex_);
  return content_->cursor;
}

absl::StatusOr<std::unique_ptr<ProjectionView>> MemoryProjectionStore::OpenView(
    std::optional<Position> position) const {
  MutexLock lock(mutex_);
  const uint64_t at = position ? position->value() : content_->head;
  if (at > content_->head) return absl::OutOfRangeError("the store is not there yet");
  return OpenMemoryView(content_, at);
}

std::unique_ptr<ProjectionBatch> MemoryProjectionStore::NewBatch() {
  MutexLock lock(mutex_);
  return std::make_unique<MemoryBatch>(*content_);
}

absl::Status MemoryProjectionStore::Commit(std::unique_ptr<ProjectionBatch> batch, Position head,
                                           std::string_view cursor) {
  MutexLock lock(mutex_);
  if (!fail_next_.ok()) return std::exchange(fail_next_, absl::OkStatus());
  auto content =
      std::make_shared<StoreContent>(std::move(static_cast<MemoryBatch&>(*batch).content()));
  content->head = head.value();
  content->cursor = std::string(cursor);
  content_ = std::move(content);
  grown_.NotifyAll();
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ProjectionBuilder>> MemoryProjectionStore::NewBuilder(
    const BuildOptions& options) {
  return std::make_unique<MemoryBuilder>(*this, options.fold);
}

bool MemoryProjectionStore::WaitForHead(Position position,
                                        std::chrono::steady_clock::time_point deadline) const {
  MutexLock lock(mutex_);
  while (content_->head < position.value()) {
    if (!grown_.WaitUntil(mutex_, deadline)) return content_->head >= position.value();
  }
  return true;
}

void MemoryProjectionStore::FailNextCommit(absl::Status status) {
  MutexLock lock(mutex_);
  fail_next_ = std::move(status);
}

}  // namespace witan::storage
