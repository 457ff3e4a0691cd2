#pragma once

// A UUID (RFC 9562) as a value of 16 bytes in network order.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/base/mutex.h"

namespace witan {

class Uuid final {
 public:
  // The nil UUID.
  constexpr Uuid() = default;
  constexpr explicit Uuid(const std::array<uint8_t, 16>& bytes) : bytes_(bytes) {}

  // Reads the canonical text only: 36 characters, lower-case hex, hyphens at 8, 13, 18 and 23.
  // InvalidArgument for anything else, upper case included, so that one id has one spelling.
  static absl::StatusOr<Uuid> Parse(std::string_view text);

  // Reads exactly 16 bytes in network order. InvalidArgument for another length.
  static absl::StatusOr<Uuid> FromBytes(std::string_view bytes);

  // Version 5: SHA-1 of the namespace and the name; the same inputs give the same id for ever.
  static Uuid NameBased(const Uuid& name_space, std::string_view name);

  // Version 4: 122 random bits.
  static Uuid Random();

  std::string ToString() const;
  // The 16 bytes as a string, for keys.
  std::string ToBytes() const {
    return std::string(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
  }
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  bool IsNil() const { return *this == Uuid(); }
  int version() const { return bytes_[6] >> 4; }

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<uint8_t, 16> bytes_ = {};
};

// Makes UUIDs of version 7: 48 bits of milliseconds from the clock, 12 bits that count within the
// millisecond, 62 random bits. Ids of one generator strictly increase, even when the clock stands
// still or goes back. Safe to call from any thread.
class UuidGenerator final {
 public:
  // `clock` must outlive the generator.
  explicit UuidGenerator(const Clock& clock) : clock_(clock) {}
  Uuid Next() WITAN_EXCLUDES(mutex_);

 private:
  const Clock& clock_;
  Mutex mutex_;
  // Milliseconds and counter of the last id, as one number: ms << 12 | counter.
  uint64_t last_ WITAN_GUARDED_BY(mutex_) = 0;
};

}  // namespace witan

template <>
struct std::hash<witan::Uuid> {
  size_t operator()(const witan::Uuid& uuid) const noexcept {
    uint64_t halves[2];
    std::memcpy(halves, uuid.bytes().data(), sizeof(halves));
    return static_cast<size_t>(halves[0] ^ (halves[1] * 0x9E3779B97F4A7C15ULL));
  }
};
