#pragma once

// Where things stand in a projection's store: tables, indexes and areas by number, and their keys.
// The numbers and keys reach the disk; a change of any of them is a new kSchemaVersion, which
// builds a new store beside the old one.

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/uuid.h"
#include "storage/projection_store.h"
#include "witan/options/v1/options.pb.h"

namespace witan::projector {

using witan::options::v1::Aggregate;

inline constexpr uint32_t kSchemaVersion = 1;

// One table a kind of record, with the kind's own number; key: the 16 bytes of the record's id.
inline storage::TableId TableOf(Aggregate aggregate) {
  return static_cast<storage::TableId>(aggregate);
}

// Three indexes a table.
enum class IndexKind : uint16_t {
  kByDate = 0,       // date of what happened, number, classification
  kByReference = 1,  // id of another record, then as kByDate
  kByCode = 2,       // ODS code or topic code
};
inline storage::IndexId IndexOf(Aggregate aggregate, IndexKind kind) {
  return static_cast<storage::IndexId>(static_cast<uint16_t>(aggregate) * 4 +
                                       static_cast<uint16_t>(kind));
}

// Facts as they came, never changed.
inline constexpr storage::AreaId kEventsByStream = 1;    // stream, position -> envelope bytes
inline constexpr storage::AreaId kStreamByPosition = 2;  // position -> stream
inline constexpr storage::AreaId kPositionById = 3;      // event id -> position
inline constexpr storage::AreaId kTimeByPosition = 5;    // position -> recorded_at in us
inline constexpr storage::AreaId kPositionByTime = 4;    // recorded_at in us -> position

// The tail of a key of kByDate and kByReference: sorts by date, then by number. The classification
// and its ground stand at the end, so that open records are counted without reading their rows.
struct DatedPlace {
  int32_t days = 0;
  uint64_t number = 0;
  uint8_t classification = 0;
  uint8_t ground = 0;
};
inline constexpr size_t kDatedPlaceSize = 14;
std::string EncodeDatedPlace(const DatedPlace& place);
// DataLoss unless `bytes` ends in such a tail.
absl::StatusOr<DatedPlace> DecodeDatedPlace(std::string_view bytes);

// The first key of a date; what is before it is older.
std::string DateBegin(int32_t days);

std::string EventKey(std::string_view stream_bytes, uint64_t position);

// Every kind of record, in the order of their numbers.
const std::vector<Aggregate>& AllAggregates();

}  // namespace witan::projector
