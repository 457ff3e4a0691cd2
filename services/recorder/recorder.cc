#include "services/recorder/recorder.h"

#include <fmt/format.h>

#include <utility>

#include "services/recorder/follow_log.h"
#include "storage/base/status.h"

namespace witan::recorder {

Recorder::~Recorder() { Stop(); }

absl::Status Recorder::CatchUp(const RecorderOptions& options, storage::EventLog& log) {
  ASSIGN_OR_RETURN(storage::Cursor cursor, database_->LoadCursor());
  state_writer_ =
      std::make_unique<StateWriter>(*stores_.state, cursor.position.value(), options.state_writer);
  const FollowParts parts{log, *world_, *keys_, *state_writer_, *base_};
  ASSIGN_OR_RETURN(cursor, FollowLog(parts, cursor));
  storage::WriterOptions writing;
  writing.info = options.writer;
  writing.from = cursor;
  ASSIGN_OR_RETURN(writer_, log.OpenWriter(writing));
  // Its own WriterStarted, and what another writer appended until then.
  ASSIGN_OR_RETURN(cursor, FollowLog(parts, cursor));
  if (cursor.position == writer_->confirmed().position) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("the log was read up to position {} only, while its writer stands at {}",
                  cursor.position.value(), writer_->confirmed().position.value()));
}

absl::StatusOr<std::unique_ptr<Recorder>> Recorder::Open(const RecorderOptions& options,
                                                         RecorderStores stores,
                                                         storage::EventLog& log, const Clock& clock,
                                                         const runtime::CallerPolicy& callers,
                                                         RecorderProbe& probe) {
  std::unique_ptr<Recorder> recorder(new Recorder(std::move(stores)));
  ASSIGN_OR_RETURN(recorder->keys_,
                   runtime::KeyStore::Open(std::move(recorder->stores_.keys),
                                           std::move(recorder->stores_.master_key)));
  RETURN_IF_ERROR(recorder->keys_->PrepareToWrite());
  recorder->database_ = std::make_unique<StateDatabase>(*recorder->stores_.state);
  recorder->base_ = std::make_unique<BaseState>(*recorder->database_, options.state);
  recorder->world_ = std::make_unique<StagedWorld>(*recorder->base_);
  RETURN_IF_ERROR(recorder->CatchUp(options, log));
  const BatchRecorderParts parts{log,
                                 *recorder->writer_,
                                 *recorder->base_,
                                 *recorder->world_,
                                 *recorder->keys_,
                                 *recorder->state_writer_,
                                 clock,
                                 probe};
  recorder->sequencer_ = std::make_unique<Sequencer>(parts, callers,
                                                     SequencerOptions{.accepts = options.accepts,
                                                                      .intake = options.intake,
                                                                      .writer = options.writer,
                                                                      .calls = options.calls});
  return recorder;
}

void Recorder::Stop() {
  if (sequencer_ != nullptr) sequencer_->Stop();
}

}  // namespace witan::recorder
