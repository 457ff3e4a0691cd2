#pragma once

// Events on their way from the decision to the log and into the recorder's own database.

#include <optional>
#include <string>
#include <vector>

#include "services/domain/record.h"
#include "services/recorder/state_rows.h"
#include "services/runtime/writer/writer_board.h"
#include "storage/record.h"

namespace witan::recorder {

// One event with everything that is derived from it once.
struct StagedEvent {
  domain::EventPtr event;
  // Its bytes as the log holds them.
  std::string bytes;
  Uuid record;
  // Number of the record, known once its opening event is staged.
  uint64_t number = 0;
  // What its content refers to, each id once.
  std::vector<Uuid> references;
  RequestKey request;
  RequestRow request_row;
};

// Derives everything but `number` and `bytes` from the event. DataLoss when an id in it is no UUID:
// no recorder wrote it.
absl::StatusOr<StagedEvent> MakeStagedEvent(domain::EventPtr event);

// Whether the event belongs to a record, and not to the log itself.
bool BelongsToRecord(const domain::Event& event);

// Events that the log has confirmed, and the cursor of the last record read or written.
struct ConfirmedBatch {
  std::vector<StagedEvent> events;
  storage::Cursor cursor;
  // The newest writer that was named among them.
  std::optional<runtime::KnownWriter> writer = std::nullopt;
};

}  // namespace witan::recorder
