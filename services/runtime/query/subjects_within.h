#pragma once

// What may lie in a system or a region: so that a list of one system looks at that system's records
// and not at those of the whole country.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/query/question.h"

namespace witan::query {

// More than this many are no shorter way than all records.
inline constexpr size_t kMostSubjectsWithin = 4'000;

// Every organisation and body that lay in the system or region with this ODS code at any time, by
// what is known at the moment asked about; others may be among them, and whoever needs to know asks
// Question::FootprintOf. Ids as 16 bytes, in order. None: there are more than kMostSubjectsWithin.
// Kept for the question.
absl::StatusOr<std::optional<std::vector<std::string>>> SubjectsWithin(const Question& question,
                                                                       const std::string& code);

}  // namespace witan::query
