#include "services/recorder/follow_log.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "services/domain/checks.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

absl::StatusOr<domain::EventPtr> ReadEvent(const storage::AcceptedRecord& record) {
  auto event = std::make_shared<domain::Event>();
  if (!event->ParseFromString(record.bytes)) {
    return absl::DataLossError(
        fmt::format("the record at position {} is no event", record.header.position.value()));
  }
  const bool is_unknown = event->payload().kind_case() == domain::Payload::KIND_NOT_SET ||
                          domain::HasUnknownFields(*event);
  if (is_unknown) {
    return absl::FailedPreconditionError(fmt::format(
        "the event at position {} was written by a newer version and says what this one does not "
        "know: start the newer version",
        event->position()));
  }
  return event;
}

// A record that does not continue its own stream was not decided by any recorder.
absl::Status CheckContinues(const domain::World& world, const domain::Event& event) {
  const domain::Record* record = world.Find(event.stream());
  const uint64_t version = record == nullptr ? 0 : record->version;
  const bool corrects_nothing =
      event.has_corrects() &&
      (record == nullptr || record->FindFact(event.corrects().event_id()) == nullptr);
  if (event.version() == version + 1 && !corrects_nothing) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("the event at position {} is version {} of record {}, which stands at {}. If the "
                  "recorder's database was changed, delete it; the log rebuilds it",
                  event.position(), event.version(), event.stream(), version));
}

absl::Status FoldRecord(const FollowParts& parts, const storage::AcceptedRecord& record,
                        std::optional<runtime::KnownWriter>& writer) {
  ASSIGN_OR_RETURN(domain::EventPtr event, ReadEvent(record));
  if (event->payload().has_writer_started()) {
    const auto& started = event->payload().writer_started();
    writer = runtime::KnownWriter{event->term(), started.instance(), started.address()};
  }
  if (!BelongsToRecord(*event)) return absl::OkStatus();
  RETURN_IF_ERROR(CheckContinues(parts.world, *event));
  RETURN_IF_ERROR(parts.base.status());
  if (event->payload().has_key_destroyed()) {
    RETURN_IF_ERROR(parts.keys.Destroy(event->stream()));
  }
  ASSIGN_OR_RETURN(StagedEvent staged, MakeStagedEvent(std::move(event)));
  staged.bytes = record.bytes;
  parts.world.Stage(std::move(staged));
  return absl::OkStatus();
}

absl::Status FoldBatch(const FollowParts& parts, const storage::ReadResult& read,
                       const storage::Cursor& cursor) {
  ConfirmedBatch batch;
  parts.world.BeginBatch();
  for (const storage::AcceptedRecord& record : read.records) {
    RETURN_IF_ERROR(FoldRecord(parts, record, batch.writer));
  }
  batch.events = parts.world.ConfirmOldest();
  batch.cursor = cursor;
  if (batch.writer.has_value()) parts.writers.Post(*batch.writer);
  RETURN_IF_ERROR(parts.state_writer.Add(std::move(batch)));
  parts.base.Trim(parts.state_writer.saved());
  return absl::OkStatus();
}

}  // namespace

absl::Status LogFollower::Fold(const storage::ReadResult& read, const storage::Cursor& end) {
  if (read.records.empty()) return absl::OkStatus();
  const absl::Status folded = FoldBatch(parts_, read, end);
  if (folded.ok()) {
    cursor_ = end;
  } else {
    parts_.world.DropAll();
    reader_.reset();
  }
  return folded;
}

absl::Status LogFollower::CatchUp() {
  while (true) {
    if (reader_ == nullptr) {
      ASSIGN_OR_RETURN(reader_, parts_.log.OpenReader(cursor_));
    }
    const auto read = reader_->Read(storage::ReadLimits{});
    if (!read.ok()) {
      reader_.reset();
      return read.status();
    }
    RETURN_IF_ERROR(Fold(*read, reader_->cursor()));
    if (read->at_end) return absl::OkStatus();
  }
}

void LogFollower::WaitForMore(std::chrono::steady_clock::time_point deadline) {
  if (reader_ != nullptr) reader_->WaitForMore(deadline);
}

absl::StatusOr<storage::Cursor> FollowLog(const FollowParts& parts, const storage::Cursor& from) {
  LogFollower follower(parts, from);
  RETURN_IF_ERROR(follower.CatchUp());
  return follower.cursor();
}

}  // namespace witan::recorder
