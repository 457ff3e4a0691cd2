#pragma once

// Brings the recorder's state up to the end of the log: at the start, while another process writes,
// and after a batch whose outcome was not known.

#include <chrono>
#include <memory>

#include "absl/status/statusor.h"
#include "services/recorder/base_state.h"
#include "services/recorder/staged_world.h"
#include "services/recorder/state_writer.h"
#include "services/runtime/keys/key_store.h"
#include "services/runtime/writer/writer_board.h"
#include "storage/event_log.h"

namespace witan::recorder {

struct FollowParts {
  storage::EventLog& log;
  StagedWorld& world;
  runtime::KeyStore& keys;
  StateWriter& state_writer;
  BaseState& base;
  // Gets each writer that the log names.
  runtime::WriterBoard& writers;
};

// For one thread at a time. No batch is staged while it folds.
class LogFollower final {
 public:
  // The state already holds everything up to `from`.
  LogFollower(const FollowParts& parts, const storage::Cursor& from)
      : parts_(parts), cursor_(from) {}

  // Folds every record after the cursor up to the log's end, and destroys again the keys that these
  // records say were destroyed. FailedPrecondition: an event of a kind that this version does not
  // know, which bars it from writing. Unavailable: call it again; what was folded stays. DataLoss
  // as LogReader.
  absl::Status CatchUp();

  // Waits until there may be more to fold, or until `deadline`.
  void WaitForMore(std::chrono::steady_clock::time_point deadline);

  // The last record folded.
  const storage::Cursor& cursor() const { return cursor_; }

 private:
  absl::Status Fold(const storage::ReadResult& read, const storage::Cursor& end);

  const FollowParts parts_;
  storage::Cursor cursor_;
  std::unique_ptr<storage::LogReader> reader_;  // null until CatchUp needs one
};

// Catches up once; returns the last record read.
absl::StatusOr<storage::Cursor> FollowLog(const FollowParts& parts, const storage::Cursor& from);

}  // namespace witan::recorder
