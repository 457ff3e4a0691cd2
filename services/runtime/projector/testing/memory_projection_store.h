#pragma once

// A ProjectionStore over maps, for the tests of projections and queries: the contract and nothing
// of its speed.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/projection_store.h"

namespace witan::projector::testing {

// Everything that a store holds; versions of a row by the position from which they hold.
struct StoreContent {
  using Versions = std::map<uint64_t, std::optional<storage::Row>>;
  std::map<storage::TableId, std::map<std::string, Versions>> tables;
  std::map<storage::AreaId, std::map<std::string, std::string>> areas;
  uint64_t head = 0;
  std::string cursor;
};

class MemoryProjectionStore final : public storage::ProjectionStore {
 public:
  MemoryProjectionStore() : content_(std::make_shared<StoreContent>()) {}

  Position head() const override;
  std::string cursor() const override;
  absl::StatusOr<std::unique_ptr<storage::ProjectionView>> OpenView(
      std::optional<Position> position) const override;
  std::unique_ptr<storage::ProjectionBatch> NewBatch() override;
  absl::Status Commit(std::unique_ptr<storage::ProjectionBatch> batch, Position head,
                      std::string_view cursor) override;
  absl::StatusOr<std::unique_ptr<storage::ProjectionBuilder>> NewBuilder(
      const storage::BuildOptions& options) override;
  bool WaitForHead(Position position,
                   std::chrono::steady_clock::time_point deadline) const override;

  // The next Commit fails with this.
  void FailNextCommit(absl::Status status);

 private:
  friend class MemoryBuilder;

  mutable Mutex mutex_;
  mutable CondVar grown_;
  std::shared_ptr<StoreContent> content_ WITAN_GUARDED_BY(mutex_);
  absl::Status fail_next_ WITAN_GUARDED_BY(mutex_);
};

}  // namespace witan::projector::testing
