#pragma once

// Follows the log into one projection store: rows and cursor in one write, so that each event
// counts exactly once whatever crashes. A new store is built from sorted runs instead; so is one
// that is told to. What it does not know or cannot trust stops it, and it says so.

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "services/runtime/projector/apply.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/projection_store.h"

namespace witan::projector {

enum class ProjectorState {
  kBuilding,   // a first build or a rebuild runs; the store serves what it had
  kFollowing,  // live
  kStopped,    // stands still for good: status says why; what is there may be served
  kDamaged,    // a check failed: nothing may be served
};

struct ProjectorStatus {
  ProjectorState state = ProjectorState::kBuilding;
  // Not OK: why it stopped, or why it waits for the log now.
  absl::Status reason;
  Position head;
  // Everything recorded before this moment is folded in.
  Timestamp complete_until;
  uint64_t builds = 0;
};

struct ProjectorOptions {
  Kinds kinds;
  size_t build_memory_bytes = size_t{64} << 20;
};

// Start and Stop once each, from one thread; the rest is safe from any thread. What is handed in
// outlives it.
class Projector final {
 public:
  // `progressed` runs on the projector's thread after each step, without locks held.
  Projector(storage::EventLog& log, storage::ProjectionStore& store, const Clock& clock,
            ProjectorOptions options, std::function<void()> progressed);
  ~Projector();

  void Start();
  // Returns when the thread has ended. Without effect when it never started.
  void Stop();

  // Builds the store anew beside the one that serves, then goes on following.
  void Rebuild();

  // Somebody waits for what the log holds by now: it is folded in without waiting for more to come.
  void Hurry() WITAN_EXCLUDES(mutex_);

  ProjectorStatus status() const WITAN_EXCLUDES(mutex_);

  // One round without the thread, for tests and tools: folds in everything that is in the log now.
  // The status that stopped it, from then on.
  absl::Status CatchUp();

 private:
  void Run();
  // Whether to go on after a round that ended so.
  bool GoesOnAfter(const absl::Status& round);
  absl::Status Round();
  absl::Status OpenReader(const storage::Cursor& from);
  absl::Status Build();
  absl::Status Follow();
  absl::Status FollowOnce(bool& at_end);
  absl::Status AddAll(const storage::ReadResult& read, storage::ProjectionBuilder& builder,
                      storage::Cursor& cursor);
  absl::Status Finish(storage::ProjectionBuilder& builder, const storage::Cursor& cursor);
  void Settle(const absl::Status& status) WITAN_EXCLUDES(mutex_);
  void Completed(Timestamp until) WITAN_EXCLUDES(mutex_);
  bool TakeRebuildWish() WITAN_EXCLUDES(mutex_);
  // After something has come: lets more come, so that many small batches become one write and a
  // lone command has the machine until it is answered. Ends early when somebody waits.
  void Gather() WITAN_EXCLUDES(mutex_);
  void Pause(std::chrono::milliseconds time) WITAN_EXCLUDES(mutex_);
  bool stopping() const WITAN_EXCLUDES(mutex_);

  storage::EventLog& log_;
  storage::ProjectionStore& store_;
  const Clock& clock_;
  const ProjectorOptions options_;
  const std::function<void()> progressed_;

  // The projector's thread only, but for Interrupt, which is safe from any.
  std::shared_ptr<storage::LogReader> reader_;  // shared with Stop, which interrupts it

  mutable Mutex mutex_;
  CondVar wake_;
  std::shared_ptr<storage::LogReader> interruptible_ WITAN_GUARDED_BY(mutex_);
  ProjectorStatus status_ WITAN_GUARDED_BY(mutex_);
  bool rebuild_wanted_ WITAN_GUARDED_BY(mutex_) = false;
  bool hurried_ WITAN_GUARDED_BY(mutex_) = false;
  bool stopping_ WITAN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace witan::projector
