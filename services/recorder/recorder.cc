#include "services/recorder/recorder.h"

#include <fmt/format.h>

#include <utility>

#include "services/recorder/follow_log.h"
#include "storage/base/status.h"

namespace witan::recorder {

Recorder::~Recorder() { Stop(); }

FollowParts Recorder::MakeFollowParts(storage::EventLog& log) {
  return FollowParts{log, *world_, *keys_, *state_writer_, *base_, writers_};
}

absl::StatusOr<std::unique_ptr<storage::LogWriter>> Recorder::TakeTerm(
    const storage::WriterInfo& info, storage::EventLog& log, const storage::Cursor& from) {
  storage::WriterOptions writing;
  writing.info = info;
  writing.from = from;
  ASSIGN_OR_RETURN(auto writer, log.OpenWriter(writing));
  // Its own WriterStarted, and what another writer appended until then.
  ASSIGN_OR_RETURN(const storage::Cursor cursor, FollowLog(MakeFollowParts(log), from));
  if (cursor.position != writer->confirmed().position) {
    return absl::UnavailableError(
        fmt::format("the log was read up to position {} only, while its writer stands at {}",
                    cursor.position.value(), writer->confirmed().position.value()));
  }
  RETURN_IF_ERROR(keys_->PrepareToWrite());
  return writer;
}

absl::StatusOr<std::unique_ptr<Recorder>> Recorder::Open(const RecorderOptions& options,
                                                         RecorderStores stores,
                                                         storage::EventLog& log, const Clock& clock,
                                                         const runtime::CallerPolicy& callers,
                                                         RecorderProbe& probe) {
  std::unique_ptr<Recorder> recorder(new Recorder(std::move(stores)));
  RETURN_IF_ERROR(recorder->OpenState(options));
  ASSIGN_OR_RETURN(storage::Cursor cursor, recorder->database_->LoadCursor());
  const FollowParts parts = recorder->MakeFollowParts(log);
  ASSIGN_OR_RETURN(cursor, FollowLog(parts, cursor));
  std::unique_ptr<storage::LogWriter> writer;
  if (options.leadership == nullptr) {
    ASSIGN_OR_RETURN(writer, recorder->TakeTerm(options.writer, log, cursor));
  } else if (cursor.IsStart()) {
    return absl::FailedPreconditionError(
        "the log is empty: create it first; a lost log is never taken for a new one");
  } else {
    recorder->succession_ =
        std::make_unique<Succession>(parts, *options.leadership, options.writer, cursor);
  }
  const LogId log_id = writer != nullptr ? writer->confirmed().log_id : cursor.log_id;
  recorder->sequencer_ = std::make_unique<Sequencer>(
      SequencerParts{log, *recorder->base_, *recorder->world_, *recorder->keys_,
                     *recorder->state_writer_, clock, probe, recorder->writers_,
                     recorder->succession_.get()},
      std::move(writer), log_id, callers,
      SequencerOptions{
          .accepts = options.accepts, .intake = options.intake, .calls = options.calls});
  return recorder;
}

absl::Status Recorder::OpenState(const RecorderOptions& options) {
  ASSIGN_OR_RETURN(keys_,
                   runtime::KeyStore::Open(std::move(stores_.keys), std::move(stores_.master_key)));
  database_ = std::make_unique<StateDatabase>(*stores_.state);
  base_ = std::make_unique<BaseState>(*database_, options.state);
  world_ = std::make_unique<StagedWorld>(*base_);
  ASSIGN_OR_RETURN(const storage::Cursor cursor, database_->LoadCursor());
  ASSIGN_OR_RETURN(runtime::KnownWriter known, database_->LoadWriter());
  writers_.Post(std::move(known));
  state_writer_ =
      std::make_unique<StateWriter>(*stores_.state, cursor.position.value(), options.state_writer);
  return absl::OkStatus();
}

absl::Status Recorder::Start() {
  sequencer_->Start();
  if (succession_ == nullptr) return absl::OkStatus();
  return succession_->Start([this] { sequencer_->LookAtSuccession(); });
}

void Recorder::Stop() {
  if (sequencer_ != nullptr) sequencer_->Stop();
  if (succession_ != nullptr) succession_->Stop();
}

}  // namespace witan::recorder
