#pragma once

// Text as a string of JSON (RFC 8259 section 7).

#include <string>
#include <string_view>

namespace witan::runtime {

// In quotes; cut after `most_bytes` of the text. Bytes that are no UTF-8 become U+FFFD.
std::string JsonText(std::string_view text, size_t most_bytes);

}  // namespace witan::runtime
