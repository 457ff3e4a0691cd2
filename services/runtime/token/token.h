#pragma once

// The consistency token: the opaque text form of a position in one log. Whoever got one may ask
// for an answer that is at least as new, or as it was then.
//
// Format, do not change: base64url without padding of the log's id (16 bytes) and the position (8
// bytes, big-endian): 32 characters.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/base/named_type.h"

namespace witan::runtime {

std::string EncodeToken(const LogId& log_id, Position position);

// InvalidArgument, with a sentence, for text that is no token and for one of another log.
absl::StatusOr<Position> DecodeToken(std::string_view text, const LogId& log_id);

}  // namespace witan::runtime
