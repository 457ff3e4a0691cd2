#include "services/recorder/staged_world.h"

#include <utility>

#include "storage/base/check.h"

namespace witan::recorder {

const domain::Record* StagedWorld::FindRecord(const Uuid& id) const {
  for (auto overlay = overlays_.rbegin(); overlay != overlays_.rend(); ++overlay) {
    const auto it = (*overlay)->records.find(id);
    if (it != (*overlay)->records.end()) return it->second.record.get();
  }
  return base_.Find(id);
}

const domain::Record* StagedWorld::Find(std::string_view id) const {
  const auto uuid = Uuid::Parse(id);
  return uuid.ok() ? FindRecord(*uuid) : nullptr;
}

std::vector<const domain::Record*> StagedWorld::Referring(std::string_view id,
                                                          domain::Aggregate aggregate) const {
  const auto uuid = Uuid::Parse(id);
  if (!uuid.ok()) return {};
  const ReferenceList list{*uuid, aggregate};
  // Copied only where an overlay adds to it; finding records moves no list.
  const std::vector<Referrer>* referrers = &base_.Referrers(list);
  std::vector<Referrer> merged;
  for (const auto& overlay : overlays_) {
    const auto it = overlay->referrers.find(list);
    if (it == overlay->referrers.end()) continue;
    if (referrers != &merged) merged = *referrers;
    referrers = &merged;
    for (const Referrer& referrer : it->second) AddReferrer(merged, referrer);
  }
  std::vector<const domain::Record*> records;
  records.reserve(referrers->size());
  for (const Referrer& referrer : *referrers) {
    // Absent only after a failure of reading, which the base's status tells.
    if (const domain::Record* record = FindRecord(referrer.record)) records.push_back(record);
  }
  return records;
}

std::optional<KnownRequest> StagedWorld::FindRequest(const RequestKey& key) const {
  for (auto overlay = overlays_.rbegin(); overlay != overlays_.rend(); ++overlay) {
    const auto it = (*overlay)->requests.find(key);
    if (it != (*overlay)->requests.end()) return it->second;
  }
  return base_.FindRequest(key);
}

void StagedWorld::BeginBatch() { overlays_.push_back(std::make_unique<Overlay>()); }

void StagedWorld::Stage(StagedEvent staged) {
  Overlay& overlay = *overlays_.back();
  auto [it, is_new] = overlay.records.try_emplace(staged.record);
  if (is_new) {
    const domain::Record* before = nullptr;
    for (auto below = overlays_.rbegin() + 1; below != overlays_.rend(); ++below) {
      const auto found = (*below)->records.find(staged.record);
      if (found == (*below)->records.end()) continue;
      before = found->second.record.get();
      break;
    }
    if (before == nullptr && staged.event->version() > 1) before = base_.Find(staged.record);
    it->second.record = before == nullptr ? std::make_unique<domain::Record>()
                                          : std::make_unique<domain::Record>(*before);
  }
  domain::Record& record = *it->second.record;
  WITAN_CHECK(staged.event->version() == record.version + 1, "an event that skips a version");
  domain::Evolve(record, staged.event);
  it->second.last_position = staged.event->position();
  staged.number = record.number;
  for (const Uuid& referred : staged.references) {
    AddReferrer(overlay.referrers[ReferenceList{referred, record.aggregate}],
                Referrer{record.number, staged.record});
  }
  overlay.requests[staged.request] = KnownRequest{staged.request_row, staged.event};
  overlay.events.push_back(std::move(staged));
}

std::vector<StagedEvent> StagedWorld::ConfirmOldest() {
  Overlay& overlay = *overlays_.front();
  base_.Take(overlay);
  std::vector<StagedEvent> events = std::move(overlay.events);
  overlays_.pop_front();
  return events;
}

void StagedWorld::DropEmpty() {
  WITAN_CHECK(overlays_.back()->events.empty(), "an overlay that holds events");
  overlays_.pop_back();
}

}  // namespace witan::recorder
