#include "services/recorder/base_state.h"

#include <algorithm>

#include "services/domain/world.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

// An event in memory is a tree of small objects: about this many times its bytes, and something for
// each.
constexpr size_t kMemoryPerByte = 3;
constexpr size_t kMemoryPerEvent = 700;

size_t WeightOf(const domain::Record& record) {
  size_t weight = sizeof(domain::Record);
  for (const domain::EventPtr& fact : record.facts) {
    weight += kMemoryPerEvent + kMemoryPerByte * static_cast<size_t>(fact->GetCachedSize());
  }
  return weight;
}

}  // namespace

void AddReferrer(std::vector<Referrer>& list, const Referrer& referrer) {
  const auto at = std::lower_bound(
      list.begin(), list.end(), referrer.number,
      [](const Referrer& entry, uint64_t number) { return entry.number < number; });
  if (at != list.end() && at->number == referrer.number) return;
  // Only the oldest are ever asked for.
  if (at == list.end() && list.size() >= domain::World::kMostReferring) return;
  list.insert(at, referrer);
  if (list.size() > domain::World::kMostReferring) list.pop_back();
}

void BaseState::Fail(const absl::Status& status) {
  if (status_.ok()) status_ = status;
}

const domain::Record* BaseState::Find(const Uuid& id) {
  if (CachedRecord* cached = records_.Find(id)) return cached->record.get();
  auto loaded = database_.LoadRecord(id);
  if (!loaded.ok()) Fail(loaded.status());
  if (!loaded.ok() || *loaded == nullptr) return nullptr;
  // Sets the sizes that WeightOf reads.
  for (const domain::EventPtr& fact : (*loaded)->facts) fact->ByteSizeLong();
  const size_t weight = WeightOf(**loaded);
  return records_.Add(id, CachedRecord{std::move(*loaded), 0}, weight).record.get();
}

std::vector<Referrer> BaseState::LoadReferrers(const ReferenceList& list) {
  auto loaded = database_.LoadReferrers(list, domain::World::kMostReferring);
  if (!loaded.ok()) {
    Fail(loaded.status());
    return {};
  }
  std::vector<Referrer> referrers = *std::move(loaded);
  const auto unsaved = unsaved_referrers_.find(list);
  if (unsaved != unsaved_referrers_.end()) {
    for (const Referrer& referrer : unsaved->second) AddReferrer(referrers, referrer);
  }
  return referrers;
}

const std::vector<Referrer>& BaseState::Referrers(const ReferenceList& list) {
  if (const auto* cached = lists_.Find(list)) return *cached;
  std::vector<Referrer> referrers = LoadReferrers(list);
  const size_t weight = referrers.size() + 1;
  return lists_.Add(list, std::move(referrers), weight);
}

std::optional<KnownRequest> BaseState::FindRequest(const RequestKey& key) {
  const auto it = unsaved_requests_.find(key);
  if (it != unsaved_requests_.end()) return it->second;
  const auto row = database_.FindRequest(key);
  if (!row.ok()) Fail(row.status());
  if (!row.ok() || !row->has_value()) return std::nullopt;
  return KnownRequest{**row, nullptr};
}

absl::StatusOr<domain::EventPtr> BaseState::EventOf(const KnownRequest& request) const {
  if (request.event != nullptr) return request.event;
  ASSIGN_OR_RETURN(const std::string bytes,
                   database_.LoadEvent(request.row.record, request.row.version));
  auto event = std::make_shared<domain::Event>();
  if (!event->ParseFromString(bytes)) {
    return absl::DataLossError("a stored event cannot be read; the recorder's database is damaged");
  }
  return event;
}

void BaseState::Take(Overlay& overlay) {
  for (auto& [id, changed] : overlay.records) {
    const size_t weight = WeightOf(*changed.record);
    CachedRecord taken{std::move(changed.record), changed.last_position};
    if (CachedRecord* cached = records_.Find(id)) {
      *cached = std::move(taken);
      records_.SetWeight(id, weight);
    } else {
      records_.Add(id, std::move(taken), weight);
    }
  }
  for (const StagedEvent& staged : overlay.events) {
    const uint64_t position = staged.event->position();
    unsaved_requests_[staged.request] = KnownRequest{staged.request_row, staged.event};
    request_positions_.emplace_back(position, staged.request);
    for (const Uuid& referred : staged.references) {
      const ReferenceList list{referred, staged.event->aggregate()};
      const Referrer referrer{staged.number, staged.record};
      unsaved_referrers_[list].push_back(referrer);
      referrer_positions_.emplace_back(position, list);
      if (auto* cached = lists_.Peek(list)) {
        AddReferrer(*cached, referrer);
        lists_.SetWeight(list, cached->size() + 1);
      }
    }
  }
}

void BaseState::Trim(uint64_t saved) {
  while (!request_positions_.empty() && request_positions_.front().first <= saved) {
    unsaved_requests_.erase(request_positions_.front().second);
    request_positions_.pop_front();
  }
  while (!referrer_positions_.empty() && referrer_positions_.front().first <= saved) {
    // Both queues are in the order of the log: this entry is the oldest of its list.
    const auto it = unsaved_referrers_.find(referrer_positions_.front().second);
    it->second.pop_front();
    if (it->second.empty()) unsaved_referrers_.erase(it);
    referrer_positions_.pop_front();
  }
  records_.Trim(limits_.record_bytes,
                [&](const CachedRecord& cached) { return cached.last_position <= saved; });
  lists_.Trim(limits_.referrers, [](const std::vector<Referrer>&) { return true; });
}

}  // namespace witan::recorder
