#include "services/runtime/token/token.h"

#include "absl/strings/escaping.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::runtime {
namespace {

constexpr size_t kTokenLength = 32;
constexpr size_t kLogIdBytes = 16;

absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string EncodeToken(const LogId& log_id, Position position) {
  std::string bytes = log_id.uuid.ToBytes();
  AppendBigEndian(bytes, position.value());
  return absl::WebSafeBase64Escape(AbslView(bytes));
}

absl::StatusOr<Position> DecodeToken(std::string_view text, const LogId& log_id) {
  const auto invalid = absl::InvalidArgumentError("the text is no consistency token");
  std::string bytes;
  if (text.size() != kTokenLength || !absl::WebSafeBase64Unescape(AbslView(text), &bytes)) {
    return invalid;
  }
  ByteReader in(bytes);
  ASSIGN_OR_RETURN(const auto id, in.Take(kLogIdBytes));
  ASSIGN_OR_RETURN(const auto position, in.TakeBigEndian<uint64_t>());
  if (!in.empty()) return invalid;
  if (id != log_id.uuid.ToBytes()) {
    return absl::InvalidArgumentError("the consistency token is of another log");
  }
  return Position(position);
}

}  // namespace witan::runtime
