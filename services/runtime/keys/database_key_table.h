#pragma once

// Keys in a database of this process' own, that no backup of the log contains.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/keys/key_table.h"
#include "storage/base/mutex.h"
#include "storage/key_value_store.h"

namespace witan::runtime {

inline constexpr uint32_t kKeySchemaVersion = 1;

// The spaces that the database is opened with.
std::vector<std::string> KeySpaces();

// Safe to call from any thread. What files hold of a destroyed key is written over on a thread of
// its own; a crash in between is made good after the next Open.
class DatabaseKeyTable final : public KeyTable {
 public:
  // The store outlives it. DataLoss, FailedPrecondition as the store's.
  static absl::StatusOr<std::unique_ptr<DatabaseKeyTable>> Open(storage::KeyValueStore& store);
  // Waits until nothing of a destroyed key is left in the files.
  ~DatabaseKeyTable() override;

  absl::StatusOr<HeldKeys> Find(std::string_view name) const override;
  absl::Status Add(const std::vector<NamedKey>& keys) override;
  absl::Status Destroy(std::string_view name) override WITAN_EXCLUDES(mutex_);
  // Nobody else writes here.
  absl::Status Refresh() override { return absl::OkStatus(); }
  uint64_t generation() const override { return generation_; }

 private:
  explicit DatabaseKeyTable(storage::KeyValueStore& store) : store_(store) {}
  void Shred();
  // The next files that hold something to be written over; false: the table is closed.
  bool TakeRemains() WITAN_EXCLUDES(mutex_);

  storage::KeyValueStore& store_;
  std::atomic<uint64_t> generation_ = 0;

  Mutex mutex_;
  CondVar changed_;
  bool has_remains_ WITAN_GUARDED_BY(mutex_) = false;
  bool is_closing_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread shredder_;
};

}  // namespace witan::runtime
