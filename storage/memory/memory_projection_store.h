#pragma once

// A ProjectionStore over maps, for tests of what stands on it: the contract and nothing
// of its speed.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "storage/projection_store.h"

namespace witan::storage {

// Everything that a store holds; versions of a row by the position from which they hold.
struct StoreContent {
  using Versions = std::map<uint64_t, std::optional<Row>>;
  std::map<TableId, std::map<std::string, Versions>> tables;
  std::map<AreaId, std::map<std::string, std::string>> areas;
  uint64_t head = 0;
  std::string cursor;
};

class MemoryProjectionStore final : public ProjectionStore {
 public:
  MemoryProjectionStore() : content_(std::make_shared<StoreContent>()) {}

  Position head() const override;
  std::string cursor() const override;
  absl::StatusOr<std::unique_ptr<ProjectionView>> OpenView(
      std::optional<Position> position) const override;
  std::unique_ptr<ProjectionBatch> NewBatch() override;
  absl::Status Commit(std::unique_ptr<ProjectionBatch> batch, Position head,
                      std::string_view cursor) override;
  absl::StatusOr<std::unique_ptr<ProjectionBuilder>> NewBuilder(
      const BuildOptions& options) override;
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

}  // namespace witan::storage
