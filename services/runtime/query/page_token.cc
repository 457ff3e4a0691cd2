#include "services/runtime/query/page_token.h"

#include "services/runtime/query/refusal.h"
#include "storage/base/bytes.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "storage/base/status.h"

namespace witan::query {
namespace {

constexpr size_t kCheckSize = 4;
constexpr size_t kMostText = 1'000;

// Guards against cut or mistyped tokens, not against forgers: a token grants nothing.
std::string Check(std::string_view body) {
  return std::string(AsBytes(Sha256(body)).substr(0, kCheckSize));
}

absl::StatusOr<PageToken> Parse(std::string_view body) {
  ByteReader reader(body);
  PageToken token;
  ASSIGN_OR_RETURN(token.position, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const uint32_t days, reader.TakeBigEndian<uint32_t>());
  token.date = static_cast<int32_t>(days);
  ASSIGN_OR_RETURN(token.question, reader.TakeBigEndian<uint64_t>());
  ASSIGN_OR_RETURN(const std::string_view index_key, reader.TakeSized());
  ASSIGN_OR_RETURN(const std::string_view row_key, reader.TakeSized());
  token.after = {std::string(index_key), std::string(row_key)};
  if (!reader.empty()) return absl::DataLossError("too long");
  return token;
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  std::string body;
  AppendBigEndian(body, token.position);
  AppendBigEndian(body, static_cast<uint32_t>(token.date));
  AppendBigEndian(body, token.question);
  AppendSized(body, token.after.index_key);
  AppendSized(body, token.after.row_key);
  return HexEncode(Check(body) + body);
}

absl::StatusOr<PageToken> DecodePageToken(std::string_view text) {
  const absl::Status invalid = Refused(domain::ReasonId::kPageTokenInvalid);
  if (text.size() > kMostText) return invalid;
  const auto bytes = HexDecode(text);
  if (!bytes.ok() || bytes->size() < kCheckSize) return invalid;
  const std::string_view body = std::string_view(*bytes).substr(kCheckSize);
  if (Check(body) != std::string_view(*bytes).substr(0, kCheckSize)) return invalid;
  auto token = Parse(body);
  if (!token.ok()) return invalid;
  return token;
}

}  // namespace witan::query
