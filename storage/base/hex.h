#pragma once

// Lower-case hexadecimal text.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace witan {

std::string HexEncode(std::span<const uint8_t> bytes);
std::string HexEncode(std::string_view bytes);

// InvalidArgument for an odd length or anything but 0-9 and a-f.
absl::StatusOr<std::string> HexDecode(std::string_view text);

}  // namespace witan
