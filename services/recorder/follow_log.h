#pragma once

// Brings the recorder's state up to the end of the log: at the start, and after a batch whose
// outcome was not known.

#include "absl/status/statusor.h"
#include "services/recorder/base_state.h"
#include "services/recorder/staged_world.h"
#include "services/recorder/state_writer.h"
#include "services/runtime/keys/key_store.h"
#include "storage/event_log.h"

namespace witan::recorder {

struct FollowParts {
  storage::EventLog& log;
  StagedWorld& world;
  runtime::KeyStore& keys;
  StateWriter& state_writer;
  BaseState& base;
};

// Folds every record after `from`, which the state already holds, up to the log's end, and destroys
// again the keys that these records say were destroyed. No batch is staged meanwhile. Returns the
// last record read. FailedPrecondition: an event of a kind that this version does not know, which
// bars it from writing. DataLoss, Unavailable as LogReader.
absl::StatusOr<storage::Cursor> FollowLog(const FollowParts& parts, const storage::Cursor& from);

}  // namespace witan::recorder
