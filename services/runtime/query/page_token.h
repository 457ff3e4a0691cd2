#pragma once

// What a page hands to the next: the moment that all pages speak for, the place to go on after, and
// a fingerprint of the question, so that a token of another list is refused.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/projection_store.h"

namespace witan::query {

struct PageToken {
  uint64_t position = 0;
  int32_t date = 0;  // days, of the question's date
  uint64_t question = 0;
  storage::IndexPlace after;
};

// Opaque text, safe in an address.
std::string EncodePageToken(const PageToken& token);
// PAGE_TOKEN_INVALID for anything else.
absl::StatusOr<PageToken> DecodePageToken(std::string_view text);

}  // namespace witan::query
