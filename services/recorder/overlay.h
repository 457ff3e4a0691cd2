#pragma once

// What one batch changes, on top of everything before it: kept apart until the log has confirmed
// it, and dropped whole when it did not.

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/recorder/confirmed_batch.h"
#include "services/recorder/state_rows.h"

namespace witan::recorder {

// A request id that was spent, and the event that it was spent on; `event` is empty when it has to
// be loaded.
struct KnownRequest {
  RequestRow row;
  domain::EventPtr event;
};

struct OverlayRecord {
  std::unique_ptr<domain::Record> record;
  uint64_t last_position = 0;
};

struct Overlay {
  std::unordered_map<Uuid, OverlayRecord> records;
  std::unordered_map<ReferenceList, std::vector<Referrer>> referrers;
  std::unordered_map<RequestKey, KnownRequest> requests;
  // In the order of the log.
  std::vector<StagedEvent> events;
};

}  // namespace witan::recorder
