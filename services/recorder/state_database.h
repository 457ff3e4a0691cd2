#pragma once

// The recorder's own database, read: records, who refers to whom, request ids, and how far it has
// come. All of it can be rebuilt from the log; nothing of it is truth.

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/recorder/confirmed_batch.h"
#include "services/recorder/state_rows.h"
#include "storage/key_value_store.h"

namespace witan::recorder {

// Safe to call from any thread; the store outlives it. DataLoss when a row is damaged.
class StateDatabase final {
 public:
  explicit StateDatabase(storage::KeyValueStore& store) : store_(store) {}

  // The record folded from its events; nullptr when there is none with this id.
  absl::StatusOr<std::unique_ptr<domain::Record>> LoadRecord(const Uuid& id) const;
  // The oldest `most` records of the list.
  absl::StatusOr<std::vector<Referrer>> LoadReferrers(const ReferenceList& list, size_t most) const;
  absl::StatusOr<std::optional<RequestRow>> FindRequest(const RequestKey& key) const;
  // The bytes of one event of a record, as in the log. NotFound.
  absl::StatusOr<std::string> LoadEvent(const Uuid& record, uint64_t version) const;
  // The start of the log while the database is empty.
  absl::StatusOr<storage::Cursor> LoadCursor() const;
  // The newest writer up to the cursor; term 0 where none was read.
  absl::StatusOr<runtime::KnownWriter> LoadWriter() const;

 private:
  storage::KeyValueStore& store_;
};

// Adds the rows of a batch. Rows of one event do not depend on any earlier state, so that a batch
// that is written twice leaves the same rows.
void AddRows(const ConfirmedBatch& batch, storage::KeyValueBatch& rows);

}  // namespace witan::recorder
