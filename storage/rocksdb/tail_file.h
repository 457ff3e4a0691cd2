#pragma once

// The tail file: what the log vouches to hold. Written beside the database at most a second after
// each append, so that a log that comes back shorter, or different, is noticed.

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/record.h"

namespace witan::storage {

absl::Status WriteTailFile(const std::string& path, const Cursor& end);

// None when the file is absent or damaged: it then vouches for nothing. A file that cannot be read
// for another reason is an error.
absl::StatusOr<std::optional<Cursor>> ReadTailFile(const std::string& path);

}  // namespace witan::storage
