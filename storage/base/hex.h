#pragma once

// Lower-case hexadecimal text.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan {

// The digit of a value from 0 to 15.
inline char HexDigit(int value) { return "0123456789abcdef"[value]; }
// The value of a digit; -1 for any other character, upper-case letters included.
inline int HexDigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string HexEncode(std::span<const uint8_t> bytes);
std::string HexEncode(std::string_view bytes);

// InvalidArgument for an odd length or anything but 0-9 and a-f.
absl::StatusOr<std::string> HexDecode(std::string_view text);

}  // namespace witan
