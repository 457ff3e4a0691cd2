#include "services/runtime/log/json_text.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace witan::runtime {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Lead {
  uint8_t mask;
  uint8_t bits;
  size_t length;
  uint32_t least;  // a smaller code point was written longer than it has to be
};
constexpr std::array<Lead, 3> kLeads = {
    {{0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};

// Length of the character of more than one byte that `text` begins with; 0: it begins with none.
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (const Lead& lead : kLeads) {
    if ((byte(0) & lead.mask) != lead.bits) continue;
    if (text.size() < lead.length) return 0;
    uint32_t code = byte(0) & static_cast<uint8_t>(~lead.mask);
    for (size_t i = 1; i < lead.length; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return 0;
      code = code << 6 | (byte(i) & 0x3F);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < lead.least || is_surrogate || code > 0x10FFFF ? 0 : lead.length;
  }
  return 0;
}

}  // namespace

std::string JsonText(std::string_view text, size_t most_bytes) {
  std::string out = "\"";
  size_t at = 0;
  while (at < text.size() && at < most_bytes) {
    const auto byte = static_cast<uint8_t>(text[at]);
    size_t length = 1;
    if (byte == '"' || byte == '\\') {
      out += {'\\', static_cast<char>(byte)};
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04x}", byte);
    } else if (byte < 0x80) {
      out.push_back(static_cast<char>(byte));
    } else if (const size_t character = CharacterLength(text.substr(at)); character != 0) {
      out += text.substr(at, character);
      length = character;
    } else {
      out += kReplacement;
    }
    at += length;
  }
  if (at < text.size()) out += "...";
  out.push_back('"');
  return out;
}

}  // namespace witan::runtime
