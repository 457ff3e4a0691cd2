#pragma once

// How a query says no: a status with a reason of the catalogue, and its form on the wire.

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "services/domain/reasons.h"

namespace witan::query {

// The catalogue's code and reason; `sentence` says what it is here, empty: the catalogue's.
absl::Status Refused(domain::ReasonId id, const std::string& sentence = "");

// The reason's name; empty for a status that was not made by Refused.
std::string ReasonNameOf(const absl::Status& status);

// Code, sentence, and google.rpc.Status details with ErrorInfo{reason, domain "witan"}. A failure
// without a reason answers as Internal or DataLoss with a sentence that gives nothing away; what it
// was is for the log.
grpc::Status ToGrpc(const absl::Status& status);

// The refusal of a service that stops, of a question or of what is left of a stream.
absl::Status Stopping();

}  // namespace witan::query
