#pragma once

// The command side as one part: opened over a log, registered with a gRPC server, started, drained
// and stopped. What it is made of stands in README.md.

#include <grpcpp/server_builder.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/recorder/batch_recorder.h"
#include "services/recorder/wire/sequencer.h"
#include "services/runtime/keys/key_store.h"
#include "services/runtime/principal/caller.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/key_value_store.h"
#include "storage/leadership.h"

namespace witan::recorder {

struct RecorderOptions {
  // What the record WriterStarted says when this process writes, and so GetWriter too.
  storage::WriterInfo writer;
  // Null: this process alone writes, and Open takes the term. Else Open returns with warm state,
  // and the term is taken when this process is elected. Outlives the recorder.
  storage::Leadership* leadership = nullptr;
  BaseStateLimits state;
  StateWriterLimits state_writer;
  IntakeLimits intake;
  size_t accepts = 512;
  // Counts calls and tells of those that failed; null: nobody does. Outlives the recorder.
  runtime::CallObserver* calls = nullptr;
};

// Where its data stands on a disk.
struct RecorderFolders {
  std::string state;       // can be deleted: the log rebuilds it
  std::string keys;        // must not be lost: personal details cannot be read without it
  std::string master_key;  // a file; kept apart from backups of the keys
};

// What a recorder stands on besides the log.
struct RecorderStores {
  std::unique_ptr<storage::KeyValueStore> state;
  std::unique_ptr<storage::KeyValueStore> key_database;  // null: the keys stand elsewhere
  std::unique_ptr<runtime::KeyTable> keys;
  std::unique_ptr<runtime::MasterKey> master_key;
};

// The state alone, for a process whose keys stand elsewhere. Fails as OpenRecorderStores.
absl::StatusOr<std::unique_ptr<storage::KeyValueStore>> OpenStateStore(
    const std::string& directory);

// Opens the databases on RocksDB, makes what is absent, a master key too where there are no keys
// yet. FailedPrecondition, PermissionDenied, Aborted, DataLoss as OpenRocksKeyValueStore, with the
// folder named; FailedPrecondition too when the master key is gone or another.
absl::StatusOr<RecorderStores> OpenRecorderStores(const RecorderFolders& folders);

// Register before the server is built; Start after it; then Drain, the server's Shutdown, Stop.
class Recorder final {
 public:
  // Brings the state up to the end of the log and becomes its writer. Time does not grow with the
  // log when the state database is there. What is handed in by reference outlives it.
  // FailedPrecondition: the log is empty, or holds events that this version does not know.
  // DataLoss: a check of the log or the databases failed. Aborted, Unavailable as OpenWriter.
  static absl::StatusOr<std::unique_ptr<Recorder>> Open(const RecorderOptions& options,
                                                        RecorderStores stores,
                                                        storage::EventLog& log, const Clock& clock,
                                                        const runtime::CallerPolicy& callers,
                                                        RecorderProbe& probe);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void Register(grpc::ServerBuilder& builder) { sequencer_->Register(builder); }
  // Fails as Leadership::Start.
  absl::Status Start();
  // New calls are refused with UNAVAILABLE, streams end with what was read. Returns when those who
  // called have heard it, after `patience` or a second at the latest.
  void Drain(std::chrono::milliseconds patience) { sequencer_->Drain(patience); }
  // Answers what is left, ends the threads, writes the state. After the server was shut down.
  void Stop();

  // For the query services of the same process.
  const runtime::KeyReader& keys() const { return *keys_; }
  const SequencerState& state() const { return sequencer_->state(); }
  runtime::KnownWriter writer() const { return writers_.Get(); }
  // Set before Start: called once, on the sequencer's thread, when it can write no more and the
  // process has to be started again.
  void OnStopped(std::function<void(const absl::Status&)> tell) {
    sequencer_->OnStopped(std::move(tell));
  }

 private:
  explicit Recorder(RecorderStores stores) : stores_(std::move(stores)) {}
  absl::Status OpenState(const RecorderOptions& options);
  FollowParts MakeFollowParts(storage::EventLog& log);
  // Becomes the writer.
  absl::StatusOr<std::unique_ptr<storage::LogWriter>> TakeTerm(const storage::WriterInfo& writer,
                                                               storage::EventLog& log,
                                                               const storage::Cursor& from);

  // In the order of dependence.
  RecorderStores stores_;
  std::unique_ptr<runtime::KeyStore> keys_;
  std::unique_ptr<StateDatabase> database_;
  std::unique_ptr<BaseState> base_;
  std::unique_ptr<StagedWorld> world_;
  std::unique_ptr<StateWriter> state_writer_;
  runtime::WriterBoard writers_;
  std::unique_ptr<Succession> succession_;  // null: this process alone writes
  std::unique_ptr<Sequencer> sequencer_;
};

}  // namespace witan::recorder
