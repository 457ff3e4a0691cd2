#include "storage/record.h"

#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::storage {
namespace {

constexpr uint8_t kCursorFormat = 1;  // on disk: do not change

}  // namespace

std::string Cursor::Encode() const {
  std::string out;
  AppendBigEndian(out, kCursorFormat);
  out.append(log_id.uuid.ToBytes());
  AppendBigEndian(out, position.value());
  AppendBigEndian(out, term.value());
  out.append(AsBytes(hash));
  AppendBigEndian(out, offset);
  AppendBigEndian(out, static_cast<uint64_t>(recorded_at.micros));
  return out;
}

absl::StatusOr<Cursor> Cursor::Decode(std::string_view bytes) {
  ByteReader in(bytes);
  Cursor cursor;
  ASSIGN_OR_RETURN(const auto format, in.TakeBigEndian<uint8_t>());
  if (format != kCursorFormat) {
    return absl::DataLossError("a stored cursor has a format that this program does not know");
  }
  ASSIGN_OR_RETURN(const auto id, in.Take(16));
  ASSIGN_OR_RETURN(cursor.log_id.uuid, Uuid::FromBytes(id));
  ASSIGN_OR_RETURN(const auto position, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const auto term, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const auto hash, in.Take(32));
  ASSIGN_OR_RETURN(cursor.hash, HashFromBytes(hash));
  ASSIGN_OR_RETURN(cursor.offset, in.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const auto micros, in.TakeBigEndian<uint64_t>());
  if (!in.empty()) return absl::DataLossError("a stored cursor is too long");
  cursor.position = Position(position);
  cursor.term = Term(term);
  cursor.recorded_at = Timestamp{static_cast<int64_t>(micros)};
  return cursor;
}

}  // namespace witan::storage
