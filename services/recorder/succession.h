#pragma once

// How this process comes to write the log when several could: it follows the log with warm state
// while another one writes, and takes the next term when it is elected. What it is elected by may
// be wrong; the term is not.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "services/recorder/follow_log.h"
#include "storage/base/mutex.h"
#include "storage/event_log.h"
#include "storage/leadership.h"

namespace witan::recorder {

// The state that FollowParts names belongs to the succession's thread from Start and StandBy on,
// and to the caller from the moment that TakeWriter gives a writer. What is handed in outlives it.
class Succession final {
 public:
  // `from`: what the state already holds. `self`: what WriterStarted will say.
  Succession(const FollowParts& parts, storage::Leadership& leadership, storage::WriterInfo self,
             const storage::Cursor& from);
  ~Succession();
  Succession(const Succession&) = delete;
  Succession& operator=(const Succession&) = delete;

  // `changed` is called on the succession's thread when there may be a writer to take, and when
  // more of the log was followed. Fails as Leadership::Start.
  absl::Status Start(std::function<void()> changed);

  // The log's writer, once this process has become it; null otherwise. From any thread.
  std::unique_ptr<storage::LogWriter> TakeWriter() WITAN_EXCLUDES(mutex_);
  // Another process writes from now on, or may: follows again after `from`.
  void StandBy(const storage::Cursor& from) WITAN_EXCLUDES(mutex_);
  // What the writer that this process took has confirmed. From any thread.
  void Wrote(const storage::Cursor& confirmed) WITAN_EXCLUDES(mutex_);
  // Whether this process should go on writing. From any thread.
  bool IsElected() const { return leadership_.IsElected(); }
  // The newest term that was seen in the log while this process writes: beyond its own, another one
  // has taken over. A second or two old at most while nothing is written and the log can be read;
  // whoever writes finds out by what becomes of it. From any thread.
  Term newest_term() const { return Term(newest_term_); }
  // This process stops: whoever stands by is told at once. Returns before that is done.
  void Leave() WITAN_EXCLUDES(mutex_);
  // Ends the thread.
  void Stop() WITAN_EXCLUDES(mutex_);

  // The last record followed, or confirmed while it writes. From any thread.
  storage::Cursor followed() const WITAN_EXCLUDES(mutex_);
  // Not OK when it can follow no more: the process has to be started again.
  absl::Status failure() const WITAN_EXCLUDES(mutex_);

 private:
  enum class Phase {
    kFollowing,  // the state is the thread's
    kWriting,    // the state is the caller's
    kLeaving,    // the state is nobody's any more
  };

  void Run();
  // One round; false: the thread ends.
  bool Turn();
  void WatchElection() WITAN_EXCLUDES(mutex_);
  // At the log's end; zero when it cannot be read now.
  Term NewestTerm(std::unique_ptr<storage::LogReader>& reader) WITAN_EXCLUDES(mutex_);
  absl::Status Follow();
  // Becomes the writer. OK without a writer: not now.
  absl::Status TryToTake();
  bool GoesOnAfter(const absl::Status& status) WITAN_EXCLUDES(mutex_);
  void Pause(std::chrono::milliseconds time) WITAN_EXCLUDES(mutex_);
  Phase phase() const WITAN_EXCLUDES(mutex_);

  const FollowParts parts_;
  storage::Leadership& leadership_;
  const storage::WriterInfo self_;
  std::function<void()> changed_;  // constant after Start

  // The thread's.
  std::unique_ptr<LogFollower> follower_;

  std::atomic<uint64_t> newest_term_ = 0;
  mutable Mutex mutex_;
  CondVar wake_;
  Phase phase_ WITAN_GUARDED_BY(mutex_) = Phase::kFollowing;
  bool is_stopping_ WITAN_GUARDED_BY(mutex_) = false;
  storage::Cursor followed_ WITAN_GUARDED_BY(mutex_);
  std::unique_ptr<storage::LogWriter> writer_ WITAN_GUARDED_BY(mutex_);
  absl::Status failure_ WITAN_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace witan::recorder
