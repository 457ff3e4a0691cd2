#pragma once

// Where the records of one kind stand in the indexes by date; and those of one system or region
// alone, so that what is asked of a system looks at that system's records and not at those of the
// whole country.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/query/question.h"
#include "storage/base/status.h"

namespace witan::query {

using storage::IndexPlace;

// From `first` to the day before `end`; none: without that bound.
struct Dates {
  std::optional<CivilDate> first;
  std::optional<CivilDate> end;
};

// Index entries of one step of a pass.
inline constexpr size_t kPlacesAtOnce = 512;

// The scan over all records of a kind; or, where `reference` is the 16 bytes of an id, over those
// that refer to it.
storage::IndexScan ScanOf(Aggregate kind, const std::string& reference, const Dates& dates,
                          storage::ScanOrder order);

// Hands the places of a scan to `visit`, some at a time, until that says false.
template <class Visit>
absl::Status ForPlaces(const storage::ProjectionView& view, storage::IndexScan scan,
                       const Visit& visit) {
  while (true) {
    ASSIGN_OR_RETURN(const auto places, view.ScanIndex(scan));
    ASSIGN_OR_RETURN(const bool goes_on, visit(places));
    if (!goes_on || places.size() < scan.limit) return absl::OkStatus();
    scan.start_after = places.back();
  }
}

// The same of places that are at hand.
template <class Visit>
absl::Status ForPlaces(const std::vector<IndexPlace>& places, const Visit& visit) {
  for (auto at = places.begin(); at != places.end();) {
    const auto left = static_cast<size_t>(places.end() - at);
    const auto end = at + static_cast<std::ptrdiff_t>(std::min(left, kPlacesAtOnce));
    ASSIGN_OR_RETURN(const bool goes_on, visit(std::vector<IndexPlace>(at, end)));
    if (!goes_on) return absl::OkStatus();
    at = end;
  }
  return absl::OkStatus();
}

// More than this many are no shorter way than all records.
inline constexpr size_t kMostSubjectsWithin = 4'000;

// Every organisation and body that lay in the system or region with this ODS code at any time, by
// what is known at the moment asked about; others may be among them, and whoever needs to know asks
// Question::FootprintOf. Ids as 16 bytes, in order. None: there are more than kMostSubjectsWithin.
// Kept for the question.
absl::StatusOr<std::optional<std::vector<std::string>>> SubjectsWithin(const Question& question,
                                                                       const std::string& code);

// Where the index by date holds the records of a kind that refer to any of those; in the order of
// the index. None: as SubjectsWithin.
absl::StatusOr<std::optional<std::vector<IndexPlace>>> PlacesWithin(const Question& question,
                                                                    Aggregate kind,
                                                                    const std::string& code,
                                                                    const Dates& dates);

}  // namespace witan::query
