#pragma once

// One record, by id, by its number, or an organisation by its code.

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/query/question.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query {

using witan::oversight::v1::GetRecordRequest;

// A record that was found and may be shown, as the question sees it. NOT_FOUND: there is none, or
// it may not even be counted. NOT_FOR_ROLE: it is closed to this reader; when it may be shown as a
// stub, `found` has no record and the caller answers the stub.
struct Found {
  std::string id;
  std::optional<Record> record;
  witan::oversight::v1::RecordHead stub;
};
absl::StatusOr<Found> FindRecord(const Question& question, Aggregate kind,
                                 const GetRecordRequest& request);

}  // namespace witan::query
