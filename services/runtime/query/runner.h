#pragma once

// Runs questions on a few threads, so that no callback of the server ever waits: a question that
// asks for a moment which the projection has not reached is parked until it has or its deadline
// passes. What waits is bounded; beyond it a question is refused at once.

#include <chrono>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "services/runtime/projector/projector.h"
#include "storage/base/mutex.h"

namespace witan::query {

// What must be there before a question can be answered.
struct Wanted {
  Position position;
  // Everything recorded until then must be folded in; zero: nothing is wanted.
  Timestamp complete_until;

  bool IsMetBy(const projector::ProjectorStatus& status) const {
    return status.head >= position && status.complete_until >= complete_until;
  }
};

// Safe to call from any thread.
class Runner final {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  // OK when what was wanted is there.
  using Job = std::function<void(const absl::Status&)>;

  Runner(projector::Projector& projector, int threads);
  ~Runner();

  // Runs `job` once: on a thread of the runner when what it wants is there, with Behind at the
  // deadline, with ProjectionStopped or DataLoss when it will never be there, with ShuttingDown at
  // Stop; and at once on the caller's thread, with TooManyWaiting, when too many wait.
  void Run(const Wanted& wanted, Deadline deadline, Job job) WITAN_EXCLUDES(mutex_);

  // Looks at what waits again. Called by the projector after each step.
  void Progressed() WITAN_EXCLUDES(mutex_);

  // What waits for a moment waits until `until` at most, and is told that the service stops; what
  // is there is answered as before.
  void Drain(Deadline until) WITAN_EXCLUDES(mutex_);

  // Answers all that waits; later questions are refused.
  void Stop() WITAN_EXCLUDES(mutex_);

  static constexpr size_t kMostWaiting = 4'096;

 private:
  struct Waiting {
    Wanted wanted;
    Deadline deadline;
    Job job;
  };
  struct Ready {
    Job job;
    absl::Status status;
  };

  // Takes the job, or leaves it where it is and says why.
  absl::Status Park(const Wanted& wanted, Deadline deadline, Job& job) WITAN_EXCLUDES(mutex_);
  void Work() WITAN_EXCLUDES(mutex_);
  void MoveReady() WITAN_REQUIRES(mutex_);
  Deadline NextDeadline() const WITAN_REQUIRES(mutex_);

  projector::Projector& projector_;

  Mutex mutex_;
  CondVar wake_;
  std::vector<Waiting> waiting_ WITAN_GUARDED_BY(mutex_);
  std::deque<Ready> ready_ WITAN_GUARDED_BY(mutex_);
  bool look_ WITAN_GUARDED_BY(mutex_) = false;
  Deadline drained_by_ WITAN_GUARDED_BY(mutex_) = Deadline::max();
  bool stopping_ WITAN_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// Why a question that wants something cannot be answered now; OK while there is hope.
absl::Status Obstacle(const projector::ProjectorStatus& status, const Wanted& wanted);

}  // namespace witan::query
