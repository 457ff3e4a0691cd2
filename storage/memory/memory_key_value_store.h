#pragma once

// A KeyValueStore in memory, for tests of what stands on it.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/key_value_store.h"

namespace witan::storage {

// Nothing survives the object. Checkpoint is Unimplemented. A snapshot copies everything.
class MemoryKeyValueStore final : public KeyValueStore {
 public:
  explicit MemoryKeyValueStore(size_t spaces) : spaces_(spaces) {}

  absl::Status Write(const KeyValueBatch& batch, Durability durability) override;
  // From now on writes do nothing and return this, until it is OK again.
  void AnswerWrites(absl::Status status) WITAN_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    answer_ = std::move(status);
  }
  absl::StatusOr<std::optional<std::string>> Get(SpaceIndex space,
                                                 std::string_view key) const override;
  absl::StatusOr<std::vector<std::optional<std::string>>> MultiGet(
      SpaceIndex space, const std::vector<std::string>& keys) const override;
  absl::Status Scan(SpaceIndex space, const KeyRange& range,
                    const RowVisitor& visit) const override;
  std::unique_ptr<KeyValueSnapshot> Snapshot() const override;
  absl::Status Sync() override { return absl::OkStatus(); }
  absl::Status Rewrite() override { return absl::OkStatus(); }
  absl::Status Checkpoint(const std::string& directory) override;

 private:
  using Rows = std::map<std::string, std::string, std::less<>>;
  class Copy;

  mutable Mutex mutex_;
  std::vector<Rows> spaces_ WITAN_GUARDED_BY(mutex_);
  absl::Status answer_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::storage
