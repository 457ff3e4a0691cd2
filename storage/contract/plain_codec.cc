#include "storage/contract/plain_codec.h"

#include <chrono>

#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::storage {

std::string PlainCodec::Make(const RecordHeader& header, std::string_view body) {
  std::string out = "R";
  AppendBigEndian(out, static_cast<uint8_t>(header.kind));
  out.append(header.log_id.uuid.ToBytes());
  AppendBigEndian(out, header.position.value());
  AppendBigEndian(out, header.term.value());
  out.append(AsBytes(header.previous_hash));
  out.append(header.event_id.ToBytes());
  AppendBigEndian(out, static_cast<uint64_t>(header.recorded_at.micros));
  AppendSized(out, body);
  return out;
}

absl::StatusOr<RecordHeader> PlainCodec::ReadHeader(std::string_view bytes) const {
  ByteReader in(bytes);
  RecordHeader header;
  ASSIGN_OR_RETURN(const auto mark, in.Take(1));
  ASSIGN_OR_RETURN(const auto kind, in.TakeBigEndian<uint8_t>());
  if (mark != "R" || kind > static_cast<uint8_t>(RecordKind::kOther)) {
    return absl::DataLossError("the bytes are no record");
  }
  header.kind = static_cast<RecordKind>(kind);
  ASSIGN_OR_RETURN(const auto log_id, in.Take(16));
  ASSIGN_OR_RETURN(header.log_id.uuid, Uuid::FromBytes(log_id));
  ASSIGN_OR_RETURN(const auto position, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const auto term, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const auto previous, in.Take(32));
  ASSIGN_OR_RETURN(header.previous_hash, HashFromBytes(previous));
  ASSIGN_OR_RETURN(const auto event_id, in.Take(16));
  ASSIGN_OR_RETURN(header.event_id, Uuid::FromBytes(event_id));
  ASSIGN_OR_RETURN(const auto micros, in.TakeBigEndian<uint64_t>());
  RETURN_IF_ERROR(in.TakeSized().status());
  if (!in.empty()) return absl::DataLossError("the record has bytes after its end");
  header.position = Position(position);
  header.term = Term(term);
  header.recorded_at = Timestamp{static_cast<int64_t>(micros)};
  return header;
}

std::string PlainCodec::MakeLogCreated(const RecordHeader& header, std::string_view origin) const {
  return Make(header, origin);
}

std::string PlainCodec::MakeWriterStarted(const RecordHeader& header,
                                          const WriterInfo& writer) const {
  return Make(header, writer.instance);
}

absl::StatusOr<std::string> PlainCodec::Body(std::string_view bytes) {
  RETURN_IF_ERROR(PlainCodec().ReadHeader(bytes).status());
  constexpr size_t kHeaderSize = 1 + 1 + 16 + 8 + 8 + 32 + 16 + 8 + 4;
  return std::string(bytes.substr(kHeaderSize));
}

std::string RecordChain::Add(std::string_view body) {
  const RecordHeader header{.log_id = next_.log_id,
                            .position = next_.position,
                            .term = next_.term,
                            .previous_hash = next_.previous_hash,
                            .event_id = Uuid::Random(),
                            .recorded_at = next_.after + std::chrono::microseconds(1),
                            .kind = RecordKind::kOther};
  std::string record = PlainCodec::Make(header, body);
  next_.position = next_.position.Next();
  next_.previous_hash = Sha256(record);
  next_.after = header.recorded_at;
  return record;
}

}  // namespace witan::storage
