#include "services/recorder/state_rows.h"

#include "storage/base/bytes.h"
#include "storage/base/status.h"
#include "witan/command/v1/record.pb.h"

namespace witan::recorder {
namespace {

constexpr size_t kReferenceKeySize = 16 + 2 + 8;

}  // namespace

std::vector<std::string> StateSpaces() { return {"events", "references", "requests", "progress"}; }

RequestKey RequestKeyOf(const witan::auth::v1::Principal& principal, const Uuid& request_id) {
  const auto organisation = Uuid::Parse(principal.organisation_id());
  // Without an organisation the subject stands for it, in a space of its own.
  const Uuid scope =
      organisation.ok() ? *organisation : Uuid::NameBased(Uuid(), principal.subject());
  return RequestKey{scope, request_id};
}

std::string EventKey(const Uuid& record, uint64_t version) {
  std::string key = record.ToBytes();
  AppendBigEndian(key, version);
  return key;
}

std::string ReferencePrefix(const ReferenceList& list) {
  std::string key = list.referred.ToBytes();
  AppendBigEndian(key, static_cast<uint16_t>(list.aggregate));
  return key;
}

std::string ReferenceKey(const ReferenceList& list, uint64_t number) {
  std::string key = ReferencePrefix(list);
  AppendBigEndian(key, number);
  return key;
}

std::string RequestRowKey(const RequestKey& key) {
  return key.scope.ToBytes() + key.request.ToBytes();
}

std::string EncodeRequestRow(const RequestRow& row) {
  std::string bytes(AsBytes(row.command_digest));
  bytes += row.record.ToBytes();
  AppendBigEndian(bytes, row.version);
  return bytes;
}

absl::StatusOr<RequestRow> DecodeRequestRow(std::string_view bytes) {
  ByteReader in(bytes);
  RequestRow row;
  ASSIGN_OR_RETURN(const auto digest, in.Take(row.command_digest.size()));
  ASSIGN_OR_RETURN(row.command_digest, HashFromBytes(digest));
  ASSIGN_OR_RETURN(const auto record, in.Take(16));
  ASSIGN_OR_RETURN(row.record, Uuid::FromBytes(record));
  ASSIGN_OR_RETURN(row.version, in.TakeBigEndian<uint64_t>());
  if (!in.empty()) return absl::DataLossError("the row of a request id is too long");
  return row;
}

absl::StatusOr<Referrer> DecodeReferrer(std::string_view key, std::string_view value) {
  if (key.size() != kReferenceKeySize || value.size() != 16) {
    return absl::DataLossError("a row of the reference index has another length than was written");
  }
  ByteReader in(key.substr(kReferenceKeySize - 8));
  Referrer referrer;
  ASSIGN_OR_RETURN(referrer.number, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(referrer.record, Uuid::FromBytes(value));
  return referrer;
}

std::string EncodeWriter(const runtime::KnownWriter& writer) {
  witan::command::v1::GetWriterResponse message;
  message.set_term(writer.term);
  message.set_instance(writer.instance);
  message.set_address(writer.address);
  return message.SerializeAsString();
}

absl::StatusOr<runtime::KnownWriter> DecodeWriter(std::string_view bytes) {
  witan::command::v1::GetWriterResponse message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      message.term() == 0) {
    return absl::DataLossError("the row of the writer is damaged");
  }
  return runtime::KnownWriter{message.term(), message.instance(), message.address()};
}

}  // namespace witan::recorder
