#include "services/runtime/projector/projected_world.h"

#include <algorithm>

#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::projector {
namespace {

// Most events of one record.
constexpr size_t kMostEvents = 100'000;

absl::StatusOr<StoredEvent> Parse(const std::string& bytes) {
  auto event = std::make_shared<Event>();
  if (!event->ParseFromString(bytes)) {
    return absl::DataLossError("a stored event cannot be read; rebuild the projection");
  }
  return StoredEvent{std::move(event), Sha256(bytes)};
}

}  // namespace

absl::StatusOr<std::vector<StoredEvent>> ProjectedWorld::EventsOf(std::string_view id) const {
  if (!last_id_.empty() && id == last_id_) return last_events_;
  std::vector<StoredEvent> events;
  const auto uuid = Uuid::Parse(id);
  if (!uuid.ok()) return events;  // no record has such an id
  const std::string stream = uuid->ToBytes();
  ASSIGN_OR_RETURN(const auto stored,
                   view_.ScanAppended(kEventsByStream, EventKey(stream, 0),
                                      EventKey(stream, view_.position().value() + 1), kMostEvents,
                                      storage::ScanOrder::kForward));
  events.reserve(stored.size());
  for (const auto& entry : stored) {
    ASSIGN_OR_RETURN(StoredEvent event, Parse(entry.value));
    events.push_back(std::move(event));
  }
  last_id_ = std::string(id);
  last_events_ = events;
  return events;
}

std::unique_ptr<domain::Record> ProjectedWorld::Load(std::string_view id) const {
  auto events = EventsOf(id);
  Latch(events.status());
  if (!events.ok() || events->empty()) return nullptr;
  auto record = std::make_unique<domain::Record>();
  for (StoredEvent& stored : *events) domain::Evolve(*record, std::move(stored.event));
  return record;
}

const domain::Record* ProjectedWorld::Find(std::string_view id) const {
  const auto known = records_.find(id);
  if (known != records_.end()) return known->second.get();
  return records_.emplace(std::string(id), Load(id)).first->second.get();
}

const RecordRow* ProjectedWorld::FindRow(Aggregate aggregate, std::string_view id) const {
  const auto known = rows_.find(id);
  if (known != rows_.end()) return known->second.get();
  std::unique_ptr<RecordRow> row;
  const auto uuid = Uuid::Parse(id);
  if (uuid.ok()) {
    auto stored = view_.Get(TableOf(aggregate), uuid->ToBytes());
    Latch(stored.status());
    if (stored.ok() && stored->has_value()) {
      auto decoded = DecodeRow((*stored)->value);
      Latch(decoded.status());
      if (decoded.ok()) row = std::make_unique<RecordRow>(std::move(*decoded));
    }
  }
  return rows_.emplace(std::string(id), std::move(row)).first->second.get();
}

std::vector<const domain::Record*> ProjectedWorld::Records(const storage::IndexScan& scan) const {
  std::vector<const domain::Record*> records;
  const auto places = view_.ScanIndex(scan);
  Latch(places.status());
  if (!places.ok()) return records;
  for (const storage::IndexPlace& place : *places) {
    const auto uuid = Uuid::FromBytes(place.row_key);
    if (!uuid.ok()) continue;
    const domain::Record* record = Find(uuid->ToString());
    if (record != nullptr) records.push_back(record);
  }
  return records;
}

std::vector<const domain::Record*> ProjectedWorld::Referring(std::string_view id,
                                                             Aggregate aggregate) const {
  if (id != last_referred_) {
    last_referred_ = std::string(id);
    last_referring_.clear();
  }
  for (const auto& [kind, records] : last_referring_) {
    if (kind == aggregate) return records;
  }
  const auto uuid = Uuid::Parse(id);
  if (!uuid.ok()) return {};
  const std::string prefix = uuid->ToBytes();
  auto records = Records({.index = IndexOf(aggregate, IndexKind::kByReference),
                          .begin = prefix,
                          .end = PrefixEnd(prefix),
                          .start_after = std::nullopt,
                          .limit = kMostReferring});
  std::sort(records.begin(), records.end(),
            [](const auto* a, const auto* b) { return a->number < b->number; });
  last_referring_.emplace_back(aggregate, records);
  return records;
}

std::vector<const domain::Record*> ProjectedWorld::All(Aggregate aggregate) const {
  return Records({.index = IndexOf(aggregate, IndexKind::kByDate),
                  .begin = "",
                  .end = "",
                  .start_after = std::nullopt,
                  .limit = kMostReferring});
}

absl::StatusOr<std::optional<StoredEvent>> ProjectedWorld::EventAt(uint64_t position) const {
  if (position > view_.position().value()) return std::optional<StoredEvent>();
  ASSIGN_OR_RETURN(const auto stream,
                   view_.GetAppended(kStreamByPosition, BigEndian<uint64_t>(position)));
  if (!stream) return std::optional<StoredEvent>();
  ASSIGN_OR_RETURN(const auto bytes,
                   view_.GetAppended(kEventsByStream, EventKey(*stream, position)));
  if (!bytes) return absl::DataLossError("a stored event is missing; rebuild the projection");
  ASSIGN_OR_RETURN(StoredEvent event, Parse(*bytes));
  return std::optional<StoredEvent>(std::move(event));
}

absl::StatusOr<std::optional<uint64_t>> ProjectedWorld::PositionOf(
    std::string_view event_id) const {
  const auto uuid = Uuid::Parse(event_id);
  if (!uuid.ok()) return std::optional<uint64_t>();
  ASSIGN_OR_RETURN(const auto bytes, view_.GetAppended(kPositionById, uuid->ToBytes()));
  if (!bytes) return std::optional<uint64_t>();
  ByteReader reader(*bytes);
  ASSIGN_OR_RETURN(const uint64_t position, reader.TakeBigEndian<uint64_t>());
  return position > view_.position().value() ? std::optional<uint64_t>()
                                             : std::optional<uint64_t>(position);
}

absl::StatusOr<std::vector<std::string>> ProjectedWorld::WithCode(Aggregate aggregate,
                                                                  std::string_view code) const {
  constexpr size_t kMostSharing = 100;
  ASSIGN_OR_RETURN(const auto places,
                   view_.ScanIndex({.index = IndexOf(aggregate, IndexKind::kByCode),
                                    .begin = std::string(code),
                                    .end = std::string(code) + '\0',
                                    .start_after = std::nullopt,
                                    .limit = kMostSharing}));
  std::vector<std::string> ids;
  for (const storage::IndexPlace& place : places) {
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(place.row_key));
    ids.push_back(uuid.ToString());
  }
  return ids;
}

}  // namespace witan::projector
