#include "services/runtime/codec/envelope_codec.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "storage/base/random.h"
#include "storage/base/status.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::runtime {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using storage::RecordHeader;
using storage::RecordKind;
using witan::event::v1::Envelope;
using witan::event::v1::Payload;

constexpr size_t kSaltBytes = 16;

absl::Status NoEnvelope(std::string_view what) {
  return absl::DataLossError("the record is no event: " + std::string(what));
}

// The fields of an envelope that make its header, as they stand in the bytes.
struct RawHeader {
  std::string log_id;
  std::string previous_hash;
  std::string event_id;
  uint64_t position = 0;
  uint64_t term = 0;
  uint64_t recorded_at_us = 0;
  uint32_t payload_kind = 0;
};

// `size`: of the whole envelope.
bool ReadPayloadKind(CodedInputStream& in, size_t size, uint32_t& kind) {
  uint32_t length = 0;
  if (!in.ReadVarint32(&length)) return false;
  if (length > size - static_cast<size_t>(in.CurrentPosition())) return false;
  const auto limit = in.PushLimit(static_cast<int>(length));
  kind = in.BytesUntilLimit() == 0
             ? 0
             : static_cast<uint32_t>(WireFormatLite::GetTagFieldNumber(in.ReadTag()));
  const bool skipped = in.Skip(in.BytesUntilLimit());
  in.PopLimit(limit);
  return skipped;
}

bool ReadField(CodedInputStream& in, size_t size, uint32_t tag, RawHeader& raw) {
  switch (WireFormatLite::GetTagFieldNumber(tag)) {
    case Envelope::kLogIdFieldNumber:
      return WireFormatLite::ReadBytes(&in, &raw.log_id);
    case Envelope::kPositionFieldNumber:
      return in.ReadVarint64(&raw.position);
    case Envelope::kTermFieldNumber:
      return in.ReadVarint64(&raw.term);
    case Envelope::kPreviousHashFieldNumber:
      return WireFormatLite::ReadBytes(&in, &raw.previous_hash);
    case Envelope::kEventIdFieldNumber:
      return WireFormatLite::ReadBytes(&in, &raw.event_id);
    case Envelope::kRecordedAtUsFieldNumber:
      return in.ReadVarint64(&raw.recorded_at_us);
    case Envelope::kPayloadFieldNumber:
      return ReadPayloadKind(in, size, raw.payload_kind);
    default:
      return WireFormatLite::SkipField(&in, tag);
  }
}

RecordKind KindOf(uint32_t payload_kind) {
  if (payload_kind == Payload::kLogCreatedFieldNumber) return RecordKind::kLogCreated;
  if (payload_kind == Payload::kWriterStartedFieldNumber) return RecordKind::kWriterStarted;
  return RecordKind::kOther;
}

Envelope SystemRecord(const RecordHeader& header) {
  Envelope event;
  event.set_log_id(header.log_id.ToString());
  event.set_position(header.position.value());
  event.set_term(header.term.value());
  if (header.position.value() != 1) {
    event.set_previous_hash(std::string(AsBytes(header.previous_hash)));
  }
  event.set_format_version(kFormatVersion);
  event.set_salt(RandomBytes(kSaltBytes));
  event.set_event_id(header.event_id.ToString());
  event.set_recorded_at_us(header.recorded_at.micros);
  return event;
}

absl::StatusOr<RawHeader> ReadRaw(std::string_view bytes) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                      static_cast<int>(bytes.size()));
  RawHeader raw;
  for (uint32_t tag = in.ReadTag(); tag != 0; tag = in.ReadTag()) {
    if (!ReadField(in, bytes.size(), tag, raw)) return NoEnvelope("its fields cannot be read");
  }
  if (!in.ConsumedEntireMessage()) return NoEnvelope("it ends in the middle of a field");
  return raw;
}

}  // namespace

absl::StatusOr<RecordHeader> EnvelopeCodec::ReadHeader(std::string_view bytes) const {
  ASSIGN_OR_RETURN(const RawHeader raw, ReadRaw(bytes));
  RecordHeader header;
  const auto log_id = Uuid::Parse(raw.log_id);
  const auto event_id = Uuid::Parse(raw.event_id);
  if (!log_id.ok() || !event_id.ok()) return NoEnvelope("its ids cannot be read");
  header.log_id.uuid = *log_id;
  header.event_id = *event_id;
  if (!raw.previous_hash.empty()) {
    const auto hash = HashFromBytes(raw.previous_hash);
    if (!hash.ok()) return NoEnvelope("the hash of the event before is not one");
    header.previous_hash = *hash;
  }
  if (raw.position == 0 || raw.payload_kind == 0) return NoEnvelope("it has no place or content");
  header.position = Position(raw.position);
  header.term = Term(raw.term);
  header.recorded_at = Timestamp{static_cast<int64_t>(raw.recorded_at_us)};
  header.kind = KindOf(raw.payload_kind);
  return header;
}

std::string EnvelopeCodec::TypeName(std::string_view bytes) const {
  const auto raw = ReadRaw(bytes);
  const auto* field =
      raw.ok() ? Payload::descriptor()->FindFieldByNumber(static_cast<int>(raw->payload_kind))
               : nullptr;
  return field == nullptr || field->message_type() == nullptr ? "unknown"
                                                              : field->message_type()->full_name();
}

std::string EnvelopeCodec::MakeLogCreated(const RecordHeader& header,
                                          std::string_view origin) const {
  Envelope event = SystemRecord(header);
  auto& created = *event.mutable_payload()->mutable_log_created();
  created.set_log_id(header.log_id.ToString());
  created.set_origin(std::string(origin));
  return event.SerializeAsString();
}

std::string EnvelopeCodec::MakeWriterStarted(const RecordHeader& header,
                                             const storage::WriterInfo& writer) const {
  Envelope event = SystemRecord(header);
  auto& started = *event.mutable_payload()->mutable_writer_started();
  started.set_instance(writer.instance);
  started.set_address(writer.address);
  started.set_build(info_.build);
  started.set_rules_sha256(info_.rules_sha256);
  started.set_least_reader_version(kFormatVersion);
  return event.SerializeAsString();
}

}  // namespace witan::runtime
