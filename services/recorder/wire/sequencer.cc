#include "services/recorder/wire/sequencer.h"

#include <grpc/support/time.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "services/recorder/wire/bulk_stream.h"
#include "services/recorder/wire/instant_call.h"
#include "services/recorder/wire/unary_call.h"
#include "witan/command/v1/record.pb.h"

namespace witan::recorder {
namespace {

// Events taken off the queue before what waits is decided.
constexpr size_t kMostEventsOfTurn = 8'192;
// How long the thread waits for events while a new term is being taken.
constexpr int64_t kRecoveryPauseMs = 20;

// How long no call is open before it is believed that nobody sends any more, how often that is
// looked at, and for how long at the most.
constexpr std::chrono::milliseconds kDrainQuiet{20};
constexpr std::chrono::milliseconds kDrainLook{2};
constexpr std::chrono::milliseconds kMostDrain{1'000};

gpr_timespec AtOnce() { return gpr_time_0(GPR_CLOCK_MONOTONIC); }
gpr_timespec Never() { return gpr_inf_future(GPR_CLOCK_MONOTONIC); }
gpr_timespec AfterRecoveryPause() {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_millis(kRecoveryPauseMs, GPR_TIMESPAN));
}

}  // namespace

// Takes one call at a time, for ever.
class Sequencer::Accept final : public Tag {
 public:
  explicit Accept(Sequencer& sequencer) : sequencer_(sequencer) {
    ++sequencer_.posted_accepts_;
    Post();
  }

  void Proceed(bool ok) override {
    if (!ok) {  // the server is shutting down
      --sequencer_.posted_accepts_;
      delete this;
      return;
    }
    std::unique_ptr<CallWire> wire = std::move(wire_);
    Post();
    sequencer_.Dispatch(std::move(wire));
  }

 private:
  void Post() {
    wire_ = std::make_unique<CallWire>();
    sequencer_.service_.RequestCall(&wire_->context, &wire_->stream, sequencer_.queue_.get(),
                                    sequencer_.queue_.get(), static_cast<Tag*>(this));
  }

  Sequencer& sequencer_;
  std::unique_ptr<CallWire> wire_;
};

// Comes back from the queue at once; what follows is the loop's.
class Sequencer::Wake final : public Tag {
 public:
  explicit Wake(grpc::CompletionQueue& queue) {
    alarm_.Set(&queue, AtOnce(), static_cast<Tag*>(this));
  }
  void Proceed(bool /*ok*/) override { delete this; }

 private:
  grpc::Alarm alarm_;
};

Sequencer::Sequencer(const SequencerParts& parts, std::unique_ptr<storage::LogWriter> writer,
                     const LogId& log_id, const runtime::CallerPolicy& callers,
                     const SequencerOptions& options)
    : parts_(parts),
      options_(options),
      intake_(options.intake),
      wire_{.catalogue = catalogue_,
            .callers = callers,
            .intake = intake_,
            .log_id = log_id,
            .calls = options.calls,
            .writers = parts.writers} {
  if (writer != nullptr) BeginToWrite(std::move(writer));
  wire_.is_standing_by = recorder_ == nullptr;
  Publish();
}

Sequencer::~Sequencer() { Stop(); }

void Sequencer::Register(grpc::ServerBuilder& builder) {
  queue_ = builder.AddCompletionQueue();
  builder.RegisterAsyncGenericService(&service_);
}

void Sequencer::Start() {
  {
    MutexLock lock(wake_mutex_);
    can_wake_ = true;
  }
  for (size_t i = 0; i < options_.accepts; ++i) new Accept(*this);
  thread_ = std::thread([this] { Run(); });
}

// A call that comes while gRPC shuts down ends as cancelled, which says nothing to who sent it. Who
// sends one command after another therefore hears first that the service stops.
void Sequencer::Drain(std::chrono::milliseconds patience) {
  must_drain_ = true;
  WakeUp();
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::min(patience, kMostDrain);
  auto quiet_since = Clock::now();
  while (Clock::now() < deadline) {
    std::this_thread::sleep_for(kDrainLook);
    if (!state_.is_draining || state_.open_calls > 0) quiet_since = Clock::now();
    if (Clock::now() - quiet_since >= kDrainQuiet) return;
  }
}

void Sequencer::Stop() {
  if (!thread_.joinable()) return;
  must_drain_ = true;
  must_stop_ = true;
  WakeUp();
  thread_.join();
}

// Nothing may be posted on a queue that was shut down: every call is over by then.
void Sequencer::ShutQueueDown() {
  MutexLock lock(wake_mutex_);
  can_wake_ = false;
  queue_->Shutdown();
}

void Sequencer::WakeUp() {
  // An embedded log confirms on this very thread, which looks by itself.
  if (std::this_thread::get_id() == thread_.get_id()) return;
  MutexLock lock(wake_mutex_);
  if (can_wake_) new Wake(*queue_);
}

void Sequencer::Dispatch(std::unique_ptr<CallWire> wire) {
  const std::string& path = wire->context.method();
  if (const CommandMethod* method = catalogue_.Find(path)) {
    UnaryCall::Start(wire_, std::move(wire), *method);
  } else if (path == BulkStream::kPath) {
    BulkStream::Start(wire_, std::move(wire));
  } else if (path == InstantCall::kGetWriterPath) {
    witan::command::v1::GetWriterResponse response;
    const runtime::KnownWriter known = parts_.writers.Get();
    response.set_term(known.term);
    response.set_instance(known.instance);
    response.set_address(known.address);
    InstantCall::Respond(wire_, std::move(wire), response);
  } else {
    InstantCall::RefuseUnknown(wire_, std::move(wire));
  }
}

void Sequencer::TakeEvents(bool may_wait) {
  void* tag = nullptr;
  bool ok = false;
  for (size_t taken = 0; taken < kMostEventsOfTurn; ++taken) {
    gpr_timespec until = AtOnce();
    if (may_wait && taken == 0) {
      until = condition() == RecorderCondition::kRecovering ? AfterRecoveryPause() : Never();
    }
    if (queue_->AsyncNext(&tag, &ok, until) != grpc::CompletionQueue::GOT_EVENT) return;
    static_cast<Tag*>(tag)->Proceed(ok);
  }
}

void Sequencer::DrainStreams() {
  wire_.is_draining = true;
  // A stream may end, and leave the set, while it drains.
  const std::set<BulkStream*> streams = wire_.streams;
  for (BulkStream* stream : streams) stream->Drain();
}

RecorderCondition Sequencer::condition() const {
  if (recorder_ != nullptr) return recorder_->condition();
  return parts_.succession->failure().ok() ? RecorderCondition::kStandingBy
                                           : RecorderCondition::kStopped;
}

void Sequencer::BeginToWrite(std::unique_ptr<storage::LogWriter> writer) {
  writer_ = std::move(writer);
  recorder_ = std::make_unique<BatchRecorder>(
      BatchRecorderParts{parts_.log, *writer_, parts_.base, parts_.world, parts_.keys,
                         parts_.state_writer, parts_.clock, parts_.probe, parts_.writers},
      [this] { WakeUp(); });
}

// The state is the succession's again: nothing of a batch is left on it.
void Sequencer::StandBy() {
  const storage::Cursor confirmed = recorder_->confirmed();
  recorder_.reset();
  writer_.reset();
  parts_.succession->StandBy(confirmed);
}

void Sequencer::Succeed() {
  if (parts_.succession == nullptr) return;
  if (recorder_ == nullptr) {
    auto writer = parts_.succession->TakeWriter();
    if (writer != nullptr) BeginToWrite(std::move(writer));
  } else {
    if (!parts_.succession->IsElected()) {
      recorder_->Resign(absl::AbortedError("another process was elected to write"));
    } else if (recorder_->condition() == RecorderCondition::kWriting &&
               parts_.succession->newest_term() > writer_->term()) {
      // Elected all the same: it takes the next term.
      recorder_->Resign(absl::AbortedError("another process has begun a term"));
    }
    const bool has_resigned = recorder_->condition() == RecorderCondition::kResigned;
    if (has_resigned && !recorder_->HasInFlight()) StandBy();
  }
  wire_.is_standing_by = recorder_ == nullptr;
  // Nothing is decided any more: whoever stands by need not wait for this process to be gone.
  const bool is_idle = intake_.empty() && (recorder_ == nullptr || !recorder_->HasInFlight());
  if (wire_.is_draining && is_idle && !has_left_) {
    has_left_ = true;
    parts_.succession->Leave();
  }
}

void Sequencer::RefuseWaiting() {
  while (!intake_.empty()) {
    for (PendingCommand* command : intake_.TakeBatch()) {
      command->Reply(Refused(domain::ReasonId::kNotWriter, wire_.head));
    }
  }
}

void Sequencer::TellIfStopped() {
  if (condition() != RecorderCondition::kStopped || has_told_stopped_) return;
  has_told_stopped_ = true;
  if (tell_stopped_) {
    tell_stopped_(recorder_ != nullptr ? recorder_->failure() : parts_.succession->failure());
  }
}

void Sequencer::Publish() {
  const storage::Cursor confirmed =
      recorder_ != nullptr ? writer_->confirmed() : parts_.succession->followed();
  const bool has_written = recorder_ != nullptr && confirmed.position.value() != wire_.head;
  if (has_written && parts_.succession != nullptr) parts_.succession->Wrote(confirmed);
  wire_.head = confirmed.position.value();
  state_.position = wire_.head;
  state_.term = confirmed.term.value();
  state_.waiting = intake_.size();
  state_.open_calls = wire_.open_calls;
  state_.condition = condition();
  state_.is_draining = wire_.is_draining;
  TellIfStopped();
}

bool Sequencer::IsOver() const {
  const bool has_in_flight = recorder_ != nullptr && recorder_->HasInFlight();
  return must_stop_ && posted_accepts_ == 0 && wire_.open_calls == 0 && !has_in_flight;
}

void Sequencer::TakeTurn(bool may_wait) {
  TakeEvents(may_wait);
  if (must_drain_ && !wire_.is_draining) DrainStreams();
  // What waits for a new term when the service stops is answered that the log cannot be written.
  const bool is_recovering = condition() == RecorderCondition::kRecovering;
  if (wire_.is_draining && is_recovering) {
    recorder_->Stop(absl::UnavailableError("the service is stopping"));
  }
  if (recorder_ != nullptr) {
    recorder_->Settle();
    if (!intake_.empty() && recorder_->CanBegin()) recorder_->Record(intake_.TakeBatch());
  }
  Succeed();
  if (recorder_ == nullptr) RefuseWaiting();
  Publish();
}

void Sequencer::Run() {
  while (!IsOver()) {
    const bool can_begin = recorder_ != nullptr && recorder_->CanBegin();
    TakeTurn(/*may_wait=*/intake_.empty() || !can_begin);
  }
  ShutQueueDown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Tag*>(tag)->Proceed(ok);
}

}  // namespace witan::recorder
