#pragma once

// Keys in a compacted topic that all processes of a log share. No writer replaces what another one
// wrote: each new key has a row of its own, NAME/RANDOM. A destroyed key leaves tombstones for
// these and the row NAME, which says for ever that it was destroyed.

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "services/runtime/keys/key_table.h"
#include "storage/kafka/kafka_table.h"

namespace witan::runtime {

// Safe to call from any thread.
class SharedKeyTable final : public KeyTable {
 public:
  explicit SharedKeyTable(std::unique_ptr<storage::KafkaTable> table) : table_(std::move(table)) {}

  absl::StatusOr<HeldKeys> Find(std::string_view name) const override;
  absl::Status Add(const std::vector<NamedKey>& keys) override;
  absl::Status Destroy(std::string_view name) override;
  absl::Status Refresh() override { return table_->Refresh(); }
  uint64_t generation() const override { return table_->generation(); }

 private:
  const std::unique_ptr<storage::KafkaTable> table_;
};

}  // namespace witan::runtime
