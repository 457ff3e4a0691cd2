#include "storage/base/uuid.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>

#include "storage/base/check.h"
#include "storage/base/hex.h"
#include "storage/base/random.h"

namespace witan {
namespace {

constexpr size_t kTextLength = 36;

bool IsHyphenPlace(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

void SetVersion(std::array<uint8_t, 16>& bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
}

}  // namespace

absl::StatusOr<Uuid> Uuid::Parse(std::string_view text) {
  std::array<uint8_t, 16> bytes = {};
  bool is_well_formed = text.size() == kTextLength;
  size_t digits = 0;
  for (size_t i = 0; is_well_formed && i < kTextLength; ++i) {
    if (IsHyphenPlace(i)) {
      is_well_formed = text[i] == '-';
      continue;
    }
    const int value = HexDigitValue(text[i]);
    is_well_formed = value >= 0;
    uint8_t& byte = bytes[digits++ / 2];
    byte = static_cast<uint8_t>((byte << 4) | (value & 0x0F));
  }
  if (!is_well_formed) {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is not a UUID in canonical lower-case form, such as "
                    "018f4a2e-7c3b-7def-8abc-0123456789ab",
                    text.substr(0, 64)));
  }
  return Uuid(bytes);
}

absl::StatusOr<Uuid> Uuid::FromBytes(std::string_view bytes) {
  std::array<uint8_t, 16> out;
  if (bytes.size() != out.size()) {
    return absl::InvalidArgumentError(
        fmt::format("a UUID has 16 bytes, but {} were given", bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return Uuid(out);
}

Uuid Uuid::NameBased(const Uuid& name_space, std::string_view name) {
  const std::string input = name_space.ToBytes() + std::string(name);
  std::array<uint8_t, 20> digest;
  unsigned int length = 0;
  const int ok =
      EVP_Digest(input.data(), input.size(), digest.data(), &length, EVP_sha1(), nullptr);
  WITAN_CHECK(ok == 1 && length == digest.size(), "SHA-1 of OpenSSL failed");
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  SetVersion(bytes, 5);
  return Uuid(bytes);
}

Uuid Uuid::Random() {
  std::array<uint8_t, 16> bytes;
  FillRandom(bytes);
  SetVersion(bytes, 4);
  return Uuid(bytes);
}

std::string Uuid::ToString() const {
  std::string text(kTextLength, '-');
  size_t at = 0;
  for (const uint8_t byte : bytes_) {
    if (IsHyphenPlace(at)) ++at;
    text[at++] = HexDigit(byte >> 4);
    text[at++] = HexDigit(byte & 0x0F);
  }
  return text;
}

Uuid UuidGenerator::Next() {
  std::array<uint8_t, 16> bytes;
  FillRandom(bytes);
  const int64_t micros = std::max<int64_t>(clock_.Now().micros, 0);
  uint64_t stamp = (static_cast<uint64_t>(micros) / 1000) << 12;
  {
    MutexLock lock(mutex_);
    stamp = std::max(stamp, last_ + 1);
    last_ = stamp;
  }
  const uint64_t millis = stamp >> 12;
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<uint8_t>((stamp >> 8) & 0x0F);
  bytes[7] = static_cast<uint8_t>(stamp & 0xFF);
  SetVersion(bytes, 7);
  return Uuid(bytes);
}

}  // namespace witan
