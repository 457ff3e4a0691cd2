// The bytes of a row: fields in the order of the structure, numbers big-endian, strings and lists
// with their length before them. Do not change: a change is a new schema version.

#include <fmt/format.h>

#include "services/runtime/projector/row.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::projector {
namespace {

constexpr size_t kUuidSize = 16;
constexpr size_t kHashSize = 32;

void AppendUuids(std::string& out, const std::vector<Uuid>& ids) {
  AppendBigEndian(out, static_cast<uint32_t>(ids.size()));
  for (const Uuid& id : ids) out += id.ToBytes();
}

void AppendStrings(std::string& out, const std::vector<std::string>& strings) {
  AppendBigEndian(out, static_cast<uint32_t>(strings.size()));
  for (const std::string& text : strings) AppendSized(out, text);
}

void AppendFact(std::string& out, const RowFact& fact) {
  AppendBigEndian(out, fact.position);
  out += fact.event_id.ToBytes();
  AppendBigEndian(out, fact.kind);
  AppendBigEndian(out, static_cast<uint32_t>(fact.days));
  AppendSized(out, fact.title);
  AppendUuids(out, fact.references);
  AppendStrings(out, fact.broken_rules);
  AppendStrings(out, fact.codes);
}

absl::StatusOr<Uuid> TakeUuid(ByteReader& reader) {
  ASSIGN_OR_RETURN(const std::string_view bytes, reader.Take(kUuidSize));
  return Uuid::FromBytes(bytes);
}

absl::StatusOr<std::vector<Uuid>> TakeUuids(ByteReader& reader) {
  std::vector<Uuid> ids;
  ASSIGN_OR_RETURN(const uint32_t count, reader.TakeBigEndian<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const Uuid id, TakeUuid(reader));
    ids.push_back(id);
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> TakeStrings(ByteReader& reader) {
  std::vector<std::string> strings;
  ASSIGN_OR_RETURN(const uint32_t count, reader.TakeBigEndian<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const std::string_view text, reader.TakeSized());
    strings.emplace_back(text);
  }
  return strings;
}

absl::StatusOr<RowFact> TakeFact(ByteReader& reader) {
  RowFact fact;
  ASSIGN_OR_RETURN(fact.position, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(fact.event_id, TakeUuid(reader));
  ASSIGN_OR_RETURN(fact.kind, reader.TakeBigEndian<uint32_t>());
  ASSIGN_OR_RETURN(const uint32_t days, reader.TakeBigEndian<uint32_t>());
  fact.days = static_cast<int32_t>(days);
  ASSIGN_OR_RETURN(const std::string_view title, reader.TakeSized());
  fact.title = std::string(title);
  ASSIGN_OR_RETURN(fact.references, TakeUuids(reader));
  ASSIGN_OR_RETURN(fact.broken_rules, TakeStrings(reader));
  ASSIGN_OR_RETURN(fact.codes, TakeStrings(reader));
  return fact;
}

absl::Status TakeHead(ByteReader& reader, RecordRow& row) {
  ASSIGN_OR_RETURN(const uint8_t aggregate, reader.TakeBigEndian<uint8_t>());
  row.aggregate = static_cast<Aggregate>(aggregate);
  ASSIGN_OR_RETURN(row.number, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(row.version, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(row.last_event, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(row.opened_at_us, reader.TakeBigEndian<int64_t>());
  ASSIGN_OR_RETURN(row.changed_at_us, reader.TakeBigEndian<int64_t>());
  ASSIGN_OR_RETURN(row.classification, reader.TakeBigEndian<uint8_t>());
  ASSIGN_OR_RETURN(row.ground, reader.TakeBigEndian<uint8_t>());
  ASSIGN_OR_RETURN(const uint8_t corrected, reader.TakeBigEndian<uint8_t>());
  row.corrected = corrected != 0;
  ASSIGN_OR_RETURN(const std::string_view content, reader.Take(kHashSize));
  ASSIGN_OR_RETURN(row.content, HashFromBytes(content));
  return absl::OkStatus();
}

}  // namespace

std::string EncodeRow(const RecordRow& row) {
  std::string out;
  AppendBigEndian(out, static_cast<uint8_t>(row.aggregate));
  AppendBigEndian(out, row.number);
  AppendBigEndian(out, row.version);
  AppendBigEndian(out, row.last_event);
  AppendBigEndian(out, row.opened_at_us);
  AppendBigEndian(out, row.changed_at_us);
  AppendBigEndian(out, row.classification);
  AppendBigEndian(out, row.ground);
  AppendBigEndian(out, static_cast<uint8_t>(row.corrected ? 1 : 0));
  out.append(AsBytes(row.content));
  AppendUuids(out, row.subjects);
  AppendBigEndian(out, static_cast<uint32_t>(row.facts.size()));
  for (const RowFact& fact : row.facts) AppendFact(out, fact);
  return out;
}

absl::StatusOr<RecordRow> DecodeRow(std::string_view bytes) {
  ByteReader reader(bytes);
  RecordRow row;
  RETURN_IF_ERROR(TakeHead(reader, row));
  ASSIGN_OR_RETURN(row.subjects, TakeUuids(reader));
  ASSIGN_OR_RETURN(const uint32_t count, reader.TakeBigEndian<uint32_t>());
  for (uint32_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(RowFact fact, TakeFact(reader));
    row.facts.push_back(std::move(fact));
  }
  if (!reader.empty()) return absl::DataLossError("a stored row is longer than its fields");
  return row;
}

}  // namespace witan::projector
