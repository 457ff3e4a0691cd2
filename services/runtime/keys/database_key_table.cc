#include "services/runtime/keys/database_key_table.h"

#include <utility>

#include "storage/base/status.h"

namespace witan::runtime {
namespace {

constexpr storage::SpaceIndex kKeySpace = 0;
// Stands while files may hold something of a destroyed key.
constexpr std::string_view kRemainsName = "remains";
// The row of a destroyed key. Do not change.
constexpr std::string_view kDestroyed = "D";

}  // namespace

std::vector<std::string> KeySpaces() { return {"keys"}; }

absl::StatusOr<std::unique_ptr<DatabaseKeyTable>> DatabaseKeyTable::Open(
    storage::KeyValueStore& store) {
  ASSIGN_OR_RETURN(const auto remains, store.Get(kKeySpace, kRemainsName));
  std::unique_ptr<DatabaseKeyTable> table(new DatabaseKeyTable(store));
  {
    MutexLock lock(table->mutex_);
    table->has_remains_ = remains.has_value();
  }
  table->shredder_ = std::thread([raw = table.get()] { raw->Shred(); });
  return table;
}

DatabaseKeyTable::~DatabaseKeyTable() {
  {
    MutexLock lock(mutex_);
    is_closing_ = true;
    changed_.NotifyAll();
  }
  if (shredder_.joinable()) shredder_.join();
}

bool DatabaseKeyTable::TakeRemains() {
  MutexLock lock(mutex_);
  while (!has_remains_ && !is_closing_) changed_.Wait(mutex_);
  return std::exchange(has_remains_, false);
}

// The mark goes only when no other key was destroyed meanwhile.
void DatabaseKeyTable::Shred() {
  while (TakeRemains()) {
    // The mark stands, so that the next start tries again.
    if (!store_.Rewrite().ok()) return;
    MutexLock lock(mutex_);
    if (has_remains_) continue;
    storage::KeyValueBatch batch;
    batch.Delete(kKeySpace, std::string(kRemainsName));
    // Without it, the next start writes the files anew once more.
    store_.Write(batch, storage::Durability::kBuffered).IgnoreError();
  }
}

absl::StatusOr<HeldKeys> DatabaseKeyTable::Find(std::string_view name) const {
  ASSIGN_OR_RETURN(auto row, store_.Get(kKeySpace, name));
  HeldKeys held;
  if (!row.has_value()) return held;
  held.is_destroyed = row->starts_with(kDestroyed);
  if (!held.is_destroyed) held.wrapped.push_back(*std::move(row));
  return held;
}

absl::Status DatabaseKeyTable::Add(const std::vector<NamedKey>& keys) {
  storage::KeyValueBatch batch;
  for (const NamedKey& key : keys) batch.Put(kKeySpace, key.name, key.wrapped);
  return store_.Write(batch, storage::Durability::kSynced);
}

absl::Status DatabaseKeyTable::Destroy(std::string_view name) {
  // Held across the write: the mark must not go between.
  MutexLock lock(mutex_);
  storage::KeyValueBatch batch;
  batch.Put(kKeySpace, std::string(name), std::string(kDestroyed));
  batch.Put(kKeySpace, std::string(kRemainsName), std::string(kDestroyed));
  RETURN_IF_ERROR(store_.Write(batch, storage::Durability::kSynced));
  ++generation_;
  has_remains_ = true;
  changed_.NotifyAll();
  return absl::OkStatus();
}

}  // namespace witan::runtime
