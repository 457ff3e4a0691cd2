#include "services/runtime/query/runner.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/runtime/query/refusal.h"

namespace witan::query {
namespace {

using domain::ReasonId;
using projector::ProjectorState;

absl::Status Behind(const projector::ProjectorStatus& status) {
  return Refused(ReasonId::kBehind,
                 fmt::format("This view has reached position {} and not the moment asked for. "
                             "Repeat the question.",
                             status.head.value()));
}

}  // namespace

absl::Status Obstacle(const projector::ProjectorStatus& status, const Wanted& wanted) {
  if (status.state == ProjectorState::kDamaged) return Refused(ReasonId::kDataLoss);
  if (wanted.IsMetBy(status)) return absl::OkStatus();
  if (status.state == ProjectorState::kStopped) {
    return Refused(ReasonId::kProjectionStopped,
                   fmt::format("This view stands still at position {}: {}", status.head.value(),
                               std::string(status.reason.message())));
  }
  return absl::OkStatus();
}

Runner::Runner(projector::Projector& projector, int threads) : projector_(projector) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Runner::~Runner() { Stop(); }

absl::Status Runner::Park(const Wanted& wanted, Deadline deadline, Job& job) {
  MutexLock lock(mutex_);
  if (stopping_) return Stopping();
  if (waiting_.size() + ready_.size() >= kMostWaiting) {
    return Refused(ReasonId::kTooManyWaiting,
                   "Too many questions are waiting. Repeat this one later.");
  }
  waiting_.push_back({wanted, std::min(deadline, drained_by_), std::move(job)});
  look_ = true;
  wake_.NotifyOne();
  return absl::OkStatus();
}

void Runner::Run(const Wanted& wanted, Deadline deadline, Job job) {
  const absl::Status parked = Park(wanted, deadline, job);
  if (!parked.ok()) return job(parked);
  if (!wanted.IsMetBy(projector_.status())) projector_.Hurry();
}

void Runner::Progressed() {
  MutexLock lock(mutex_);
  if (waiting_.empty()) return;
  look_ = true;
  wake_.NotifyOne();
}

void Runner::Drain(Deadline until) {
  MutexLock lock(mutex_);
  drained_by_ = until;
  for (Waiting& waiting : waiting_) waiting.deadline = std::min(waiting.deadline, until);
  look_ = true;
  wake_.NotifyAll();
}

void Runner::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    for (Waiting& waiting : waiting_) {
      ready_.push_back({std::move(waiting.job), Stopping()});
    }
    waiting_.clear();
    wake_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Runner::Work() {
  while (true) {
    Ready next;
    {
      MutexLock lock(mutex_);
      while (ready_.empty()) {
        if (look_ || NextDeadline() <= std::chrono::steady_clock::now()) {
          look_ = false;
          MoveReady();
          continue;
        }
        if (stopping_) return;
        if (waiting_.empty()) {
          wake_.Wait(mutex_);
        } else {
          wake_.WaitUntil(mutex_, NextDeadline());
        }
      }
      next = std::move(ready_.front());
      ready_.pop_front();
      if (!ready_.empty()) wake_.NotifyOne();
    }
    next.job(next.status);
  }
}

void Runner::MoveReady() {
  const projector::ProjectorStatus status = projector_.status();
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(waiting_, [&](Waiting& waiting) {
    absl::Status result = Obstacle(status, waiting.wanted);
    if (result.ok() && !waiting.wanted.IsMetBy(status)) {
      if (now < waiting.deadline) return false;
      result = now < drained_by_ ? Behind(status) : Stopping();
    }
    ready_.push_back({std::move(waiting.job), std::move(result)});
    return true;
  });
}

Runner::Deadline Runner::NextDeadline() const {
  Deadline next = Deadline::max();
  for (const Waiting& waiting : waiting_) next = std::min(next, waiting.deadline);
  return next;
}

}  // namespace witan::query
