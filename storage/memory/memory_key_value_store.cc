#include "storage/memory/memory_key_value_store.h"

#include <utility>

namespace witan::storage {
namespace {

template <typename Rows>
std::optional<std::string> Find(const Rows& rows, std::string_view key) {
  const auto found = rows.find(key);
  if (found == rows.end()) return std::nullopt;
  return found->second;
}

template <typename Rows>
void Visit(const Rows& rows, const KeyRange& range, const RowVisitor& visit) {
  for (auto row = rows.lower_bound(range.begin); row != rows.end(); ++row) {
    if (!range.end.empty() && row->first >= range.end) return;
    if (!visit(row->first, row->second)) return;
  }
}

}  // namespace

class MemoryKeyValueStore::Copy final : public KeyValueSnapshot {
 public:
  explicit Copy(std::vector<Rows> spaces) : spaces_(std::move(spaces)) {}
  absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                 std::string_view key) const override {
    return Find(spaces_.at(space), key);
  }
  absl::Status Scan(SpaceIndex space, const KeyRange& range,
                    const RowVisitor& visit) const override {
    Visit(spaces_.at(space), range, visit);
    return absl::OkStatus();
  }

 private:
  const std::vector<Rows> spaces_;
};

absl::Status MemoryKeyValueStore::Write(const KeyValueBatch& batch, Durability /*durability*/) {
  MutexLock lock(mutex_);
  if (!answer_.ok()) return answer_;
  for (const KeyValueBatch::Change& change : batch.changes()) {
    Rows& rows = spaces_.at(change.space);
    if (change.value.has_value()) {
      rows[change.key] = *change.value;
    } else {
      rows.erase(change.key);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryKeyValueStore::Get(SpaceIndex space,
                                                                    std::string_view key) const {
  MutexLock lock(mutex_);
  return Find(spaces_.at(space), key);
}

absl::StatusOr<std::vector<std::optional<std::string>>> MemoryKeyValueStore::MultiGet(
    SpaceIndex space, const std::vector<std::string>& keys) const {
  MutexLock lock(mutex_);
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (const std::string& key : keys) values.push_back(Find(spaces_.at(space), key));
  return values;
}

absl::Status MemoryKeyValueStore::Scan(SpaceIndex space, const KeyRange& range,
                                       const RowVisitor& visit) const {
  Rows copy;  // the visitor may write to this store
  {
    MutexLock lock(mutex_);
    copy = spaces_.at(space);
  }
  Visit(copy, range, visit);
  return absl::OkStatus();
}

std::unique_ptr<KeyValueSnapshot> MemoryKeyValueStore::Snapshot() const {
  MutexLock lock(mutex_);
  return std::make_unique<Copy>(spaces_);
}

absl::Status MemoryKeyValueStore::Checkpoint(const std::string& /*directory*/) {
  return absl::UnimplementedError("a store in memory has no checkpoint");
}

}  // namespace witan::storage
