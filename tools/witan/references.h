#pragma once

// What a line of an import file may leave to be filled in from the answers to earlier lines, since
// event ids are given by the recorder:
//
//   ${event:REQUEST_ID}                 the id of the event that the line with this request id made
//   ${events-sha256:ID,ID,...}          SHA-256 over those event ids, each followed by a line feed,
//                                       as SchemeAdopted.entries_sha256 wants it
//
// An answer that was given before is the same again, so a file with references can be imported
// twice like any other.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"

namespace witan::cli {

// Event ids by request id.
using EventIds = std::unordered_map<std::string, std::string>;

// The request ids that a line refers to, in the order of the text.
std::vector<std::string> ReferencesIn(std::string_view line);

// The line with every reference filled in. FailedPrecondition, naming it, when a request id has no
// event; InvalidArgument when a reference has no end.
absl::StatusOr<std::string> FillReferences(std::string_view line, const EventIds& events);

}  // namespace witan::cli
