#pragma once

// The one thread that decides. It polls one completion queue, takes what waits there, records it as
// a batch and answers: no lock, no hand-over between threads.

#include <grpcpp/alarm.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "services/recorder/succession.h"
#include "services/recorder/wire/wire_call.h"
#include "storage/base/mutex.h"

namespace witan::recorder {

struct SequencerOptions {
  // Accepts that are always posted: gRPC queues unmatched calls without limit.
  size_t accepts = 512;
  IntakeLimits intake;
  // Null: nobody observes.
  runtime::CallObserver* calls = nullptr;
};

// What a sequencer stands on.
struct SequencerParts {
  storage::EventLog& log;
  BaseState& base;
  StagedWorld& world;
  runtime::KeyStore& keys;
  StateWriter& state_writer;
  const Clock& clock;
  RecorderProbe& probe;
  // Says who writes, to GetWriter and to those who called the wrong process.
  runtime::WriterBoard& writers;
  // Null: no other process ever writes.
  Succession* succession = nullptr;
};

// What the sequencer tells those who watch it; readable from any thread.
struct SequencerState {
  std::atomic<uint64_t> position = 0;
  std::atomic<uint64_t> term = 0;
  std::atomic<size_t> waiting = 0;
  std::atomic<size_t> open_calls = 0;
  std::atomic<RecorderCondition> condition = RecorderCondition::kWriting;
  std::atomic<bool> is_draining = false;
};

// Register before the server is built, Start after it, Drain before the server shuts down, Stop
// after that. Everything handed in outlives it.
class Sequencer final {
 public:
  // `writer` of the log; null: the succession gives one later. `log_id`: of every token.
  Sequencer(const SequencerParts& parts, std::unique_ptr<storage::LogWriter> writer,
            const LogId& log_id, const runtime::CallerPolicy& callers,
            const SequencerOptions& options);
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  void Register(grpc::ServerBuilder& builder);
  void Start();
  // Refuses what comes from now on, and lets streams end. Returns when no call was open for a
  // moment, after `patience` or a second at the latest. From any thread but the sequencer's.
  void Drain(std::chrono::milliseconds patience);
  // Answers what is left and ends the thread. Only after the server was shut down: until then calls
  // may still come, and this waits for them.
  void Stop();

  const SequencerState& state() const { return state_; }
  // Called on the sequencer's thread when it stops writing, once.
  // The succession tells that there is something to look at. From any thread.
  void LookAtSuccession() { WakeUp(); }
  void OnStopped(std::function<void(const absl::Status&)> tell) { tell_stopped_ = std::move(tell); }

 private:
  class Accept;
  class Wake;

  void Run();
  void TakeTurn(bool may_wait);
  // Takes events off the queue: waits for one when `may_wait`, then takes what is there.
  void TakeEvents(bool may_wait);
  bool IsOver() const;
  void ShutQueueDown();
  void Dispatch(std::unique_ptr<CallWire> wire);
  void DrainStreams();
  // Begins to write with a writer that the succession gave, or ends writing.
  void Succeed();
  void BeginToWrite(std::unique_ptr<storage::LogWriter> writer);
  void StandBy();
  void RefuseWaiting();
  RecorderCondition condition() const;
  void TellIfStopped();
  void Publish();
  // Makes the thread look at the log's outcomes; from any thread.
  void WakeUp();

  const SequencerParts parts_;
  const SequencerOptions options_;
  CommandCatalogue catalogue_;
  Intake intake_;
  WireParts wire_;
  // Both null while another process writes.
  std::unique_ptr<storage::LogWriter> writer_;
  std::unique_ptr<BatchRecorder> recorder_;
  SequencerState state_;
  std::function<void(const absl::Status&)> tell_stopped_;
  bool has_told_stopped_ = false;
  bool has_left_ = false;

  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::atomic<bool> must_drain_ = false;
  std::atomic<bool> must_stop_ = false;
  size_t posted_accepts_ = 0;
  Mutex wake_mutex_;
  bool can_wake_ WITAN_GUARDED_BY(wake_mutex_) = false;
  std::thread thread_;
};

}  // namespace witan::recorder
