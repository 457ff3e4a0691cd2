#include "services/runtime/keys/shared/shared_key_table.h"

#include <map>
#include <string>

#include "storage/base/hex.h"
#include "storage/base/random.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

using storage::KafkaTable;

// The row of a destroyed key. Do not change.
constexpr std::string_view kDestroyed = "D";
constexpr size_t kRowNameBytes = 8;

std::string RowPrefix(std::string_view name) { return std::string(name) + "/"; }

}  // namespace

absl::StatusOr<HeldKeys> SharedKeyTable::Find(std::string_view name) const {
  HeldKeys held;
  std::map<uint64_t, std::string> by_age;
  table_->Scan(name, [&](const std::string& key, const KafkaTable::Row& row) {
    if (key == name) held.is_destroyed = row.value == kDestroyed;
    if (key.starts_with(RowPrefix(name))) by_age.emplace(row.offset, row.value);
  });
  if (held.is_destroyed) return held;
  for (auto& [offset, wrapped] : by_age) held.wrapped.push_back(std::move(wrapped));
  return held;
}

absl::Status SharedKeyTable::Add(const std::vector<NamedKey>& keys) {
  std::vector<KafkaTable::Change> changes;
  changes.reserve(keys.size());
  for (const NamedKey& key : keys) {
    changes.push_back({RowPrefix(key.name) + HexEncode(RandomBytes(kRowNameBytes)), key.wrapped});
  }
  return table_->Write(changes);
}

// The mark comes first: what a crash leaves behind it is taken away by the next call.
absl::Status SharedKeyTable::Destroy(std::string_view name) {
  RETURN_IF_ERROR(table_->Refresh());
  bool is_marked = false;
  std::vector<KafkaTable::Change> tombstones;
  table_->Scan(name, [&](const std::string& key, const KafkaTable::Row& row) {
    if (key == name) is_marked = row.value == kDestroyed;
    if (key.starts_with(RowPrefix(name))) tombstones.push_back({key, std::nullopt});
  });
  if (!is_marked) {
    RETURN_IF_ERROR(table_->Write({{std::string(name), std::string(kDestroyed)}}));
  }
  return tombstones.empty() ? absl::OkStatus() : table_->Write(tombstones);
}

}  // namespace witan::runtime
