#pragma once

// The confirmed state: everything that the log holds, in the recorder's database and, for what is
// in use or not yet written there, in memory.

#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/recorder/lru_cache.h"
#include "services/recorder/overlay.h"
#include "services/recorder/state_database.h"

namespace witan::recorder {

struct BaseStateLimits {
  // Records kept in memory, by an estimate of their size there.
  size_t record_bytes = size_t{48} << 20;
  // Entries of reference lists kept in memory, 24 bytes each.
  size_t referrers = 500'000;
};

// For one thread; the database outlives it. Pointers are valid until the next Take or Trim.
class BaseState final {
 public:
  BaseState(const StateDatabase& database, const BaseStateLimits& limits)
      : database_(database), limits_(limits) {}

  // nullptr when there is no such record, or when reading failed: see status().
  const domain::Record* Find(const Uuid& id);
  // The oldest World::kMostReferring records that refer, by number.
  const std::vector<Referrer>& Referrers(const ReferenceList& list);
  std::optional<KnownRequest> FindRequest(const RequestKey& key);
  // The event on which a request id was spent.
  absl::StatusOr<domain::EventPtr> EventOf(const KnownRequest& request) const;

  // Takes over what a confirmed batch changed. Its events are left where they are.
  void Take(Overlay& overlay);
  // Forgets what is over the limits and already in the database, which holds everything up to
  // `saved`.
  void Trim(uint64_t saved);

  // The first failure of reading. Answers given after one are not to be believed.
  const absl::Status& status() const { return status_; }

  size_t records_in_memory() const { return records_.size(); }

 private:
  struct CachedRecord {
    std::unique_ptr<domain::Record> record;
    uint64_t last_position = 0;
  };

  void Fail(const absl::Status& status);
  std::vector<Referrer> LoadReferrers(const ReferenceList& list);

  const StateDatabase& database_;
  const BaseStateLimits limits_;
  absl::Status status_;
  LruCache<Uuid, CachedRecord> records_;
  LruCache<ReferenceList, std::vector<Referrer>> lists_;
  // What the database may not hold yet, with the positions from which it will.
  std::unordered_map<RequestKey, KnownRequest> unsaved_requests_;
  std::deque<std::pair<uint64_t, RequestKey>> request_positions_;
  std::unordered_map<ReferenceList, std::deque<Referrer>> unsaved_referrers_;
  std::deque<std::pair<uint64_t, ReferenceList>> referrer_positions_;
};

// Adds to a list ordered by number what it does not hold yet; keeps the oldest
// World::kMostReferring.
void AddReferrer(std::vector<Referrer>& list, const Referrer& referrer);

}  // namespace witan::recorder
