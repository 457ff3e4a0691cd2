#include "services/recorder/state_database.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "storage/base/status.h"

namespace witan::recorder {
namespace {

absl::Status Damaged(const Uuid& id, std::string_view what) {
  return absl::DataLossError(
      fmt::format("the recorder's database is damaged at record {}: {}. It can be deleted; the log "
                  "rebuilds it",
                  id.ToString(), what));
}

// Folds one stored event. Everything that Evolve takes for granted is checked here, since these
// bytes come from a disk.
absl::Status Fold(std::string_view bytes, const Uuid& id, domain::Record& record) {
  auto event = std::make_shared<domain::Event>();
  if (!event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Damaged(id, "an event cannot be read");
  }
  if (event->stream() != id.ToString()) return Damaged(id, "an event of another record");
  if (event->version() != record.version + 1) return Damaged(id, "an event is missing");
  const bool corrects_nothing =
      event->has_corrects() && record.FindFact(event->corrects().event_id()) == nullptr;
  if (corrects_nothing) return Damaged(id, "a correction of an event that is missing");
  domain::Evolve(record, std::move(event));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<domain::Record>> StateDatabase::LoadRecord(const Uuid& id) const {
  // The filter answers most questions for what does not exist; a scan would have to look.
  ASSIGN_OR_RETURN(const auto opening, store_.Get(kEventSpace, EventKey(id, 1)));
  if (!opening.has_value()) return std::unique_ptr<domain::Record>();
  auto record = std::make_unique<domain::Record>();
  RETURN_IF_ERROR(Fold(*opening, id, *record));
  absl::Status folded;
  const storage::KeyRange rest{EventKey(id, 2), storage::KeyRange::Prefix(id.ToBytes()).end};
  RETURN_IF_ERROR(store_.Scan(kEventSpace, rest, [&](std::string_view, std::string_view value) {
    folded = Fold(value, id, *record);
    return folded.ok();
  }));
  RETURN_IF_ERROR(folded);
  return record;
}

absl::StatusOr<std::vector<Referrer>> StateDatabase::LoadReferrers(const ReferenceList& list,
                                                                   size_t most) const {
  std::vector<Referrer> referrers;
  absl::Status read;
  const auto range = storage::KeyRange::Prefix(ReferencePrefix(list));
  RETURN_IF_ERROR(
      store_.Scan(kReferenceSpace, range, [&](std::string_view key, std::string_view value) {
        auto referrer = DecodeReferrer(key, value);
        read = referrer.status();
        if (read.ok()) referrers.push_back(*referrer);
        return read.ok() && referrers.size() < most;
      }));
  RETURN_IF_ERROR(read);
  return referrers;
}

absl::StatusOr<std::optional<RequestRow>> StateDatabase::FindRequest(const RequestKey& key) const {
  ASSIGN_OR_RETURN(const auto bytes, store_.Get(kRequestSpace, RequestRowKey(key)));
  if (!bytes.has_value()) return std::optional<RequestRow>();
  ASSIGN_OR_RETURN(const RequestRow row, DecodeRequestRow(*bytes));
  return std::optional<RequestRow>(row);
}

absl::StatusOr<std::string> StateDatabase::LoadEvent(const Uuid& record, uint64_t version) const {
  ASSIGN_OR_RETURN(auto bytes, store_.Get(kEventSpace, EventKey(record, version)));
  if (!bytes.has_value()) {
    return absl::NotFoundError(
        fmt::format("record {} has no event {}", record.ToString(), version));
  }
  return *std::move(bytes);
}

absl::StatusOr<storage::Cursor> StateDatabase::LoadCursor() const {
  ASSIGN_OR_RETURN(const auto bytes, store_.Get(kProgressSpace, kCursorKey));
  if (!bytes.has_value()) return storage::Cursor{};
  return storage::Cursor::Decode(*bytes);
}

absl::StatusOr<runtime::KnownWriter> StateDatabase::LoadWriter() const {
  ASSIGN_OR_RETURN(const auto bytes, store_.Get(kProgressSpace, kWriterKey));
  if (!bytes.has_value()) return runtime::KnownWriter{};
  return DecodeWriter(*bytes);
}

void AddRows(const ConfirmedBatch& batch, storage::KeyValueBatch& rows) {
  for (const StagedEvent& staged : batch.events) {
    const domain::Event& event = *staged.event;
    rows.Put(kEventSpace, EventKey(staged.record, event.version()), staged.bytes);
    for (const Uuid& referred : staged.references) {
      rows.Put(kReferenceSpace,
               ReferenceKey(ReferenceList{referred, event.aggregate()}, staged.number),
               staged.record.ToBytes());
    }
    rows.Put(kRequestSpace, RequestRowKey(staged.request), EncodeRequestRow(staged.request_row));
  }
  rows.Put(kProgressSpace, std::string(kCursorKey), batch.cursor.Encode());
  if (batch.writer.has_value()) {
    rows.Put(kProgressSpace, std::string(kWriterKey), EncodeWriter(*batch.writer));
  }
}

}  // namespace witan::recorder
