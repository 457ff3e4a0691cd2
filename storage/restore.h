#pragma once

// Takes the records of a log into another backend byte for byte: how a log comes back from a backup
// and moves between the embedded and the shared form. Positions, hashes and terms stay, since they
// are in the bytes.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "storage/record_sequence.h"

namespace witan::storage {

// The next record, from position 1 on; none at the end. A failure ends the restoring.
using NextRecordBytes = std::function<absl::StatusOr<std::optional<std::string>>()>;

struct Restored {
  Cursor end;
  uint64_t found = 0;  // records that were there already, from an attempt that was cut off
  uint64_t taken = 0;  // records that were appended
};

// Appends what `next` gives, in order, each record checked by the read rule before it is written
// and every batch durable before the next. Where `into` holds the first of these records already it
// goes on behind them, so that an attempt that was cut off is simply made again. Nobody else writes
// to `into` meanwhile. `progress` (may be empty) hears the last position that is durable.
// FailedPrecondition: `into` holds other records, or more of them. DataLoss: a record does not
// continue the one before. Otherwise what the backend or `next` says.
absl::StatusOr<Restored> Restore(RecordSequence& into, const RecordCodec& codec,
                                 const NextRecordBytes& next,
                                 const std::function<void(Position)>& progress);

}  // namespace witan::storage
