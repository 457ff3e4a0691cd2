#pragma once

// Numbers as bytes, big-endian, so that keys sort as their numbers do; and keys of several parts
// that sort part by part.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan {

template <typename Number>
void AppendBigEndian(std::string& out, Number number) {
  for (size_t i = sizeof(Number); i-- > 0;) {
    out.push_back(static_cast<char>(static_cast<uint8_t>(number >> (8 * i))));
  }
}

template <typename Number>
std::string BigEndian(Number number) {
  std::string out;
  AppendBigEndian(out, number);
  return out;
}

// Takes pieces off the front of a byte string. Every Take fails with DataLoss when the bytes end
// too soon: what is read this way was written by us and came back shorter.
class ByteReader final {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  absl::StatusOr<std::string_view> Take(size_t count) {
    if (rest_.size() < count) return absl::DataLossError("a stored value ends too soon");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  template <typename Number>
  absl::StatusOr<Number> TakeBigEndian() {
    auto bytes = Take(sizeof(Number));
    if (!bytes.ok()) return bytes.status();
    uint64_t number = 0;
    for (const char c : *bytes) number = (number << 8) | static_cast<uint8_t>(c);
    return static_cast<Number>(number);
  }

  // A string written by AppendSized.
  absl::StatusOr<std::string_view> TakeSized() {
    auto size = TakeBigEndian<uint32_t>();
    if (!size.ok()) return size.status();
    return Take(*size);
  }

  std::string_view rest() const { return rest_; }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Length (4 bytes, big-endian), then the bytes.
inline void AppendSized(std::string& out, std::string_view bytes) {
  AppendBigEndian(out, static_cast<uint32_t>(bytes.size()));
  out.append(bytes);
}

// Escapes `part` so that keys made of several parts sort by the first part, then by the second:
// 00 becomes 00 FF, and 00 01 ends the part.
inline void AppendKeyPart(std::string& out, std::string_view part) {
  for (const char c : part) {
    out.push_back(c);
    if (c == '\0') out.push_back('\xFF');
  }
  out.push_back('\0');
  out.push_back('\x01');
}

// Takes one escaped part off the front of `key`. DataLoss when it does not end.
absl::StatusOr<std::string> TakeKeyPart(std::string_view& key);

// The least byte string greater than every string that starts with `prefix`; empty when there is
// none (a prefix of FF bytes only), which ranges read as "to the end".
std::string PrefixEnd(std::string_view prefix);

}  // namespace witan
