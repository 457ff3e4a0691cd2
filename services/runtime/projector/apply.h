#pragma once

// What one record of the log does to a projection. Following the log and building anew take the
// same steps through the same fold, so that both end with the same rows and digests.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/runtime/projector/row.h"
#include "storage/event_log.h"
#include "storage/projection_store.h"

namespace witan::projector {

// The newest format of events that this build reads.
inline constexpr uint32_t kFormatVersion = 1;

// An event with its bytes, checked to be one that this build knows.
struct KnownEvent {
  Event event;
  Hash hash = {};
  bool has_record = false;  // false for the log's own records
};

// DataLoss: the bytes are no event. Unimplemented: a kind or format of a newer build; the message
// says which, and what to do.
absl::StatusOr<KnownEvent> Read(const storage::AcceptedRecord& record);

// Which kinds of record a projection holds; empty: all.
using Kinds = std::vector<Aggregate>;
bool Holds(const Kinds& kinds, Aggregate aggregate);

// Follows: adds the event to a batch.
absl::Status Apply(const storage::AcceptedRecord& record, const KnownEvent& known,
                   const Kinds& kinds, storage::ProjectionBatch& batch);

// Builds: adds the event as a change, to be folded by RebuildFold.
absl::Status Add(const storage::AcceptedRecord& record, const KnownEvent& known, const Kinds& kinds,
                 storage::ProjectionBuilder& builder);
absl::StatusOr<std::optional<storage::Row>> RebuildFold(storage::TableId table,
                                                        std::string_view key,
                                                        const std::optional<storage::Row>& before,
                                                        Position at, std::string_view change);

}  // namespace witan::projector
