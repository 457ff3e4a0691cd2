#pragma once

// The moment that a query asks about: known at (a token, a time, a civil date) and effective at.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/domain/civil_date.h"
#include "storage/base/clock.h"

namespace witan::query {

// RFC 3339 with Z or an offset, to the microsecond ("2022-07-01T09:00:00.25Z"), or a civil date,
// which means the end of that day in London: its last microsecond. InvalidArgument otherwise.
absl::StatusOr<Timestamp> ParseKnownAt(std::string_view text);

// The first microsecond of a day in London.
Timestamp BeginOfDayInLondon(domain::CivilDate date);

}  // namespace witan::query
