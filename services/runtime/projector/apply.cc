#include "services/runtime/projector/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::projector {
namespace {

using witan::event::v1::Payload;

absl::Status NewerBuildNeeded(uint64_t position, std::string_view what) {
  return absl::UnimplementedError(fmt::format(
      "event {} {}: this view stands still before it. Run a build that knows it.", position, what));
}

absl::Status CheckKnown(const Event& event) {
  if (event.format_version() > kFormatVersion) {
    return NewerBuildNeeded(event.position(),
                            fmt::format("has format version {}", event.format_version()));
  }
  if (event.payload().kind_case() == Payload::KIND_NOT_SET) {
    return NewerBuildNeeded(event.position(), "is of a kind that this build does not know");
  }
  if (event.payload().has_writer_started() &&
      event.payload().writer_started().least_reader_version() > kFormatVersion) {
    return NewerBuildNeeded(event.position(),
                            fmt::format("asks for readers of version {}",
                                        event.payload().writer_started().least_reader_version()));
  }
  return absl::OkStatus();
}

// The entries that are never changed, on a batch or a builder alike.
template <class AppendTo>
absl::Status AppendEntries(const storage::AcceptedRecord& record, const KnownEvent& known,
                           const Kinds& kinds, AppendTo append) {
  const std::string position = BigEndian<uint64_t>(record.header.position.value());
  const std::string time = BigEndian<int64_t>(record.header.recorded_at.micros);
  RETURN_IF_ERROR(append(kPositionByTime, time, position));
  RETURN_IF_ERROR(append(kTimeByPosition, position, time));
  if (!known.has_record || !Holds(kinds, known.event.aggregate())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Uuid stream, Uuid::Parse(known.event.stream()));
  ASSIGN_OR_RETURN(const Uuid event_id, Uuid::Parse(known.event.event_id()));
  RETURN_IF_ERROR(append(kStreamByPosition, position, stream.ToBytes()));
  RETURN_IF_ERROR(append(kPositionById, event_id.ToBytes(), position));
  return append(kEventsByStream, EventKey(stream.ToBytes(), record.header.position.value()),
                record.bytes);
}

absl::StatusOr<storage::Row> FoldStored(const std::optional<storage::Row>& before,
                                        const Event& event, const Hash& hash) {
  std::optional<RecordRow> row;
  if (before) {
    ASSIGN_OR_RETURN(row, DecodeRow(before->value));
  }
  ASSIGN_OR_RETURN(const RecordRow after, Fold(row, event, hash));
  return ToStored(after);
}

}  // namespace

bool Holds(const Kinds& kinds, Aggregate aggregate) {
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), aggregate) != kinds.end();
}

absl::StatusOr<KnownEvent> Read(const storage::AcceptedRecord& record) {
  KnownEvent known;
  if (!known.event.ParseFromString(record.bytes)) {
    return absl::DataLossError(
        fmt::format("the record at position {} is no event", record.header.position.value()));
  }
  RETURN_IF_ERROR(CheckKnown(known.event));
  known.hash = record.hash;
  known.has_record = !known.event.stream().empty();
  return known;
}

absl::Status Apply(const storage::AcceptedRecord& record, const KnownEvent& known,
                   const Kinds& kinds, storage::ProjectionBatch& batch) {
  batch.At(record.header.position);
  RETURN_IF_ERROR(AppendEntries(
      record, known, kinds,
      [&](storage::AreaId area, const std::string& key, const std::string& value) -> absl::Status {
        batch.Append(area, key, value);
        return absl::OkStatus();
      }));
  if (!known.has_record || !Holds(kinds, known.event.aggregate())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Uuid stream, Uuid::Parse(known.event.stream()));
  const storage::TableId table = TableOf(known.event.aggregate());
  ASSIGN_OR_RETURN(const auto before, batch.Get(table, stream.ToBytes()));
  ASSIGN_OR_RETURN(storage::Row after, FoldStored(before, known.event, known.hash));
  return batch.Put(table, stream.ToBytes(), std::move(after));
}

absl::Status Add(const storage::AcceptedRecord& record, const KnownEvent& known, const Kinds& kinds,
                 storage::ProjectionBuilder& builder) {
  RETURN_IF_ERROR(
      AppendEntries(record, known, kinds,
                    [&](storage::AreaId area, const std::string& key, const std::string& value) {
                      return builder.Append(area, key, value);
                    }));
  if (!known.has_record || !Holds(kinds, known.event.aggregate())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Uuid stream, Uuid::Parse(known.event.stream()));
  return builder.Change(TableOf(known.event.aggregate()), stream.ToBytes(), record.header.position,
                        record.bytes);
}

absl::StatusOr<std::optional<storage::Row>> RebuildFold(storage::TableId /*table*/,
                                                        std::string_view /*key*/,
                                                        const std::optional<storage::Row>& before,
                                                        Position at, std::string_view change) {
  Event event;
  if (!event.ParseFromArray(change.data(), static_cast<int>(change.size()))) {
    return absl::DataLossError(fmt::format("the event at position {} cannot be read", at.value()));
  }
  ASSIGN_OR_RETURN(storage::Row row, FoldStored(before, event, Sha256(change)));
  return std::optional<storage::Row>(std::move(row));
}

}  // namespace witan::projector
