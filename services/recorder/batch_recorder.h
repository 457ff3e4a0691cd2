#pragma once

// Batches on their way: decides what waits, appends it at once, and answers when the log has
// confirmed it and every batch before it. Knows nothing of the wire.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/recorder/answer.h"
#include "services/recorder/decider.h"
#include "services/recorder/state_writer.h"
#include "storage/base/mutex.h"

namespace witan::recorder {

// A command that waits for its answer.
class PendingCommand {
 public:
  virtual ~PendingCommand() = default;
  // Whether nobody wants the answer any more; such a command is not decided.
  virtual bool IsAbandoned() const = 0;
  virtual const CommandInput& input() const = 0;
  // Exactly one of these is called, once; the object is not used after it.
  virtual void Reply(Answer answer) = 0;
  virtual void Abandon() = 0;
};

// What becomes of batches. For metrics; called on the recorder's thread.
class RecorderProbe {
 public:
  virtual ~RecorderProbe() = default;
  virtual void Answered(const CommandInput& command, const Answer& answer) = 0;
  virtual void Appended(size_t events, size_t bytes) = 0;
  virtual void Unconfirmed() = 0;
};

enum class RecorderCondition {
  kWriting,
  kStandingBy,  // another process writes, and this one follows the log
  kRecovering,  // the outcome of a batch is not known; a new term is being taken
  kResigned,    // another writer took over
  kStopped,     // this process writes no more; it has to be started again
};

struct BatchRecorderParts {
  storage::EventLog& log;
  storage::LogWriter& writer;
  BaseState& base;
  StagedWorld& world;
  runtime::KeyStore& keys;
  StateWriter& state_writer;
  const Clock& clock;
  RecorderProbe& probe;
  runtime::WriterBoard& writers;
};

// For one thread, except that the log confirms on any.
class BatchRecorder final {
 public:
  // `wake` is called from another thread when Settle has something to do.
  BatchRecorder(const BatchRecorderParts& parts, std::function<void()> wake);

  // Whether another batch may be decided now.
  bool CanBegin() const;
  // Decides and appends one batch; CanBegin was true. Answers what it can.
  void Record(std::span<PendingCommand* const> commands);
  // Answers every batch whose outcome is known by now, and recovers after an unknown one. Returns
  // soon.
  void Settle();
  bool HasInFlight() const { return !in_flight_.empty(); }

  // Writes no more. What is in flight is still answered by its outcome.
  void Stop(const absl::Status& failure);
  // Another process is to write. What is in flight is still answered by its outcome, and none but
  // the next writer finds out what became of what is not known.
  void Resign(const absl::Status& why);
  // The last record that the state holds.
  const storage::Cursor& confirmed() const { return confirmed_; }

  RecorderCondition condition() const { return condition_; }
  // Why it is not writing.
  const absl::Status& failure() const { return failure_; }

 private:
  struct Waiting {
    PendingCommand* command;
    Answer answer;
  };
  struct Batch {
    std::vector<Waiting> waiting;
    bool has_events = false;
    std::optional<storage::AppendResult> result;
  };
  // Where the log's threads leave the outcomes.
  struct Mailbox {
    Mutex mutex;
    std::deque<storage::AppendResult> results WITAN_GUARDED_BY(mutex);
  };

  static bool HasFailed(const Batch& batch);
  void RefuseAll(std::span<PendingCommand* const> commands);
  void AppendStaged();
  void CollectResults();
  void FinishFront();
  absl::Status DestroyKeys(const Batch& batch);
  void ConfirmFront();
  void FailFront(const storage::AppendResult& result);
  void Reply(Waiting& waiting);
  void Recover();
  absl::Status ReadBack();
  domain::ReasonId NotWritingReason() const;
  uint64_t head() const { return confirmed_.position.value(); }

  const BatchRecorderParts parts_;
  const std::function<void()> wake_;
  Decider decider_;
  std::shared_ptr<Mailbox> mailbox_;  // shared with the log's callbacks, which may outlive this
  std::deque<Batch> in_flight_;
  storage::Cursor confirmed_;
  RecorderCondition condition_ = RecorderCondition::kWriting;
  absl::Status failure_;
  // A batch failed: those after it, decided on what it staged, fall with it.
  bool is_falling_ = false;
  bool needs_new_term_ = false;
};

}  // namespace witan::recorder
