#pragma once

// The world that commands are decided on: the confirmed state under one overlay for each batch that
// is being decided or on its way into the log.

#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "services/domain/world.h"
#include "services/recorder/base_state.h"
#include "services/recorder/overlay.h"

namespace witan::recorder {

// For one thread; the base outlives it.
class StagedWorld final : public domain::World {
 public:
  explicit StagedWorld(BaseState& base) : base_(base) {}

  const domain::Record* Find(std::string_view id) const override;
  std::vector<const domain::Record*> Referring(std::string_view id,
                                               domain::Aggregate aggregate) const override;
  std::optional<KnownRequest> FindRequest(const RequestKey& key) const;

  // Lays a new overlay on top, into which Stage goes until the next call.
  void BeginBatch();
  // Adds one event to the newest overlay. It follows everything staged before it.
  void Stage(StagedEvent staged);
  // The events of the newest overlay.
  const std::vector<StagedEvent>& staged() const { return overlays_.back()->events; }
  // Makes the oldest overlay part of the base, and returns its events.
  std::vector<StagedEvent> ConfirmOldest();
  // Forgets all overlays: none of them happened.
  void DropAll() { overlays_.clear(); }
  // Forgets the newest overlay, which holds nothing.
  void DropEmpty();

 private:
  const domain::Record* FindRecord(const Uuid& id) const;

  BaseState& base_;
  // Oldest first.
  std::deque<std::unique_ptr<Overlay>> overlays_;
};

}  // namespace witan::recorder
